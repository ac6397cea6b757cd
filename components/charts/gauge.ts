import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';
import type { default as Widget, GaugeOptions } from 'blessed-contrib/lib/widget/gauge.js';
import { fillOf, legend } from './look.ts';
import type { OffScreen } from './off-screen.ts';
import { rowOf } from './picture.ts';
import type { GaugeChart } from './types.ts';

/** The widget draws its bar from column 1 to 4 before its end, in rows 2 to 4. */
const BAR = { left: 1, columns: 5, row: 2, rows: 5 } as const;
const known = (fraction: number): number => Math.max(0, Math.min(1, Number.isNaN(fraction) ? 0 : fraction));

/** Parts of a whole in one bar, with their names under it. */
export class Gauge {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<GaugeOptions['stack'], GaugeOptions>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    this.#widget = new Kind({ stack: [], showLabel: false });
  }

  draw({ width, height, parts }: GaugeChart): readonly string[] {
    if (width <= 0 || height <= 0) return [];
    const named = height > 1 && parts.some(({ title }) => title !== '');
    let end = 0;
    const stack = parts.map(({ fraction }, index) => {
      const start = end;
      end = Math.min(1, start + known(fraction));
      // The widget takes up to 1 for a part of one, and a colour of 0 for none.
      return { percent: end - start, stroke: index + 1 };
    }).filter(({ percent }) => percent > 0);
    // Of nothing at all it would draw what was there before.
    const cells = stack.length === 0 ? [] : this.#screen.draw(this.#widget, width + BAR.columns, BAR.rows, stack).rows[BAR.row] ?? [];
    const looks = [{ color: undefined }, ...parts.map((part, index) => ({ color: part.color, fill: fillOf(part, index) }))];
    const bar = rowOf(cells, BAR.left, width, looks).replaceAll(' ', '─');
    return [...Array.from({ length: height - (named ? 1 : 0) }, () => bar), ...(named ? [legend(parts, fillOf, width)] : [])];
  }
}
