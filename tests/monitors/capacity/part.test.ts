import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import { nearestNames, PART_KINDS, partGiven, partWords } from '../../../src/monitors/capacity/part.ts';

/** Whatever somebody writes, with what hurts terminals. */
const anyText = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\u{1b}]0;x\u{7}', '\u{202e}x', 'region:', ':', 'region:DE=x', 'region:D+', 'endpoint: ', `endpoint:/${'x'.repeat(5000)}`));
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}]/u;

describe('a part', () => {
  test.each([
    ['endpoint:/pay', 'endpoint', '/pay'], ['endpoint:GET /a:b=c', 'endpoint', 'GET /a:b=c'], ['region:de', 'region', 'DE'], ['region:UK', 'region', 'GB'], ['region:local', 'region', 'local'], ['region:??', 'region', '??'], ['cohort:premium users', 'cohort', 'premium users'],
  ])('%s is understood', (text, kind, name) => {
    expect(partGiven(text)).toEqual({ kind, name });
  });

  test.each([
    ['/pay', 'write endpoint:/pay'], ['regio:DE', 'did you mean "region"?'], ['users:x', 'use one of endpoint, region, cohort'], ['region:Germany', 'two letters'], ['region:D=', 'two letters'], ['region:+6', 'two letters'], ['region:XX', 'two letters'], ['endpoint:', 'no name of an endpoint'], ['cohort: ', 'no name of a cohort'],
  ])('%s is refused by one line that says how to write it', (text, told) => {
    expect(() => partGiven(text)).toThrow(expect.objectContaining({ line: expect.stringContaining(told) }));
  });

  test('of any text is one of the kinds with a name that is safe, or a UserError of one line', () => {
    fc.assert(fc.property(fc.tuple(fc.constantFrom('', ...PART_KINDS.map((kind) => `${kind}:`)), anyText), ([kind, rest]) => {
      try {
        const part = partGiven(kind + rest);
        expect(PART_KINDS).toContain(part.kind);
        expect(part.name).not.toMatch(UNSAFE);
        expect(partWords(part).length).toBeLessThan(100);
        if (part.kind === 'region') expect(part.name).toMatch(/^(?:[A-Z]{2}|local|\?\?)$/);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.line).not.toMatch(UNSAFE);
        expect(error.line.length).toBeLessThan(400);
      }
    }));
  });

  test('that is not there is answered by the nearest, never by a flood', () => {
    expect(nearestNames('/pey', ['/search', '/pay', '/pay', '/pets'])).toBe('/pay, /pets, /search');
    const many = nearestNames('/x', Array.from({ length: 500 }, (_, index) => `/${index}${'y'.repeat(3000)}\u{1b}`));
    expect(many.length).toBeLessThan(8 * 70);
    expect(many).toMatch(/^\/\d.* \.\.\.$/);
    expect(many).not.toMatch(UNSAFE);
  });
});
