import { displayWidth, fit } from '../../src/model/text-width.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { type RoundScale, roundScale } from './round-scale.ts';
import { timeMarks } from './time-axis.ts';
import { sampled, within } from './timed-values.ts';
import type { FanChart } from './types.ts';

/** A band in one column: from and to which part of the height, NaN where there is none. */
export interface BandPart {
  readonly low: number;
  readonly high: number;
}

/** Where what stands in a fan chart. Parts are of the height, 0 to 1. */
export interface FanLayout {
  /** Cells of the plot, axes left out. */
  readonly columns: number;
  readonly rows: number;
  /** What stands left of each row, the row of the x axis last. */
  readonly left: readonly string[];
  readonly below: string;
  /** For each of twice as many pixels as columns. */
  readonly past: readonly number[];
  readonly median: readonly number[];
  readonly planned: readonly number[];
  /** By column. */
  readonly half: readonly BandPart[];
  readonly most: readonly BandPart[];
  readonly nowColumn: number;
  /** The wide band goes on above the top. */
  readonly cut: boolean;
}

const AXIS_ROWS = 2;
const ROWS_A_LABEL = 3;
/** A plot this low has labels closer to one another. */
const LOW_ROWS = 9;
/** A wide band goes up to so many times as high as all else. */
const MOST_TIMES = 3;
/** What is planned is shown up to so many times as high as all else. */
const PLANNED_TIMES = 2.5;

export function layOutFan(chart: FanChart): FanLayout {
  const { width, height, past, median, now } = chart;
  const rows = Math.max(1, height - AXIS_ROWS);
  const { scale, cut } = scaleOf(chart, rows);
  const marks = Array.from({ length: Math.round((scale.max - scale.min) / scale.step) + 1 }, (_, index) => scale.min + index * scale.step);
  const figures = Array.from({ length: rows + 1 }, () => '');
  // A label stands in the row in which the library draws its value.
  for (const mark of marks) figures[Math.floor(((scale.max - mark) / (scale.max - scale.min)) * rows + 1e-9)] = safeText(chart.formatY(Math.abs(mark) < scale.step / 1e6 ? 0 : mark));
  const widest = figures.reduce((most, figure) => Math.max(most, displayWidth(figure)), 0);
  const columns = Math.max(2, width - widest - 2);
  const from = Math.min(past.times[0] ?? now, now);
  const to = Math.max(median.times.at(-1) ?? now, now + 1);
  const part = (value: number): number => Math.max(0, Math.min(1, (value - scale.min) / (scale.max - scale.min)));
  const band = ({ low, high }: FanChart['half']): BandPart[] => Array.from({ length: columns }, (_, column) => {
    const [begin, end] = [0, 1].map((side) => from + ((column + side) / columns) * (to - from));
    return { low: part(Math.min(...within(median.times, low, begin ?? from, end ?? to))), high: part(Math.max(...within(median.times, high, begin ?? from, end ?? to))) };
  });
  const columnOf = (time: number): number => Math.max(0, Math.min(columns - 1, Math.floor(((time - from) / (to - from)) * columns)));
  const nowColumn = columnOf(now);
  return {
    columns, rows, cut, nowColumn,
    left: figures.map((figure) => `${fit(figure, widest, 'right')} `),
    below: ' '.repeat(widest + 2) + labelsBelow([{ column: nowColumn, text: chart.nowWord }, ...timeMarks(from, to, columns).map(({ time, text }) => ({ column: columnOf(time), text }))], columns),
    past: sampled(past, from, to, columns * 2).map(part), median: sampled(median, from, to, columns * 2).map(part), planned: levels(chart.planned, from, to, columns * 2).map((value) => (value <= scale.max ? part(value) : Number.NaN)),
    half: band(chart.half), most: band(chart.most),
  };
}

/** Values that stay as they are until the next; NaN before the first and after the last. */
function levels(values: FanChart['planned'], from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => {
    const time = from + ((place + 0.5) / count) * (to - from);
    const after = values?.times.findIndex((each) => each > time) ?? 0;
    return after <= 0 ? Number.NaN : values?.values[after - 1] ?? Number.NaN;
  });
}

function scaleOf({ past, median, half, most, base, planned }: FanChart, rows: number): { readonly scale: RoundScale; readonly cut: boolean } {
  const known = (lists: readonly (readonly number[])[]): number[] => lists.flatMap((values) => values.filter((value) => Number.isFinite(value)));
  const drawn = known([past.values, median.values, half.high, half.low]);
  const all = [...drawn, ...known([most.low, most.high])];
  // What is planned far above all else would flatten it.
  const near = [...drawn, ...known([planned?.values ?? []]).filter((value) => value <= PLANNED_TIMES * Math.max(...all))];
  all.push(...near);
  const extent = (values: readonly number[]): readonly [number, number] => values.reduce<readonly [number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  if (all.length === 0) return { scale: { min: 0, max: 1, step: 1 }, cut: false };
  const [[low, high], [least, largest]] = [extent(near), extent(all)];
  const room = Math.max(Math.abs(low), Math.abs(high)) * MOST_TIMES;
  const top = largest > high + room && room > 0 ? high + room : largest;
  const bottom = least < low - room && room > 0 ? low - room : least;
  const scale = roundScale(bottom, top, Math.max(1, Math.floor(rows / (rows < LOW_ROWS ? 2 : ROWS_A_LABEL))), base);
  return { scale, cut: largest > scale.max || least < scale.min };
}

/** Labels under their columns, in the middle where there is room; those first in the list come before others. Exactly `columns` cells. */
function labelsBelow(labels: readonly { readonly column: number; readonly text: string }[], columns: number): string {
  const cells = Array.from({ length: columns }, () => ' ');
  for (const { column, text } of labels) {
    const start = Math.max(0, Math.min(columns - text.length, column - Math.floor(text.length / 2)));
    if (text.length > columns || cells.slice(Math.max(0, start - 1), start + text.length + 1).some((cell) => cell !== ' ')) continue;
    [...text].forEach((character, index) => {
      cells[start + index] = character;
    });
  }
  return cells.join('');
}
