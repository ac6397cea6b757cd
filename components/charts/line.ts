import type { CanvasWidget, Context } from 'blessed-contrib/lib/widget/canvas.js';
import type { default as Widget, LineData, LineOptions } from 'blessed-contrib/lib/widget/charts/line.js';
import { plainLine } from './area.ts';
import { assemble, layOut } from './layout.ts';
import type { OffScreen } from './off-screen.ts';
import { rowOf, type Look } from './picture.ts';
import { resample } from './scale.ts';
import type { ChartPart, LineChart } from './types.ts';

/** Space that the widget keeps: what it takes from its own width and height, and what is left of its axis (pixels, 2x4 a cell). */
const MARGIN = { columns: 6, rows: 2, below: 2, left: 3 } as const;
/** Series without a colour: pixels drawn of so many. */
const DASHES = [{ mark: '──', on: 1, of: 1 }, { mark: '╌╌', on: 6, of: 10 }, { mark: '┈┈', on: 2, of: 5 }, { mark: '· ', on: 1, of: 6 }] as const;
const AXIS = 1;
/** Numbers for the colours of parts: 0 would be none to the widget. */
const numberOf = (series: number): number => series + 2;
const WHOLE = 100;
const NO_LOOK: Look = { color: undefined };

const dashOf = (part: ChartPart, index: number): (typeof DASHES)[number] => DASHES[part.color === undefined ? index % DASHES.length : 0] ?? DASHES[0];
const markOf = (part: ChartPart, index: number): string => dashOf(part, index).mark;

/** Has the pen lifted over NaN; the library would draw a line to nowhere. */
function liftOverGaps(context: Context): void {
  const draw = context.lineTo;
  let lifted = false;
  context.lineTo = (x, y) => {
    if (Number.isNaN(y)) {
      lifted = true;
      return;
    }
    if (lifted) context.moveTo(x, y);
    lifted = false;
    draw.call(context, x, y);
  };
}

/** Lines over time. Axes' labels and the legend are ours: the library cannot format figures, and takes tags in titles for looks. */
export class Line {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<LineData, LineOptions>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    this.#widget = new Kind({ maxY: WHOLE, xPadding: 2 * MARGIN.left, style: { line: numberOf(0), text: AXIS, baseline: AXIS } });
  }

  draw(chart: LineChart): readonly string[] {
    const layout = layOut(chart, markOf);
    const { rows, columns, axes, scale } = layout;
    if (!axes) return plainLine(chart);
    const pixels = columns * 2;
    // One label for each pixel of a row makes a step of one pixel; a blank one, as an empty one is written as "undefined".
    const x = Array.from({ length: pixels + 2 }, () => ' ');
    const data = chart.series.map((series, index) => {
      const { on, of } = dashOf(series, index);
      const parts = resample(series.values, pixels, scale).map((part, pixel) => (pixel % of < on ? Math.min(part, ALMOST_ONE) * WHOLE : Number.NaN));
      return { x, y: parts, style: { line: numberOf(index) } };
    });
    // The widget leaves one pixel over the axis free, and would draw the largest value above the canvas.
    this.#widget.options.maxY = (WHOLE * (rows * 4 + 1)) / (rows * 4 - 1);
    const size = { width: columns + 1 + MARGIN.left + MARGIN.columns, height: rows + 1 + MARGIN.below + MARGIN.rows };
    const picture = this.#screen.draw(this.#widget, size.width, size.height, data.length > 0 ? data : [{ x, y: [], style: { line: AXIS } }], liftOverGaps);
    const looks: readonly Look[] = [NO_LOOK, { color: chart.axisColor }, ...chart.series.map(({ color }) => ({ color }))];
    return assemble(layout, picture.rows.slice(0, rows + 1).map((cells) => rowOf(cells, MARGIN.left, columns + 1, looks)));
  }
}

/** A whole one may round to a pixel above the canvas. */
const ALMOST_ONE = 1 - 1e-9;
