import type { Cell } from 'blessed';
import type { CanvasWidget, Context } from 'blessed-contrib/lib/widget/canvas.js';
import type { default as Widget, LineData, LineOptions } from 'blessed-contrib/lib/widget/charts/line.js';
import type { OffScreen } from './off-screen.ts';

/** Space that the widget keeps: what it takes from its own width and height, and what is left of its axis (pixels, 2x4 a cell). */
const MARGIN = { columns: 6, rows: 2, below: 2, left: 3 } as const;
/** Number for the colour of the axes. */
export const AXIS = 1;
/** Numbers for the colours of lines: 0 would be none to the widget. */
export const numberOf = (line: number): number => line + 2;
const WHOLE = 100;
/** A whole one may round to a pixel above the canvas. */
const ALMOST_ONE = 1 - 1e-9;

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

/** Lines drawn by the library, as cells that are painted by others. */
export class LineCells {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<LineData, LineOptions>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    this.#widget = new Kind({ maxY: WHOLE, xPadding: 2 * MARGIN.left, style: { line: numberOf(0), text: AXIS, baseline: AXIS } });
  }

  /**
   * `lines`: for each of twice as many pixels as columns a part of the height, 0 to 1, NaN where there is a gap; later ones
   * stand over earlier ones. Gives rows and one more for the axis below, each of a cell for the axis at the left and the columns;
   * foregrounds are `AXIS` and `numberOf` the line. What it gives is overwritten by the next drawing.
   */
  draw(rows: number, columns: number, lines: readonly (readonly number[])[]): readonly (readonly Cell[])[] {
    // One label for each pixel of a row makes a step of one pixel; a blank one, as an empty one is written as "undefined".
    const x = Array.from({ length: columns * 2 + 2 }, () => ' ');
    const data = lines.map((parts, index) => ({ x, y: parts.map((part) => Math.min(part, ALMOST_ONE) * WHOLE), style: { line: numberOf(index) } }));
    // The widget leaves one pixel over the axis free, and would draw the largest value above the canvas.
    this.#widget.options.maxY = (WHOLE * (rows * 4 + 1)) / (rows * 4 - 1);
    const size = { width: columns + 1 + MARGIN.left + MARGIN.columns, height: rows + 1 + MARGIN.below + MARGIN.rows };
    const picture = this.#screen.draw(this.#widget, size.width, size.height, data.length > 0 ? data : [{ x, y: [], style: { line: AXIS } }], liftOverGaps);
    return picture.rows.slice(0, rows + 1).map((cells) => cells.slice(MARGIN.left, MARGIN.left + columns + 1));
  }
}
