import { displayWidth, fit } from '../../model/text-width.ts';
import { formatValue, UNKNOWN } from '../../model/units.ts';
import { HOURS_TIER, MINUTES_TIER, SAMPLES_TIER } from '../../../storage/history/tiers.ts';

const TIERS: ReadonlyMap<number, { readonly words: string; readonly name: string }> = new Map([
  [SAMPLES_TIER, { words: 'every sample', name: 'samples' }],
  [MINUTES_TIER, { words: 'each minute', name: 'minutes' }],
  [HOURS_TIER, { words: 'hourly totals', name: 'hours' }],
]);

/** A tier for people, and its name in JSON. */
export const tierWords = (tier: number): string => TIERS.get(tier)?.words ?? `tier ${tier}`;
export const tierName = (tier: number): string => TIERS.get(tier)?.name ?? String(tier);

const LAST_TIME = 8.64e15;

/** Local time to the second; `-` for none. */
export const localTime = (time: number): string => (Math.abs(time) <= LAST_TIME ? new Date(time).toLocaleString('sv') : UNKNOWN);

/** ISO 8601 for JSON; null for none. */
export const isoTime = (time: number): string | null => (Math.abs(time) <= LAST_TIME ? new Date(time).toISOString() : null);

/** A part (0 to 1) as percents: `8 %`, `97.5 %`. */
export const percentWords = (share: number): string => `${Number((100 * share).toPrecision(share > 0.9 ? 3 : 2))} %`;

export const countWords = (count: number): string => (Number.isNaN(count) ? UNKNOWN : count.toLocaleString('en-US'));

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many: string): string => `${countWords(count)} ${count === 1 ? one : many}`;

export const sizeWords = (bytes: number): string => formatValue('bytes', bytes);

/** Rows of cells as columns as wide as they need to be; `right` says which are figures. */
export function table(rows: readonly (readonly string[])[], right: readonly boolean[]): string[] {
  const widths = right.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  return rows.map((row) => widths.map((width, column) => fit(row[column] ?? '', width, right[column] === true ? 'right' : 'left')).join('  ').trimEnd());
}
