import { describe, expect, test } from 'vitest';
import { beforeNext, NOTHING_BEFORE, secondsOf, tickBefore } from '../../../storage/history/spacing.ts';
import { temporaryFolder } from '../../config/support.ts';
import { tickKind } from '../../../storage/history/tick-kind.ts';
import { numberOf } from '../../../storage/history/sqlite.ts';
import { openWriter, recordTicks, withReader } from './support.ts';
import { timeOf } from './sample.ts';
import { SAMPLES_TIER } from '../../../storage/history/tiers.ts';

const times = (...seconds: readonly number[]): number[] => seconds.map((second) => 1_000_000 + second * 1000);

describe('the time that a tick stands for', () => {
  test('is what went by since the one before', () => {
    expect(secondsOf(times(0, 5, 10, 16, 20), { last: 1_000_000 - 5000, step: 5000 })).toEqual([5, 5, 5, 6, 4]);
  });

  test('after a gap is what is usual around it', () => {
    expect(secondsOf(times(0, 5, 10, 3610, 3615, 3620), { last: 1_000_000 - 5000, step: 5000 })).toEqual([5, 5, 5, 5, 5, 5]);
  });

  test('of the first one ever is what is usual after it', () => {
    expect(secondsOf(times(0, 30, 60), NOTHING_BEFORE)).toEqual([30, 30, 30]);
    expect(secondsOf(times(0), NOTHING_BEFORE)).toEqual([1]);
  });

  test('a longer interval from some tick on is no gap', () => {
    expect(secondsOf(times(0, 1, 2, 3, 33, 63, 93), NOTHING_BEFORE)).toEqual([1, 1, 1, 1, 30, 30, 30]);
  });

  test('a single tick after hours of nothing does not stand for those hours', () => {
    const before = { last: 1_000_000 - 5 * 3_600_000, step: 5000 };
    expect(secondsOf(times(0), before)).toEqual([5]);
    expect(secondsOf(times(0, 5), before)).toEqual([5, 5]);
    expect(secondsOf(times(0), { ...before, step: Number.NaN })).toEqual([1]);
  });
});

test('what comes before the next chunk is known from the ticks of this one', () => {
  expect(beforeNext(times(0, 5, 10), NOTHING_BEFORE)).toEqual({ last: 1_010_000, step: 5000 });
  expect(beforeNext(times(0), { last: 993_000, step: 1 })).toEqual({ last: 1_000_000, step: 7000 });
});

test('what came before a chunk is known from the chunks alone', async () => {
  const folder = temporaryFolder();
  for (const [from, to] of [[0, 10], [10, 11], [14, 15], [20, 21]] as const) {
    const writer = await openWriter(folder);
    recordTicks(writer, from, to, 3);
    writer.close();
  }
  (await openWriter(folder)).close();
  await withReader(folder, ({ database }) => {
    const layout = numberOf(database.get('SELECT id FROM layout WHERE kind = ?', tickKind.name), 'id');
    const before = (tick: number) => tickBefore(database, layout, SAMPLES_TIER, timeOf(tick));
    expect(before(0)).toEqual(NOTHING_BEFORE);
    expect(before(10)).toEqual({ last: timeOf(9), step: 1000 });
    expect(before(14)).toEqual({ last: timeOf(10), step: 1000 });
    expect(before(20)).toEqual({ last: timeOf(14), step: 4000 });
  });
});
