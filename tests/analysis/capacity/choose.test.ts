import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose } from '../../../src/analysis/capacity/choose.ts';
import { savingOf } from '../../../src/analysis/capacity/money.ts';
import { scheduleOf } from '../../../src/analysis/capacity/schedule.ts';
import { sizeFor } from '../../../src/analysis/capacity/sizing.ts';
import { UserError } from '../../../src/model/errors.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { anyNeed, anySize, GIB, givenPrice, needs, typeOf, WITHHELD } from './support.ts';

const price = (hourly: number, currency = 'USD') => givenPrice(hourly, '2026-01-05', currency);
const small = typeOf('small', { vcpus: 2, sustainedVcpus: 2 }, price(0.1));
const big = typeOf('big', { vcpus: 4, sustainedVcpus: 4, memoryBytes: 16 * GIB }, price(0.2));
const suspect = typeOf('suspect', { vcpus: 64, sustainedVcpus: 64 }, WITHHELD);
const names = (found: ReturnType<typeof choose>): string[] => found.map(({ instance }) => instance.type);
const NOW = { schedule: { boot: 0, hold: 0, stabilisation: 0 } };

describe('the cheapest types', () => {
  test('hold the need for the least money, and are told with their plan', () => {
    // Cores 1.4 and 2.8 each. 1 h of 2.8 (2 small: 0.20; 1 big: 0.20), 1 h of 1 (1 small: 0.10; 1 big: 0.20): 0.30 and 0.40.
    const found = choose(needs({ cpuCores: [2.8, 1] }), [big, small, suspect], NOW);
    expect(names(found)).toEqual(['small', 'big']);
    expect(found[0]).toMatchObject({ peak: 2, planned: { instanceHours: 3 }, fixed: { instanceHours: 4 }, unknown: [] });
    expect(found.map(({ planned }) => planned.money?.amount)).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.4, 12)]);
    // The peak all the time costs 0.40 with either.
    expect(found.map(({ fixed }) => fixed.money?.amount)).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.4, 12)]);
    // Two hours of 2.8 cost 0.40 with either as planned: fewer instances come first.
    expect(names(choose(needs({ cpuCores: [2.8, 2.8] }), [small, big], NOW))).toEqual(['big', 'small']);
  });

  test('are of the cloud, region and architecture asked for, and not more than asked for', () => {
    const arm = typeOf('arm', {}, price(0.01), { arch: 'arm64' });
    const far = typeOf('far', {}, price(0.02), { region: safeText('there') });
    const other = typeOf('other', {}, price(0.03), { cloud: 'gcp' });
    const all = [small, arm, far, other];
    expect(names(choose(needs({ cpuCores: [1] }), all))).toEqual(['arm', 'far', 'other', 'small']);
    expect(names(choose(needs({ cpuCores: [1] }), all, { arch: 'amd64', region: 'HERE', cloud: 'aws' }))).toEqual(['small']);
    expect(names(choose(needs({ cpuCores: [1] }), all, { count: 2 }))).toEqual(['arm', 'far']);
  });

  test('leave out what holds nothing beside its baseline, and what is of another currency', () => {
    const euro = typeOf('euro', {}, price(0.001, 'EUR'));
    expect(names(choose(needs({ memoryBytes: [GIB] }), [small, big, euro], { baselinePerInstance: { memoryBytes: 8 * GIB } }))).toEqual(['big']);
    // Also where work takes none of it.
    expect(names(choose(needs({ cpuCores: [1], memoryBytes: [0] }), [small, big], { baselinePerInstance: { memoryBytes: 8 * GIB } }))).toEqual(['big']);
    expect(names(choose(needs({ cpuCores: [1] }), [small, euro]))).toEqual(['small']);
    expect(choose(needs({ cpuCores: [1] }), [suspect])).toEqual([]);
    expect(() => choose(needs({ cpuCores: [Number.NaN] }), [small])).toThrow(UserError);
  });

  test('are burstable only where that is asked for', () => {
    // 0.6 x 0.7 = 0.42 cores each: 1 core takes 3 of them, 0.03 an hour.
    const burstable = typeOf('burstable', { sustainedVcpus: 0.6 }, price(0.01));
    expect(names(choose(needs({ cpuCores: [1] }), [small, burstable]))).toEqual(['small']);
    expect(choose(needs({ cpuCores: [1] }), [small, burstable], { burstable: true })).toMatchObject([{ instance: { type: 'burstable' }, peak: 3 }, { instance: { type: 'small' } }]);
  });

  test('say what is not known of them', () => {
    expect(choose(needs({ cpuCores: [1], networkBitsPerSecond: [1e6] }), [typeOf('silent', { networkBitsPerSecond: undefined }, price(0.1))])[0]?.unknown).toEqual(['networkBitsPerSecond']);
  });

  test('are the same as by trying all, and never have a price that is withheld', () => {
    const anyTypes = fc.array(fc.tuple(anySize, fc.option(fc.double({ min: 0.01, max: 10, noNaN: true }), { nil: undefined })), { maxLength: 12 })
      .map((all) => all.map(([size, hourly], index) => typeOf(`t${index}`, size, hourly === undefined ? WITHHELD : price(hourly))));
    fc.assert(fc.property(anyNeed, anyTypes, (need, types) => {
      const found = choose(need, types, { connectionsPerInstance: 1000, burstable: true });
      const amounts = types.flatMap((instance) => {
        if (instance.price.hourly === undefined) return [];
        const { plan } = savingOf(scheduleOf(need, sizeFor(need, { instance, connectionsPerInstance: 1000 })), instance.price);
        return [plan.money?.amount ?? Number.NaN];
      }).sort((one, other) => one - other);
      expect(found.map(({ planned }) => planned.money?.amount)).toEqual(amounts.slice(0, 5).map((amount) => expect.closeTo(amount, 6)));
      expect(found.every(({ instance }) => instance.price.hourly !== undefined)).toBe(true);
    }));
  });
});
