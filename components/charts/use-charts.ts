export interface ChartInput { title: string; values: readonly number[]; times: readonly number[]; width: number; height: number; format: (value: number) => string; paint: unknown }
export const useCharts = (): ((input: ChartInput) => readonly string[]) => (input) => [input.title];
