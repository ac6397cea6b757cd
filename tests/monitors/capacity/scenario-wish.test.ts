import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import { scenarioOf, shareGiven } from '../../../src/monitors/capacity/scenario-wish.ts';
import type { NewRegion } from '../../../src/monitors/capacity/scenario.ts';

const PLAIN = { growth: 1, grow: [], cheaper: [], campaigns: [] };
const regionsOf = (...newRegions: readonly string[]): readonly NewRegion[] => scenarioOf({ ...PLAIN, newRegions }, 0).regions;

describe('a new region', () => {
  test.each([
    ['DE=x0.5+6h', { like: 'DE', factor: 0.5, shift: 21_600 }], ['DE=x0.5-3h', { like: 'DE', factor: 0.5, shift: -10_800 }], ['us=2', { like: 'US', factor: 2, shift: 0 }], ['IN=1+5h30m', { like: 'IN', factor: 1, shift: 19_800 }], ['local=x1+24h', { like: 'local', factor: 1, shift: 86_400 }],
  ])('%s is understood', (text, region) => {
    expect(regionsOf(text)).toEqual([region]);
  });

  test('may be several; without any there is none', () => {
    expect(regionsOf('DE=1', 'US=x2+1h')).toHaveLength(2);
    expect(scenarioOf(PLAIN, 0).regions).toEqual([]);
  });

  test.each([
    ['DE'], ['DE='], ['=x2'], ['DE=x'], ['DE=x2+'], ['DE=x2+6'], ['DE=x2+-6h'], ['DE=x2+25h'], ['DE=x2 +6h'], ['D=E=x2'], ['D+E=x2'], ['DE+6h'], ['DE=x1e308'], ['DE=x0'], ['DE=x1.2.3'], ['DE=NaN'], ['DE=x2+9999999999999999999999999999y'], ['XX=x2'], ['Germany=x2'], ['DE=x-2'], [''], ['DE=x2+6h\n'],
  ])('%j is refused', (text) => {
    expect(() => regionsOf(text)).toThrow(expect.objectContaining({ name: 'UserError', where: '--new-region' }));
  });

  test('of any text is finite, or a UserError of one line', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.stringMatching(/^[A-Za-z]{1,3}=?x?[\d.eE+-]{0,6}[+-]?\w{0,6}$/), fc.constantFrom('\u{1b}[2J=x2', `DE=x${'9'.repeat(400)}`, `${'D'.repeat(9000)}=x2`, `DE=x2+${'9'.repeat(400)}h`));
    fc.assert(fc.property(anyText, (text) => {
      try {
        for (const { like, factor, shift } of regionsOf(text)) {
          expect(like).toMatch(/^(?:[A-Z]{2}|local|\?\?)$/);
          expect(factor > 0 && factor <= 1000 && Math.abs(shift) <= 86_400).toBe(true);
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(error.line.length).toBeLessThan(400);
      }
    }));
  });
});

test('a share without % is a part of one: 10 is no tenfold margin', () => {
  expect(shareGiven('--margin', '10%')).toBe(0.1);
  expect(shareGiven('--margin', '0.1')).toBe(0.1);
  expect(shareGiven('--margin', '250%')).toBe(2.5);
  expect(() => shareGiven('--margin', '10')).toThrow(expect.objectContaining({ line: expect.stringContaining('10% or 0.1') }));
});
