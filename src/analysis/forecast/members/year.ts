import { mean } from '../moments.ts';
import type { Origin } from '../origin.ts';
import { medianProfile } from '../profile.ts';
import type { Member } from './member.ts';

/** Whole weeks, so that weekdays meet. */
export const YEAR = 364;
/** Days whose level is compared with the year before. */
const RECENT = 28;

/** Days only: what a year before did from then on, on today's level. */
function yearBefore(origin: Origin, horizon: number, smooth: boolean): Float64Array | undefined {
  const { values, back } = origin.view('log');
  const count = values.length;
  if (origin.cycle.short !== 7 || count < YEAR + RECENT + 4) return undefined;
  const moved = mean(values, count - RECENT) - mean(values, count - YEAR - RECENT, count - YEAR);
  const at = (step: number): number => values[count - YEAR + (step % YEAR)] ?? 0;
  if (!smooth) return back(Float64Array.from({ length: horizon }, (_, step) => at(step) + moved));
  const { shape } = medianProfile(values, 7, 8);
  return back(Float64Array.from({ length: horizon }, (_, step) => {
    let level = 0;
    for (let place = -3; place <= 3; place += 1) level += at(step + place) / 7;
    return level + moved + (shape[step % 7] ?? 0);
  }));
}

export const YEAR_MEMBERS: readonly Member[] = [
  { name: 'year before', forecast: (origin, horizon) => yearBefore(origin, horizon, false) },
  { name: 'year before, smooth', forecast: (origin, horizon) => yearBefore(origin, horizon, true) },
];
