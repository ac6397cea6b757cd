import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Driven } from './driven.ts';

const points = (holds: readonly boolean[]): string => holds.map((each) => (each ? '9' : '0')).join(' ');

describe('in N of M', () => {
  test('it fires when it held at N of the last M evaluations', () => {
    expect(new Driven({ when: 'x > 5 in 3 of 5' }, { x: '9 0 9 0 9 0 0' }).until(6).changes).toEqual(['4m it: inactive -> pending', '4m it: pending -> firing', '5m it: firing -> inactive']);
  });

  test('what held too seldom never fired, and is forgotten when it held at none of the last M', () => {
    const it = new Driven({ when: 'x > 5 in 3 of 5' }, { x: '9 9 0 0 0 0 0' }).until(1);
    expect(it.states).toEqual({ it: 'inactive' });
    expect([it.until(6).changes, it.states]).toEqual([[], {}]);
  });

  test('with for, it counts when it has been so for that long, and remembers what it saw', () => {
    // 3 of 5 from minute 2 to 4, and again from minute 6 on.
    const it = new Driven({ when: 'x > 5 in 3 of 5 for 2m' }, { x: '9 9 9 0 0 0 9 9 9 9' }).until(9);
    expect(it.changes).toEqual(['2m it: inactive -> pending', '4m it: pending -> firing', '5m it: firing -> inactive', '8m it: inactive -> pending']);
    const broken = new Driven({ when: 'x > 5 in 2 of 3 for 5m' }, { x: '9 9 0 0 9 0 9' }).until(6);
    expect(broken.changes).toEqual(['1m it: inactive -> pending', '3m it: pending -> inactive', '6m it: inactive -> pending']);
  });

  test('a series that is gone does not hold', () => {
    expect(new Driven({ when: 'x > 5 in 2 of 3' }, { x: '9 9 stale _x5' }).until(3).changes.at(-1)).toBe('3m it: firing -> inactive');
  });

  test('it fires when and only when a plain count says so', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }), (holds, least, more) => {
      const of = least + more;
      const it = new Driven({ when: `x > 5 in ${least} of ${of}` }, { x: points(holds) });
      holds.forEach((_, minute) => {
        const wanted = holds.slice(Math.max(0, minute + 1 - of), minute + 1).filter(Boolean).length >= least;
        expect(it.until(minute).firing.length === 1).toBe(wanted);
      });
    }), { numRuns: 300 });
  });
});
