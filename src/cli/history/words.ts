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

export const sizeWords = (bytes: number): string => formatValue('bytes', bytes);
