import { describe, expect, test } from 'vitest';
import { alignDays } from '../../../src/analysis/forecast/clock-changes.ts';
import { forecast, type Series } from '../../../src/analysis/forecast/index.ts';
import { WallClock } from '../../../src/analysis/wall-clock.ts';
import { DAY, HOUR, noise } from './generators.ts';

const NEW_YORK = new WallClock('America/New_York');
/** Put back by an hour on 2026-11-01 06:00 UTC, put forward on 2026-03-08 07:00 UTC. */
const BACK = Date.UTC(2026, 10, 1, 6) / 1000;
const FORWARD = Date.UTC(2026, 2, 8, 7) / 1000;

/** People who come at nine and leave at five by their clock. */
const atWork = (seconds: number): number => {
  const hour = (NEW_YORK.show(seconds * 1000) / 3_600_000) % 24;
  return hour >= 9 && hour < 17 ? 1000 : 100;
};

/** Weeks up to a time, a value each hour. */
function weeksUpTo(end: number, weeks: number): Series {
  const random = noise(7);
  const times = Float64Array.from({ length: weeks * 168 }, (_, index) => end - (weeks * 168 - index) * HOUR);
  return { times, values: times.map((time) => atWork(time) + 10 * random()) };
}

/** Mean error of the week that follows, in parts of the mean. */
function errorOf(end: number, clock: WallClock | undefined): number {
  const { points } = forecast(weeksUpTo(end, 6), { horizon: 7 * DAY, ...(clock === undefined ? {} : { clock }) });
  expect(points).toHaveLength(168);
  points.forEach(({ time }, index) => expect(time).toBe(end + index * HOUR));
  return points.reduce((sum, { time, mean }) => sum + Math.abs(mean - atWork(time)), 0) / points.reduce((sum, { time }) => sum + atWork(time), 0);
}

describe('a clock that is changed', () => {
  test.each([['put back', BACK], ['put forward', FORWARD]])('%s a day ago: the day is that of the clock', (_, change) => {
    const end = change + DAY;
    expect(errorOf(end, NEW_YORK)).toBeLessThan(0.05);
    expect(errorOf(end, undefined)).toBeGreaterThan(0.1);
  });

  test.each([['put back', BACK], ['put forward', FORWARD]])('%s in three days: it moves with it', (_, change) => {
    const end = change - 3 * DAY;
    expect(errorOf(end, NEW_YORK)).toBeLessThan(0.05);
    expect(errorOf(end, undefined)).toBeGreaterThan(0.1);
  });

  test('one that is not changed in that time, or of a zone that does so never, moves nothing', () => {
    const series = weeksUpTo(BACK - 20 * DAY, 6);
    expect(alignDays(series, 7 * DAY, NEW_YORK)).toBeUndefined();
    expect(alignDays(weeksUpTo(BACK, 6), 7 * DAY, new WallClock('Asia/Tokyo'))).toBeUndefined();
    expect(alignDays({ times: new Float64Array(0), values: new Float64Array(0) }, DAY, NEW_YORK)).toBeUndefined();
    expect(alignDays({ times: Float64Array.of(Number.NaN, 1e300), values: Float64Array.of(1, 2) }, DAY, NEW_YORK)).toBeUndefined();
  });

  test('in less than two days nothing is known of the day: what fills that night fills on', () => {
    for (const change of [BACK, FORWARD]) {
      for (const end of [change - 2 * HOUR, change + 2 * HOUR]) {
        const times = Float64Array.from({ length: 361 }, (_, index) => end - (360 - index) * 60);
        const told = forecast({ times, values: times.map((time) => 1000 + (time - end) / 60) }, { horizon: 6 * HOUR, clock: NEW_YORK });
        for (const { time, mean } of told.points) expect(Math.abs(mean - (1000 + (time + told.step / 2 - end) / 60))).toBeLessThan(2);
      }
    }
  });

  test('paths, peaks and quantiles are of the same steps', () => {
    const end = BACK - 3 * DAY;
    const told = forecast(weeksUpTo(end, 6), { horizon: 7 * DAY, clock: NEW_YORK });
    expect(told.paths(3, () => 0.5).map(({ length }) => length)).toEqual([168, 168, 168]);
    told.points.forEach(({ mean }, step) => expect(told.quantile(step, 0.5)).toBe(mean));
    expect(told.peak(0.5)).toBeGreaterThan(950);
  });

  test('holidays stay what they are by the clock', () => {
    const days = new Set(['2026-10-12', '2026-11-03']);
    const end = BACK + 1 * DAY;
    const series = weeksUpTo(end, 6);
    const values = series.values.map((value, index) => (new Date(NEW_YORK.show((series.times[index] ?? 0) * 1000)).toISOString().startsWith('2026-10-12') ? 100 : value));
    const { points } = forecast({ times: series.times, values }, { horizon: 3 * DAY, clock: NEW_YORK, holidays: days });
    const shown = (time: number): string => new Date(NEW_YORK.show(time * 1000)).toISOString();
    const noons = points.filter(({ time }) => shown(time).slice(11, 13) === '12');
    expect(noons.map(({ time, mean }) => [shown(time).slice(0, 10), mean > 500])).toEqual([['2026-11-02', true], ['2026-11-03', false], ['2026-11-04', true]]);
    // The whole of that day, and not an hour of the next.
    expect(points.filter(({ time, mean }) => shown(time).startsWith('2026-11-03') && mean > 300)).toEqual([]);
  });
});
