import { describe, expect, test } from 'vitest';
import { differences, hasPromtool } from '../alerts/promtool/compare.ts';
import { makeCase } from '../alerts/promtool/generate.ts';
import { temporaryFolder } from '../config/support.ts';

const CASES = 2000;
const AT_ONCE = 100;

describe.skipIf(!hasPromtool)('beside promtool (Debian: prometheus)', () => {
  test(`${CASES} random cases of rules and series have the same timelines`, () => {
    const first = Number(process.env['PYPROCWATCH_SEED'] ?? Math.floor(Math.random() * 1e9));
    const folder = temporaryFolder();
    let compared = 0;
    for (; compared < CASES; compared += AT_ONCE) {
      const cases = Array.from({ length: AT_ONCE }, (_, index) => makeCase(first + compared + index));
      expect(differences(folder, cases), `seeds from ${first}`).toEqual([]);
    }
    expect(compared).toBe(CASES);
  }, 600_000);
});
