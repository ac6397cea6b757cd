import type { Forecast } from '../../analysis/forecast/index.ts';
import { UTC } from '../../analysis/forecast/series.ts';
import { wallMinute, type WallClock } from '../../analysis/wall-clock.ts';
import type { Campaign } from './scenario.ts';

/** A way that load may go, with campaigns on top. */
export function campaigned(path: Float64Array, { points, step }: Forecast, campaigns: readonly Campaign[]): Float64Array {
  if (campaigns.length === 0) return path;
  return path.map((load, index) => {
    const begin = points[index]?.time ?? Number.NaN;
    // Of a step that it covers in part, that part.
    return campaigns.reduce((sum, { from, to, factor }) => sum * (1 + (factor - 1) * Math.max(0, Math.min(to, begin + step) - Math.max(from, begin)) / step), load);
  });
}

/** What is to be said of campaigns: what each is, or that it changes nothing. */
export function campaignNotes(campaigns: readonly Campaign[], { points, step }: Forecast, clock: WallClock = UTC): readonly string[] {
  const [begin, end] = [points[0]?.time ?? Number.NaN, (points.at(-1)?.time ?? Number.NaN) + step];
  const words = (seconds: number): string => wallMinute(clock.show(seconds * 1000)) ?? 'an unknown time';
  return campaigns.filter(({ factor }) => factor !== 1).map(({ from, to, factor }) => {
    if (to <= begin) return `The campaign of ${words(from)} is over before this begins: it changes nothing.`;
    return from >= end ? `The campaign of ${words(from)} begins when this is over: it changes nothing.` : `With a campaign from ${words(from)} to ${words(to)}: requests times ${factor}.`;
  });
}
