import { plainLine } from './area.ts';
import { assemble, layOut } from './layout.ts';
import { AXIS, type LineCells, numberOf } from './line-cells.ts';
import { rowOf, type Look } from './picture.ts';
import { resample } from './scale.ts';
import type { ChartPart, LineChart } from './types.ts';

/** Series without a colour: pixels drawn of so many. */
const DASHES = [{ mark: '──', on: 1, of: 1 }, { mark: '╌╌', on: 6, of: 10 }, { mark: '┈┈', on: 2, of: 5 }, { mark: '· ', on: 1, of: 6 }] as const;
const NO_LOOK: Look = { color: undefined };

const dashOf = (part: ChartPart, index: number): (typeof DASHES)[number] => DASHES[part.color === undefined ? index % DASHES.length : 0] ?? DASHES[0];
const markOf = (part: ChartPart, index: number): string => dashOf(part, index).mark;

/** Lines over time. Axes' labels and the legend are ours: the library cannot format figures, and takes tags in titles for looks. */
export class Line {
  readonly #cells: LineCells;

  constructor(cells: LineCells) {
    this.#cells = cells;
  }

  draw(chart: LineChart): readonly string[] {
    const layout = layOut(chart, markOf);
    const { rows, columns, axes, scale } = layout;
    if (!axes) return plainLine(chart);
    const parts = chart.series.map((series, index) => {
      const { on, of } = dashOf(series, index);
      return resample(series.values, columns * 2, scale).map((part, pixel) => (pixel % of < on ? part : Number.NaN));
    });
    const looks: Look[] = [NO_LOOK];
    looks[AXIS] = { color: chart.axisColor };
    chart.series.forEach(({ color }, index) => {
      looks[numberOf(index)] = { color };
    });
    return assemble(layout, this.#cells.draw(rows, columns, parts).map((cells) => rowOf(cells, 0, columns + 1, looks)));
  }
}
