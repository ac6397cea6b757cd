import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';
import type { default as Widget, DonutData, DonutOptions } from 'blessed-contrib/lib/widget/donut.js';
import { clip, displayWidth, fit } from '../../src/model/text-width.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { OffScreen } from './off-screen.ts';
import { rowOf, type Look, type Overlay } from './picture.ts';
import type { DonutChart } from './types.ts';

/** What the widget takes from its own width and height, in cells. */
const MARGIN = { rows: 3, columns: 3 } as const;
/** Pixels by which the widget draws higher than its middle: half of the row that the titles take. */
const RAISED = 2;
const LEAST_RADIUS = 5;
const REMAINDER = 1;
const known = (fraction: number): number => Math.max(0, Math.min(1, Number.isNaN(fraction) ? 0 : fraction));
const percent = (fraction: number): string => (Number.isNaN(fraction) ? '-' : `${Math.round(fraction * 100)}%`);

/** Rings that are full to a part, side by side, with their titles under them. */
export class Donut {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<DonutData, DonutOptions>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    this.#widget = new Kind({ radius: 1, arcWidth: 1, remainColor: REMAINDER, yPadding: RAISED });
  }

  draw(chart: DonutChart): readonly string[] {
    const { width, height, rings } = chart;
    if (width <= 0 || height <= 0) return [];
    const slot = Math.floor(width / Math.max(1, rings.length));
    const radius = Math.min((height - 1) * 2 - 1, slot - 1);
    if (radius < LEAST_RADIUS) return inWords(chart);
    const { options } = this.#widget;
    options.radius = radius;
    options.arcWidth = Math.max(1, Math.round(radius / 4));
    const data = rings.map(({ fraction }, index) => ({ percent: known(fraction), label: '', color: index + 2 }));
    const picture = this.#screen.draw(this.#widget, width + MARGIN.columns, height + MARGIN.rows, data);
    const spacing = (width * 2 - rings.length * radius * 2) / (rings.length + 1);
    const overlays = rings.flatMap(({ title, fraction }, index): Overlay[] => {
      const middle = (radius + spacing * (index + 1) + radius * 2 * index) / 2;
      const at = (text: string, row: number): Overlay => ({ row, column: Math.max(0, Math.round(middle - displayWidth(text) / 2)), text });
      return [at(percent(fraction), Math.floor((height - 1) / 2)), at(clip(safeText(title), slot - 1), height - 1)];
    });
    // The rest of a ring is drawn first and in no colour: without colours it cannot be told from the part, so it is left out.
    const plain = rings.every(({ color }) => color === undefined);
    const looks: readonly Look[] = [{ color: undefined }, { color: undefined, hidden: plain }, ...rings.map(({ color }) => ({ color }))];
    return picture.rows.slice(0, height).map((cells, row) => rowOf(cells, 0, width, looks, overlays.filter((one) => one.row === row)));
  }
}

const inWords = ({ width, height, rings }: DonutChart): readonly string[] =>
  Array.from({ length: height }, (_, row) => {
    const ring = rings[row];
    return fit(ring === undefined ? '' : `${percent(ring.fraction)} ${safeText(ring.title)}`, width);
  });
