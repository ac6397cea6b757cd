import { displayWidth, fit } from '../../src/model/text-width.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { legend, spread } from './look.ts';
import { scaleOf, type Scale } from './scale.ts';
import type { ChartPart, LineChart } from './types.ts';

/** Where what stands in a chart with axes. Every part is left out where it has no room. */
export interface Layout {
  readonly scale: Scale;
  /** Cells of the plot, axes left out. */
  readonly columns: number;
  readonly rows: number;
  readonly axes: boolean;
  readonly legend: readonly string[];
  /** What stands left of each row, the row of the x axis last. */
  readonly left: readonly string[];
  readonly below: readonly string[];
}

const LEAST_COLUMNS = 8;
const LEAST_ROWS = 2;
const ROWS_BETWEEN_LABELS = 3;

/** Every so many rows, counted from the top, so that both ends have one. */
function labelStep(rows: number): number {
  for (let step = ROWS_BETWEEN_LABELS; step <= rows / 2; step += 1) if (rows % step === 0) return step;
  return rows;
}

export function layOut(chart: LineChart, markOf: (part: ChartPart, index: number) => string): Layout {
  const { width, height, labels } = chart;
  const scale = scaleOf(chart);
  const axes = height >= LEAST_ROWS + 1 && width > LEAST_COLUMNS;
  const named = axes && height >= LEAST_ROWS + 2 && chart.series.some(({ title }) => title !== '');
  const dated = axes && height >= LEAST_ROWS + 3 && labels.some((label) => label !== '');
  const rows = Math.max(0, height - (axes ? 1 : 0) - (named ? 1 : 0) - (dated ? 1 : 0));
  const step = labelStep(rows);
  const figures = Array.from({ length: rows + 1 }, (_, row) =>
    row % step === 0 && axes ? safeText(chart.formatY(scale.min + ((scale.max - scale.min) * (rows - row)) / rows)) : '');
  const widest = figures.reduce((most, figure) => Math.max(most, displayWidth(figure)), 0);
  const leftWidth = axes && width - widest - 2 >= LEAST_COLUMNS ? widest + 1 : 0;
  const columns = Math.max(0, width - leftWidth - (axes ? 1 : 0));
  const blank = ' '.repeat(leftWidth + 1);
  return {
    scale, columns, rows, axes,
    legend: named ? [legend(chart.series, markOf, width)] : [],
    left: figures.map((figure) => (leftWidth === 0 ? '' : `${fit(figure, leftWidth - 1, 'right')} `)),
    below: dated ? [blank + spread(labels, columns)] : [],
  };
}

/** The chart of that layout; `plot` gives its rows, axes included. */
export const assemble = (layout: Layout, plot: readonly string[]): readonly string[] =>
  [...layout.legend, ...plot.map((line, row) => (layout.left[row] ?? '') + line), ...layout.below];
