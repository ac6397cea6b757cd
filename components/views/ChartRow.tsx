import { Box } from 'ink';
import { fit } from '../../src/model/text-width.ts';
import type { Series } from '../../src/model/timeline.ts';
import { useCharts } from '../charts/use-charts.ts';
import type { ChartOf } from '../dashboard/entity-charts.ts';
import type { Painter } from '../theme/tokens.ts';
import { Lines } from '../widgets/Lines.tsx';

export const LEAST_CHART_ROWS = 6;
const WIDE = 150;

interface ChartRowInput {
  readonly charts: readonly ChartOf[];
  /** What a field was in the last minutes. */
  readonly series: (field: string) => Series;
  readonly paint: Painter;
  readonly columns: number;
  readonly rows: number;
  /** Said in place of a chart that has nothing to show yet. */
  readonly nothing: string;
}

/** Charts side by side, as many as there is room for, over the last minutes of one thing. */
export function ChartRow({ charts, series: seriesOf, paint, columns, rows, nothing }: ChartRowInput): React.ReactNode {
  const draw = useCharts();
  if (rows < LEAST_CHART_ROWS) return null;
  const shown = charts.slice(0, columns >= WIDE ? 3 : 2);
  const width = Math.floor((columns - shown.length + 1) / shown.length);
  return (
    <Box columnGap={1}>
      {shown.map((chart) => {
        const series = chart.lines.map(({ field, title, token, series: given }) => {
          const { times, values } = given ?? seriesOf(field);
          return { title, values, times, color: paint.theme.looks[token]?.fg };
        });
        const [first] = series;
        const lines = first === undefined || first.values.length < 2
          ? [paint('dim', fit(` ${chart.title}: ${nothing}`, width))]
          : [paint('title', fit(` ${chart.title}`, width)), ...draw({
              width,
              height: rows - 1,
              series,
              labels: timeLabels(first.times),
              min: 0,
              axisColor: paint.theme.looks.dim?.fg,
              formatY: chart.format,
            })];
        return <Box key={chart.title} width={width}><Lines lines={lines} /></Box>;
      })}
    </Box>
  );
}

const timeLabels = (times: readonly number[]): string[] => {
  const at = [0, Math.floor((times.length - 1) / 2), times.length - 1];
  return at.map((index) => new Date(times[index] ?? 0).toTimeString().slice(0, 8));
};
