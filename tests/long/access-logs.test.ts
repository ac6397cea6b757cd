import fc from 'fast-check';
import { test } from 'vitest';
import { checkLine, FUZZED, spoiled } from '../collectors/access-logs/fuzz.ts';

for (const [format, line] of FUZZED) {
  test(`10,000 spoiled lines: ${format}`, () => {
    fc.assert(fc.property(spoiled(line), (bytes) => checkLine(format, bytes)), { numRuns: 10_000 });
  });
}
