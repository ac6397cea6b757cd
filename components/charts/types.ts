/** What one line of a chart shows. */
export interface ChartSeries {
  readonly title: string;
  /** Oldest first; NaN is a gap. */
  readonly values: readonly number[];
  /** Of the xterm palette, 0 to 255; without it nothing is coloured, and shapes tell series apart. */
  readonly color?: number | undefined;
}

export interface LineChart {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  readonly series: readonly ChartSeries[];
  /** Spread evenly along the x axis, the first at its left end, the last at its right; those without room are left out. */
  readonly labels: readonly string[];
  /** Ends of the y axis; values beyond are drawn at the end. Without `max` a round figure over the largest value. */
  readonly max?: number | undefined;
  readonly min?: number | undefined;
  readonly axisColor?: number | undefined;
  readonly formatY: (value: number) => string;
}

/** A part of a gauge, of a bar or of a ring. */
export interface ChartPart {
  readonly title: string;
  readonly color?: number | undefined;
}

export interface GaugeChart {
  readonly width: number;
  readonly height: number;
  /** 0 to 1, one after the other in one bar. */
  readonly parts: readonly (ChartPart & { readonly fraction: number })[];
}

export interface StackedBarChart {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly ChartPart[];
  /** One bar each: `values[i]` belongs to `parts[i]`. */
  readonly bars: readonly { readonly label: string; readonly values: readonly number[] }[];
  readonly max?: number | undefined;
}

export interface DonutChart {
  readonly width: number;
  readonly height: number;
  /** One ring each. */
  readonly rings: readonly (ChartPart & { readonly fraction: number })[];
}

/** A mark at a place of the world. */
export interface MapMark {
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
  readonly text: string;
  readonly color?: number | undefined;
}

export interface MapChart {
  readonly width: number;
  readonly height: number;
  /** Those that come first stand over later ones. */
  readonly marks: readonly MapMark[];
  readonly landColor?: number | undefined;
}

/** A figure by time; times are ms since the epoch, rising. */
export interface TimedValues {
  readonly times: readonly number[];
  /** NaN is a gap. */
  readonly values: readonly number[];
}

/** What was, as a line, and what comes, as a line within two bands. */
export interface FanChart {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  readonly past: TimedValues;
  readonly median: TimedValues;
  /** The narrow band and the wide one around it, at the times of the median. */
  readonly half: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly most: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** A third line, over what comes: what is planned. */
  readonly planned?: TimedValues | undefined;
  /** Where what was ends, ms since the epoch, and the word for it. */
  readonly now: number;
  readonly nowWord: string;
  /** 1024 for figures that are told in KiB, MiB ..., else 1000. */
  readonly base: 1000 | 1024;
  readonly formatY: (value: number) => string;
  /** Of the xterm palette; without that of a band shades tell bands apart. */
  readonly colors: { readonly past?: number | undefined; readonly median?: number | undefined; readonly half?: number | undefined; readonly most?: number | undefined; readonly axis?: number | undefined; readonly now?: number | undefined; readonly planned?: number | undefined };
}

/** Draws charts as lines of text with colours, each exactly as wide as asked, as many as asked. */
export interface Charts {
  line(chart: LineChart): readonly string[];
  fan(chart: FanChart): readonly string[];
  gauge(chart: GaugeChart): readonly string[];
  stackedBar(chart: StackedBarChart): readonly string[];
  donut(chart: DonutChart): readonly string[];
}
