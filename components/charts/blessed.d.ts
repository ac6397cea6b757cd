// Neither package has types for what is used here: widgets by their own path, a screen that is never shown.
declare module 'blessed' {
  import type { Readable, Writable } from 'node:stream';

  /** Colours and looks packed in one number, and the character. */
  export type Cell = readonly [attribute: number, character: string];

  export interface Screen {
    readonly program: { cols: number; rows: number };
    readonly lines: readonly (readonly Cell[])[];
    _borderStops: Record<string, never>;
    draw: (start: number, end: number) => void;
    alloc(): void;
    append(element: Element): void;
    remove(element: Element): void;
  }

  export interface Element {
    width: number;
    height: number;
    render(): unknown;
  }

  const blessed: {
    screen(options: { input: Readable; output: Writable; terminal: string; smartCSR: boolean; warnings: boolean }): Screen;
  };
  export default blessed;
}

declare module 'blessed-contrib/lib/widget/canvas.js' {
  import type { Element } from 'blessed';

  /** The part of a browser's canvas that widgets draw with. Colours are numbers of the xterm palette. */
  export interface Context {
    readonly _canvas: { clear(): void };
    beginPath(): void;
    moveTo(x: number, y: number): void;
    lineTo: (x: number, y: number) => void;
    clearRect: (x: number, y: number, width: number, height: number) => void;
    fillText: (text: string, x: number, y: number) => void;
  }

  /** `Data` is what it draws, `Options` what it looks like; both may change between frames. */
  export interface CanvasWidget<Data, Options> extends Element {
    /** Made anew each time that the widget is put on a screen. */
    readonly ctx: Context;
    readonly options: Options;
    setData(data: Data): void;
  }
}

declare module 'blessed-contrib/lib/widget/charts/line.js' {
  import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';

  export interface LineOptions {
    maxY: number;
    xPadding: number;
    style: { line: number; text: number; baseline: number };
  }
  export type LineData = readonly { readonly x: readonly string[]; readonly y: readonly number[]; readonly style: { readonly line: number } }[];
  const Line: new (options: LineOptions) => CanvasWidget<LineData, LineOptions>;
  export default Line;
}

declare module 'blessed-contrib/lib/widget/charts/stacked-bar.js' {
  import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';

  export interface StackedBarOptions {
    barWidth: number;
    barSpacing: number;
    xOffset: number;
    maxValue: number;
    showLegend: boolean;
    barBgColor: readonly number[];
  }
  export interface StackedBarData {
    readonly barCategory: readonly string[];
    readonly stackedCategory: readonly string[];
    readonly data: readonly (readonly number[])[];
  }
  const StackedBar: new (options: StackedBarOptions) => CanvasWidget<StackedBarData, StackedBarOptions>;
  export default StackedBar;
}

declare module 'blessed-contrib/lib/widget/gauge.js' {
  import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';

  export interface GaugeOptions { stack: readonly { readonly percent: number; readonly stroke: number }[]; showLabel: boolean }
  const Gauge: new (options: GaugeOptions) => CanvasWidget<GaugeOptions['stack'], GaugeOptions>;
  export default Gauge;
}

declare module 'blessed-contrib/lib/widget/donut.js' {
  import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';

  export interface DonutOptions { radius: number; arcWidth: number; remainColor: number; yPadding: number }
  export type DonutData = readonly { readonly percent: number; readonly label: string; readonly color: number }[];
  const Donut: new (options: DonutOptions) => CanvasWidget<DonutData, DonutOptions>;
  export default Donut;
}

declare module 'blessed-contrib/lib/widget/map.js' {
  import type { CanvasWidget } from 'blessed-contrib/lib/widget/canvas.js';

  /** Latitudes count from the south pole. */
  export interface MapOptions {
    style: { shapeColor: number; stroke: number; fill: number };
    startLat: number;
    endLat: number;
    labelSpace: number;
  }
  export interface MapMarker { readonly lat: number; readonly lon: number; readonly char: string; readonly color: number }
  /** It draws the land when it is put on a screen; markers are added to that. */
  const Map: new (options: MapOptions) => Omit<CanvasWidget<never, MapOptions>, 'setData'> & { addMarker(marker: MapMarker): void };
  export default Map;
}
