import { describe, expect, test } from 'vitest';
import { Tallies } from '../../../src/analysis/tally.ts';
import { rolledKind } from '../../../storage/history/rolled-kinds.ts';
import { NOTHING_BEFORE } from '../../../storage/history/spacing.ts';
import { minuteTicks, sampleTicks, tally, tallyEach } from '../../../storage/history/tallying.ts';
import { temporaryFolder } from '../../config/support.ts';
import { type By, exactQuantile, generate, plainTallies, recordAll } from './machine.ts';
import { withReader } from './support.ts';

const FROM = Date.UTC(2026, 2, 1);
const INTERVAL = 5000;
const TICKS = generate({ seed: 11, from: FROM, ticks: 300, intervalMilliseconds: INTERVAL, processes: 12, gaps: 0 });
const BYS: readonly By[] = ['group', 'user', 'container'];

function rolledBy(by: By) {
  const rolled = rolledKind(by);
  if (rolled === undefined) throw new Error(`no ${by}`);
  return rolled;
}

describe('one window of samples', () => {
  test('gives totals of each tick by group, user and container, as a plain model does', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, TICKS);
    const [from, to] = [FROM + 60_000, FROM + 900_000];
    await withReader(folder, (reader) => {
      const wanted = BYS.map((by) => ({ tallies: new Tallies(), rolled: rolledBy(by) }));
      for (const slice of reader.slices(rolledBy('group').from, from, to)) tallyEach(wanted, slice, sampleTicks(slice.chunk.times, from - 1, to - 1, NOTHING_BEFORE));
      BYS.forEach((by, index) => {
        const plain = plainTallies(TICKS, INTERVAL, by, from, to);
        expect(plain.size).toBeGreaterThan(3);
        for (const [key, { values, seconds, integral, most, mostAt }] of plain) {
          const [entity = '', field = ''] = key.split('/');
          const found = wanted[index]?.tallies.entities.get(entity)?.get(field);
          expect([key, found?.count, found?.mostAt]).toEqual([key, values.length, mostAt]);
          expect(found?.most).toBeCloseTo(most, 6);
          expect(found?.seconds).toBeCloseTo(seconds, 6);
          expect(Math.abs((found?.integral ?? 0) - integral)).toBeLessThanOrEqual(1e-9 * Math.abs(integral));
          for (const q of [0.5, 0.95, 0.99]) {
            const exact = exactQuantile(values, q);
            expect(Math.abs((found?.quantile(q) ?? 0) - exact)).toBeLessThanOrEqual(0.0101 * Math.abs(exact) + 1e-9);
          }
        }
        const measured = [...(wanted[index]?.tallies.entities ?? [])].flatMap(([entity, fields]) => [...fields.keys()].map((field) => `${entity}/${field}`));
        expect(measured.toSorted()).toEqual([...plain.keys()].toSorted());
      });
    });
  });

  test('periods that touch count every tick once', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, TICKS);
    await withReader(folder, (reader) => {
      const counts = (cuts: readonly number[]): number => {
        const tallies = new Tallies();
        for (const slice of reader.slices(rolledBy('user').from, 0, Number.MAX_SAFE_INTEGER)) {
          cuts.slice(1).forEach((cut, index) => { tally(tallies, slice, rolledBy('user'), cuts[index] ?? 0, cut); });
        }
        return tallies.of('root', 'processes').count;
      };
      expect(counts([0, Number.MAX_SAFE_INTEGER])).toBeGreaterThan(250);
      expect(counts([0, FROM + 100_000, FROM + 100_001, FROM + 700_000, Number.MAX_SAFE_INTEGER])).toBe(counts([0, Number.MAX_SAFE_INTEGER]));
    });
  });

  test('a minute stands for a minute, and for the samples that it is the mean of', () => {
    const ticks = minuteTicks([0, 60_000, 600_000], (time) => time > 0, 12);
    expect(ticks).toEqual({ times: [0, 60_000, 600_000], wanted: [false, true, true], seconds: [60, 60, 60], samples: 12 });
  });
});
