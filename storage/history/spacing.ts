import { type Database, numberOf } from './sqlite.ts';

/** A step between ticks that is so many times those around it is a gap: nothing was recorded in it. */
const GAP = 4;
/** Steps on either side that say what is usual. */
const AROUND = 2;
/** What a tick stands for of which nothing else is known, in ms; and the longest step that is believed where no other is known. */
const ALONE = 1000;
const LONGEST_ALONE = 60_000;

/** What came before a chunk. Times in ms, NaN where nothing did. */
export interface Before {
  readonly last: number;
  /** The usual step up to there. */
  readonly step: number;
}

export const NOTHING_BEFORE: Before = { last: Number.NaN, step: Number.NaN };

/** The last tick before a chunk of that layout and tier that begins at `t0`, and how far apart ticks were then. */
export function tickBefore(database: Database, layoutId: number, tier: number, t0: number): Before {
  const rows = database.all('SELECT t0, t1, ticks FROM chunk WHERE layout = ? AND tier = ? AND t0 < ? ORDER BY t0 DESC LIMIT 2', layoutId, tier, t0);
  const [row, earlier] = rows;
  if (row === undefined) return NOTHING_BEFORE;
  const [from, last, ticks] = [numberOf(row, 't0'), numberOf(row, 't1'), numberOf(row, 'ticks')];
  return { last, step: ticks > 1 ? (last - from) / (ticks - 1) : from - numberOf(earlier, 't1') };
}

/** The same, of ticks that were read. */
export function beforeNext(times: readonly number[], before: Before): Before {
  const [first = Number.NaN, last = Number.NaN] = [times[0], times.at(-1)];
  return { last, step: times.length > 1 ? (last - first) / (times.length - 1) : first - before.last };
}

const isStep = (step: number): boolean => step > 0;

/** The upper one of the middle two, where there are two: a change of the interval is no gap. */
function median(steps: readonly number[]): number {
  const sorted = steps.filter(isStep).sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/**
 * The time that each tick stands for, in seconds: what went by since the one before; after a gap, what is usual around it.
 * `before`: the tick before the first.
 */
export function secondsOf(times: readonly number[], before: Before): number[] {
  const steps = times.map((time, tick) => time - (tick === 0 ? before.last : (times[tick - 1] ?? Number.NaN)));
  return steps.map((step, tick) => {
    const around = [...steps.slice(Math.max(0, tick - AROUND), tick), ...steps.slice(tick + 1, tick + 1 + AROUND)];
    if (tick < AROUND) around.push(before.step);
    const usual = median(around);
    const longest = isStep(usual) ? GAP * usual : LONGEST_ALONE;
    return (isStep(step) && step <= longest ? step : isStep(usual) ? usual : ALONE) / 1000;
  });
}
