import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedLabel, labelNames, LONGEST_LABEL, SeriesLabels } from '../../src/exporters/series-labels.ts';
import { CATALOG } from '../../src/model/catalog.ts';

describe('labels', () => {
  test('are escaped, and empty ones are none', () => {
    expect(new SeriesLabels([['a', String.raw`C:\dir`], ['b', 'say "hi"'], ['c', 'one\ntwo'], ['d', '']]).text).toBe(String.raw`{a="C:\\dir",b="say \"hi\"",c="one\ntwo"}`);
    expect(new SeriesLabels([]).text).toBe('');
  });

  test('of every kind have names that Prometheus takes, sorted, each once', () => {
    for (const kind of CATALOG) {
      const names = labelNames(kind);
      expect(names).toEqual([...new Set(names)].sort());
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  test('that are too long are cut, and stay apart', () => {
    const [one, other] = [boundedLabel(`${'x'.repeat(5000)}1`), boundedLabel(`${'x'.repeat(5000)}2`)];
    expect(one).toHaveLength(LONGEST_LABEL);
    expect(one).not.toBe(other);
    expect(boundedLabel('x'.repeat(LONGEST_LABEL))).toBe('x'.repeat(LONGEST_LABEL));
  });

  test('are never cut within a character', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\u{1F600}', '中'), minLength: 200, maxLength: 400 }), (text) => {
      const bounded = boundedLabel(text);
      expect(bounded.length).toBeLessThanOrEqual(LONGEST_LABEL);
      expect(bounded.isWellFormed()).toBe(true);
    }), { numRuns: 100 });
  });
});
