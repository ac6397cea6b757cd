import { colored, fillOf } from './look.ts';
import { assemble, layOut } from './layout.ts';
import { resample } from './scale.ts';
import type { LineChart } from './types.ts';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const GAP_MARK = '·';

/** What a cell shows: the character, and which series colours it (-1: none). */
interface Cell {
  readonly character: string;
  readonly series: number;
}
const NOTHING: Cell = { character: ' ', series: -1 };

/**
 * The same chart as by the library, in block characters: what is drawn until the library is there, where it cannot
 * be, and where there is no room for more. Series are areas, the smaller in front.
 */
export function plainLine(chart: LineChart): readonly string[] {
  const layout = layOut(chart, fillOf);
  const { rows, columns, axes, scale } = layout;
  const heights = chart.series.map(({ values }) => resample(values, columns, scale).map((part) => eighths(part, rows)));

  const cellAt = (row: number, column: number): Cell => {
    const floor = (rows - 1 - row) * BLOCKS_PER_CELL;
    let front = NOTHING;
    let reach = Number.POSITIVE_INFINITY;
    heights.forEach((own, series) => {
      const height = own[column] ?? Number.NaN;
      if (!(height > floor) || height > reach) return;
      reach = height;
      const full = height - floor >= BLOCKS_PER_CELL;
      front = { series, character: full ? fillOf(chart.series[series], series) : BLOCKS[height - floor] ?? ' ' };
    });
    const unknown = row === rows - 1 && heights.length > 0 && heights.every((own) => Number.isNaN(own[column] ?? Number.NaN));
    return unknown ? { character: GAP_MARK, series: -1 } : front;
  };

  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (__, column) => cellAt(row, column));
    return (axes ? colored('│', chart.axisColor) : '') + joined(cells, (series) => chart.series[series]?.color);
  });
  if (axes) lines.push(colored(`└${'─'.repeat(columns)}`, chart.axisColor));
  return assemble(layout, lines);
}

const BLOCKS_PER_CELL = 8;

/** Height in eighths of a cell; anything above nothing is seen. */
function eighths(part: number, rows: number): number {
  const height = Math.round(part * rows * BLOCKS_PER_CELL);
  return part > 0 ? Math.max(1, height) : height;
}

/** Cells of the same colour side by side take one sequence. */
function joined(cells: readonly Cell[], colorOf: (series: number) => number | undefined): string {
  let line = '';
  let run = '';
  let color: number | undefined;
  for (const { character, series } of cells) {
    const own = character === ' ' ? color : colorOf(series);
    if (own !== color) {
      line += colored(run, color);
      run = '';
      color = own;
    }
    run += character;
  }
  return line + colored(run, color);
}
