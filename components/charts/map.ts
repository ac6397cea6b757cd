import type { default as Widget, MapMarker } from 'blessed-contrib/lib/widget/map.js';
import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';
import { displayWidth } from '../../src/model/text-width.ts';
import type { OffScreen } from './off-screen.ts';
import { rowOf, type Look, type Overlay } from './picture.ts';
import type { MapChart } from './types.ts';

/** What the widget takes from its own width, in cells. */
const MARGIN_COLUMNS = 6;
/** Number for the colour of land: 0 would be none to the widget. */
const LAND = 1;
/** Degrees from the south pole: without the Antarctic and the open sea around it. */
const SOUTH = 32;
const NORTH = 175;
const LEAST = { columns: 10, rows: 3 } as const;

/** The outlines of the world, with marks at places. The widget draws the land once for each size, and tells where a mark belongs; its look is ours. */
export class WorldMap {
  readonly #screen: OffScreen;
  readonly #widget: CanvasWidget<readonly MapMarker[], unknown>;

  constructor(screen: OffScreen, Kind: typeof Widget) {
    this.#screen = screen;
    const widget = new Kind({ style: { shapeColor: LAND, stroke: LAND, fill: LAND }, startLat: SOUTH, endLat: NORTH, labelSpace: 1 });
    this.#widget = Object.assign(widget, { setData: (markers: readonly MapMarker[]) => {
      for (const marker of markers) widget.addMarker(marker);
    } });
  }

  /** Marks that come first stand over later ones. */
  draw({ width, height, marks, landColor }: MapChart): readonly string[] {
    if (width < LEAST.columns || height < LEAST.rows) return Array.from({ length: Math.max(0, height) }, () => ' '.repeat(Math.max(0, width)));
    const clamp = (latitude: number): number => Math.max(SOUTH - 89, Math.min(NORTH - 91, latitude));
    const picture = this.#screen.draw(this.#widget, width + MARGIN_COLUMNS, height, marks.map(({ latitude, longitude }, index) => ({ lat: clamp(latitude), lon: longitude, char: String(index), color: LAND })));
    const overlays = picture.written.map(({ text, x, y }): Overlay & { row: number } => {
      const { text: shown = '', color } = marks[Number(text)] ?? {};
      const taken = displayWidth(shown);
      return { row: Math.max(0, Math.min(height - 1, Math.floor(y / 4))), column: Math.max(0, Math.min(width - taken, Math.floor(x / 2))), text: shown, color };
    });
    const looks: readonly Look[] = [{ color: undefined }, { color: landColor }];
    return picture.rows.slice(0, height).map((cells, row) => rowOf(cells, 0, width, looks, overlays.filter((one) => one.row === row)));
  }
}
