import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, costOfHours, savingOf } from '../../../src/analysis/capacity/money.ts';
import { scheduleOf } from '../../../src/analysis/capacity/schedule.ts';
import { sizeFor } from '../../../src/analysis/capacity/sizing.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { anyNeed, givenPrice, LARGE, PRICE, START, WITHHELD } from './support.ts';

const PLAN = [{ from: START, to: START + 7200, instances: 1 }, { from: START + 7200, to: START + 9000, instances: 4 }, { from: START + 9000, to: START + 14_400, instances: 2 }];

describe('money', () => {
  test('is instance-hours times the price, with where and when that is from', () => {
    // 2 h x 1 + 0.5 h x 4 + 1.5 h x 2 = 7 instance-hours at 0.10: 0.70.
    const cost = costOf(PLAN, PRICE);
    expect(cost.instanceHours).toBeCloseTo(7, 12);
    expect(cost.money).toMatchObject({ currency: 'USD', source: 'given', date: '2026-01-05' });
    expect(cost.money?.amount).toBeCloseTo(0.7, 12);
    expect(cost.lines.map(({ instanceHours }) => instanceHours)).toEqual([2, 2, 3]);
  });

  test('beside its peak all the time is what it saves', () => {
    // 4 h x 4 = 16 instance-hours: 1.60; saved are 9 h, 0.90, 56.25 %.
    const saving = savingOf(PLAN, PRICE);
    expect(saving).toMatchObject({ instances: 4, fixed: { instanceHours: 16 }, instanceHours: 9, share: 0.5625 });
    expect(saving.fixed.money?.amount).toBeCloseTo(1.6, 12);
    expect(saving.money?.amount).toBeCloseTo(0.9, 12);
    // Beside a size that was too small it saves less than nothing: 4 - 7.
    expect(savingOf(PLAN, PRICE, 1)).toMatchObject({ instanceHours: -3, share: -0.75 });
  });

  test('of a price that is withheld is none, in each figure, with the reason', () => {
    const saving = savingOf(PLAN, WITHHELD);
    expect(saving).toMatchObject({ money: undefined, plan: { money: undefined, withheld: 'mixes systems' }, fixed: { money: undefined, withheld: 'mixes systems' }, instanceHours: 9 });
    expect(saving.plan.lines.every(({ money }) => money === undefined)).toBe(true);
    expect(costOfHours(1, { hourly: undefined, withheld: safeText('no price of an hour was given'), currency: safeText(''), source: safeText(''), date: safeText('') })).toMatchObject({ money: undefined, withheld: 'no price of an hour was given' });
  });

  test('of a plan is the sum of its lines, and no more than its peak all the time', () => {
    fc.assert(fc.property(anyNeed, fc.double({ min: 1e-4, max: 50, noNaN: true }), (need, hourly) => {
      const sizing = sizeFor(need, { instance: LARGE, connectionsPerInstance: 1000 });
      const saving = savingOf(scheduleOf(need, sizing), givenPrice(hourly, '2026-01-05'));
      const amount = saving.plan.money?.amount ?? Number.NaN;
      expect(amount).toBe(saving.plan.lines.reduce((sum, { money }) => sum + (money?.amount ?? Number.NaN), 0));
      expect(saving.plan.instanceHours * hourly).toBeCloseTo(amount, 6);
      expect(saving.share).toBeGreaterThanOrEqual(-1e-12);
      // And no less than what the steps need by themselves.
      expect(saving.plan.instanceHours).toBeGreaterThanOrEqual(sizing.instances.reduce((sum, count) => sum + (count * need.step) / 3600, 0) * (1 - 1e-12));
    }));
  });
});
