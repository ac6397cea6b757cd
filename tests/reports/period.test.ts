import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapsIn, overlap, type Period, periodBefore, union } from '../../src/reports/period.ts';

const spans = fc.array(fc.record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 20 }) }).map(({ from, length }): Period => ({ from: from * 10, to: (from + length) * 10 })), { maxLength: 12 });
const period = { from: 100, to: 500 };
/** Whether each step of ten lies in a span: a plain picture of time. */
const picture = (all: readonly Period[]): boolean[] => Array.from({ length: 40 }, (_, step) => all.some(({ from, to }) => from <= 100 + step * 10 && to >= 110 + step * 10));

test('union, overlap and gaps are those of a plain picture of time', () => {
  fc.assert(fc.property(spans, (all) => {
    const joined = union(all);
    const shown = picture(all);
    expect(picture(joined)).toEqual(shown);
    joined.slice(1).forEach((span, index) => expect(span.from).toBeGreaterThan((joined[index]?.to ?? 0) + 1));
    expect(overlap(joined, period)).toBe(shown.filter(Boolean).length * 10);
    expect(picture(gapsIn(joined, period))).toEqual(shown.map((there) => !there));
    expect(overlap(gapsIn(joined, period), period) + overlap(joined, period)).toBe(400);
  }), { seed: 8, numRuns: 500 });
});

test('the period before is as long, and touches', () => {
  expect(periodBefore(period)).toEqual({ from: -300, to: 100 });
});
