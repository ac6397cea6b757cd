import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tallies } from '../../../../src/analysis/tally.ts';
import { packParts, METHOD, Parts } from '../../../../storage/history/codec/container.ts';
import { CorruptError } from '../../../../storage/history/codec/corrupt-error.ts';
import { decodeRollup, encodeRollup } from '../../../../storage/history/codec/rollup.ts';
import { seeded } from '../machine.ts';

const HOUR = Date.UTC(2026, 0, 1, 5);

const samples = fc.array(fc.record({
  entity: fc.constantFrom('a', '', 'ünïcode ', 'x'.repeat(300)), field: fc.constantFrom('cpuPercent', 'rssBytes', 'processes'),
  value: fc.oneof(fc.constant(0), fc.double({ min: -1e9, max: 1e13, noNaN: true })), seconds: fc.double({ min: 0.001, max: 100, noNaN: true }), offset: fc.integer({ min: 0, max: 3_599_999 }),
}), { maxLength: 80 });

function talliesOf(all: readonly { entity: string; field: string; value: number; seconds: number; offset: number }[]): Tallies {
  const tallies = new Tallies();
  for (const { entity, field, value, seconds, offset } of all) tallies.of(entity, field).add(value, seconds, HOUR + offset);
  return tallies;
}

const factsOf = (tallies: Tallies, only?: string): unknown[] => [...tallies.entities].flatMap(([entity, fields]) => [...fields].filter(([field]) => only === undefined || field === only)
  .map(([field, { count, seconds, least, most, mostAt, sketch }]) => [`${entity}/${field}`, count, seconds, least, most, mostAt, sketch.count, sketch.buckets()])).toSorted();

/** Sums are kept to 2^-37 of themselves; of values that cancel each other, to a part of what was summed. */
function expectSums(read: Tallies, whole: Tallies): void {
  for (const [entity, fields] of whole.entities) {
    for (const [field, { integral, seconds, least, most }] of fields) {
      const found = read.entities.get(entity)?.get(field)?.integral ?? Number.NaN;
      expect(Math.abs(found - integral)).toBeLessThanOrEqual(1e-10 * Math.max(Math.abs(least), Math.abs(most)) * seconds + 1e-300);
    }
  }
}

describe('an hour of tallies', () => {
  test('reads back as it was, all of it or one field', () => {
    fc.assert(fc.property(samples, (all) => {
      const tallies = talliesOf(all);
      const bytes = encodeRollup(tallies, HOUR);
      const read = decodeRollup(bytes, HOUR);
      expect(factsOf(read)).toEqual(factsOf(tallies));
      expectSums(read, tallies);
      expect(factsOf(decodeRollup(bytes, HOUR, new Set(['rssBytes'])))).toEqual(factsOf(tallies, 'rssBytes'));
    }), { seed: 6, numRuns: 200 });
  });

  test('what is read merges on as if it had never been written', () => {
    fc.assert(fc.property(samples, samples, (some, others) => {
      const read = decodeRollup(encodeRollup(talliesOf(some), HOUR), HOUR);
      read.merge(talliesOf(others));
      const whole = talliesOf(some);
      whole.merge(talliesOf(others));
      expect(factsOf(read)).toEqual(factsOf(whole));
      expectSums(read, whole);
    }), { seed: 7, numRuns: 100 });
  });
});

describe('damage', () => {
  const some = new Tallies();
  const random = seeded(3);
  for (let index = 0; index < 500; index += 1) some.of(`e${index % 9}`, `f${index % 4}`).add(random() * 1000, 5, HOUR + index);
  const whole = encodeRollup(some, HOUR);

  test('a flipped byte, or a missing end, is a CorruptError', () => {
    for (let run = 0; run < 400; run += 1) {
      const at = Math.floor(random() * whole.length);
      const broken = run % 2 === 0 ? whole.with(at, (whole[at] ?? 0) ^ (1 << (run % 8))) : whole.slice(0, at);
      expect(() => decodeRollup(broken, HOUR)).toThrow(CorruptError);
    }
  });

  test('other contents under a right checksum give a CorruptError or other figures, and never another error', () => {
    const parts = new Parts(whole);
    let refused = 0;
    for (let run = 0; run < 1500; run += 1) {
      const bodies = [0, 1, 2, 3, 4, 5].map((part) => {
        const body = parts.part(part).slice();
        if (part === run % 6) for (let hit = 0; hit <= run % 3; hit += 1) body[Math.floor(random() * body.length)] = Math.floor(random() * 256);
        return run % 7 === 0 && part === run % 6 ? body.slice(0, Math.floor(random() * body.length)) : body;
      });
      try {
        decodeRollup(packParts(bodies, METHOD.raw), HOUR);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
