import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabelSet, METRIC_NAME } from '../../../src/alerts/language/label-set.ts';

const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', METRIC_NAME), fc.string({ unit: fc.constantFrom('', 'x', 'ÿ', 'a', 'b', '\0', '1', '\u{10FFFF}', '\uD800'), maxLength: 5 })), { maxLength: 5 });
const plain = (given: readonly (readonly [string, string])[]): Record<string, string> => Object.fromEntries([...new Map(given)].filter(([, value]) => value !== '').sort(([left], [right]) => (left < right ? -1 : 1)));

describe('labels', () => {
  test('are by name, the last of a name counts, empty ones are none', () => {
    fc.assert(fc.property(pairs, (given) => {
      const labels = LabelSet.of(given);
      expect(labels.toObject()).toEqual(plain(given));
      expect([...labels].map(([name]) => name)).toEqual(Object.keys(plain(given)));
      for (const name of ['a', 'b', 'c', 'd', METRIC_NAME]) expect(labels.get(name)).toBe(plain(given)[name] ?? '');
    }));
  });

  test('have the same key when and only when they are the same', () => {
    fc.assert(fc.property(pairs, pairs, (one, other) => {
      const same = JSON.stringify(plain(one)) === JSON.stringify(plain(other));
      expect(LabelSet.of(one).key === LabelSet.of(other).key).toBe(same);
    }), { numRuns: 1000 });
    // A program may call itself anything.
    expect(LabelSet.of([['a', 'xÿÿbÿy']]).key).not.toBe(LabelSet.of([['a', 'x'], ['b', 'y']]).key);
  });

  test('parts are what filtering gives, again and again', () => {
    fc.assert(fc.property(pairs, fc.subarray(['a', 'b', 'c', METRIC_NAME]), (given, names) => {
      const labels = LabelSet.of(given);
      const [kept, left] = [true, false].map((keep) => Object.fromEntries(Object.entries(plain(given)).filter(([name]) => names.includes(name) === keep)));
      for (let again = 0; again < 2; again += 1) {
        expect(labels.only(names).toObject()).toEqual(kept);
        expect(labels.without(...names).toObject()).toEqual(left);
      }
      expect(labels.only(names).key).toBe(LabelSet.of(Object.entries(kept ?? {})).key);
      expect(labels.nameless.get(METRIC_NAME)).toBe('');
    }));
  });

  test('with others set, and taken away by an empty value', () => {
    expect(LabelSet.of([['b', '1'], ['a', '2']]).with([['a', ''], ['c', '3']]).toObject()).toEqual({ b: '1', c: '3' });
  });

  test('are written as Prometheus does', () => {
    expect(String(LabelSet.of([[METRIC_NAME, 'up'], ['job', 'a"b\\'], ['x', '1']]))).toBe('up{job="a\\"b\\\\", x="1"}');
    expect(String(LabelSet.EMPTY)).toBe('{}');
  });
});
