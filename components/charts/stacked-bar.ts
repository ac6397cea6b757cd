import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';
import type { default as Widget, StackedBarData, StackedBarOptions } from 'blessed-contrib/lib/widget/charts/stacked-bar.js';
import { clip, displayWidth } from '../../src/model/text-width.ts';
import { fillOf, legend } from './look.ts';
import type { OffScreen } from './off-screen.ts';
import { rowOf } from './picture.ts';
import type { StackedBarChart } from './types.ts';

/** Rows that the widget keeps free over its bars, and columns that it takes from its width. */
const MARGIN = { above: 2, columns: 2 } as const;
const WIDEST_BAR = 12;
const known = (value: number): number => (value > 0 && Number.isFinite(value) ? value : 0);

/** Bars side by side, each of the same parts. */
export class StackedBar {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<StackedBarData, StackedBarOptions>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    this.#widget = new Kind({ barWidth: 1, barSpacing: 1, xOffset: 0, maxValue: 1, showLegend: false, barBgColor: [] });
  }

  draw({ width, height, parts, bars, max }: StackedBarChart): readonly string[] {
    if (width <= 0 || height <= 0) return [];
    const named = height > 3 && parts.some(({ title }) => title !== '');
    const rows = height - (named ? 1 : 0);
    const shown = bars.slice(0, width);
    const slot = Math.max(1, Math.min(WIDEST_BAR + 1, Math.floor((width + 1) / Math.max(1, shown.length))));
    const data = shown.map(({ values }) => parts.map((_, index) => known(values[index] ?? 0)));
    const largest = Math.max(...data.map((values) => values.reduce((sum, value) => sum + value, 0)), 0);
    const { options } = this.#widget;
    // A bar is a cell wider than the widget is told, and of nothing at all there is no share.
    options.barWidth = Math.max(0, slot - 2);
    options.barSpacing = slot;
    options.maxValue = max ?? (largest > 0 ? largest : 1);
    options.barBgColor = parts.map((_, index) => index + 1);
    const limited = data.map((values) => within(values, options.maxValue));
    const picture = this.#screen.draw(this.#widget, width + MARGIN.columns, rows + MARGIN.above, {
      barCategory: shown.map(() => ' '), stackedCategory: parts.map(() => ''), data: limited,
    });
    const looks = [{ color: undefined }, ...parts.map((part, index) => ({ color: part.color, fill: fillOf(part, index) }))];
    const labels = shown.map(({ label }, index) => ({ row: rows - 1, column: index * slot, text: clip(label, Math.max(1, slot - 1)) })).filter(({ text }) => displayWidth(text) > 0);
    const lines = picture.rows.slice(MARGIN.above, MARGIN.above + rows)
      .map((cells, row) => rowOf(cells, 0, width, looks, labels.filter((label) => label.row === row)));
    return [...(named ? [legend(parts, fillOf, width)] : []), ...lines];
  }
}

/** A bar higher than the scale is cut at its top. */
function within(values: readonly number[], max: number): readonly number[] {
  let left = max;
  return values.map((value) => {
    const own = Math.min(value, left);
    left -= own;
    return own;
  });
}
