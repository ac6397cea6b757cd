/** Where a chart of history stands on the screen; its newest value is in its last cell. */
export interface ChartCells {
  readonly row: number;
  readonly height: number;
  readonly left: number;
  readonly width: number;
}

/** From this many columns on, what belongs together stands side by side. */
export const WIDE = 110;
/** Cells of a graph's scale. */
export const GRAPH_LABEL = 8;
const FIRST_GRAPH_ROW = 5;

/** Lines of history graphs, where the screen is large enough to have them and a long table. */
export const graphHeight = (rows: number, columns: number): number => (rows >= 40 && columns >= WIDE ? 4 : 0);

/** Cells of the figure beside a meter. */
export const figureWidth = (label: 'CPU' | 'MEM'): number => (label === 'CPU' ? 7 : 12);

/** Cells of history at the end of a meter of that width. */
export const meterHistory = (width: number, label: 'CPU' | 'MEM'): number => Math.max(0, Math.min(60, Math.floor((width - figureWidth(label) - 6) * 0.4)));

/** Left half of a wide screen; two cells stand between the halves. */
export const leftHalf = (columns: number): number => Math.floor((columns - 2) / 2);

/** Widths of the graphs of CPU, disks and network, two cells apart. */
export function graphWidths(columns: number): readonly [number, number, number] {
  const half = leftHalf(columns);
  const quarter = Math.floor((columns - half - 4) / 2);
  return [half, quarter, columns - half - 4 - quarter];
}

/** All charts of a header, for the mouse. */
export function headerCharts(rows: number, columns: number, height: number): ChartCells[] {
  const wide = columns >= WIDE;
  const meter = (row: number, left: number, width: number, label: 'CPU' | 'MEM'): ChartCells => {
    const history = meterHistory(width, label);
    return { row, height: 1, left: left + width - history, width: history };
  };
  const half = leftHalf(columns);
  const charts = wide
    ? [meter(1, 0, half, 'CPU'), meter(1, half + 2, columns - half - 2, 'MEM')]
    : [meter(1, 0, columns, 'CPU'), meter(2, 0, columns, 'MEM')];
  const graphs = graphHeight(rows, columns);
  let left = 0;
  if (graphs > 0) for (const width of graphWidths(columns)) {
    charts.push({ row: FIRST_GRAPH_ROW, height: graphs, left: left + GRAPH_LABEL, width: width - GRAPH_LABEL });
    left += width + 2;
  }
  // The last line are the counts.
  return charts.filter(({ row, height: own }) => row + own <= height - 1);
}

/** How many values before the newest one a cell of the screen shows; undefined where there is no chart. */
export function valuesBack(charts: readonly ChartCells[], x: number, y: number): number | undefined {
  const chart = charts.find(({ row, height, left, width }) => y >= row && y < row + height && x >= left && x < left + width);
  return chart === undefined ? undefined : chart.left + chart.width - 1 - x;
}
