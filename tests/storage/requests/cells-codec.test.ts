import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_SUMS, RequestCell } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';
import { decodeCells, encodeCells } from '../../../storage/requests/cells-codec.ts';

const request = fc.record({
  endpoint: fc.integer({ min: -1, max: 1e6 }), region: fc.integer({ min: -1, max: 4000 }), cohort: fc.integer({ min: -1, max: 200 }),
  duration: fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constant(Number.NaN)), status: fc.constantFrom(0, 200, 304, 404, 499, 500, 503), sentBytes: fc.nat(), receivedBytes: fc.nat(),
  connection: fc.boolean(), cache: fc.constantFrom(0, 1, 2, 3), cpu: fc.double({ min: 0, max: 100, noNaN: true }),
});

describe('cells as they are stored', () => {
  test('what is read is what was written: counts exactly, sums to a millionth, every bucket', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.array(request, { minLength: 1, maxLength: 20 })), { maxLength: 5 }), (groups) => {
      const cells = groups.map(([requests]) => {
        const [first] = requests;
        const cell = new RequestCell({ endpoint: first?.endpoint ?? 0, region: first?.region ?? 0, cohort: first?.cohort ?? 0 });
        for (const { cpu, ...each } of requests) cell.take({ ...blankRecord(), ...each }, { cpuSeconds: cpu, low: cpu / 2, high: cpu * 2 });
        return cell;
      });
      const read = decodeCells(encodeCells(cells));
      expect(read.map(({ key }) => key)).toEqual(cells.map(({ key }) => key));
      read.forEach((cell, index) => {
        const original = cells[index];
        expect(cell.latency.buckets()).toEqual(original?.latency.buckets());
        for (const name of CELL_SUMS) {
          const value = original?.sums[name] ?? Number.NaN;
          expect(Math.abs(cell.sums[name] - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-6 + 1e-30);
        }
      });
    }), { numRuns: 200 });
  });

  test('what is damaged is refused, quickly and without a crash', () => {
    const cell = new RequestCell({ endpoint: 1, region: 2, cohort: 3 });
    for (let index = 0; index < 50; index += 1) cell.take({ ...blankRecord(), duration: index * 7, status: 200 }, undefined);
    const good = Buffer.from(encodeCells([cell]));
    fc.assert(fc.property(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ flip;
      try {
        decodeCells(bad);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }), { numRuns: 300 });
    expect(() => decodeCells(good.subarray(0, good.length - 4))).toThrow();
    expect(() => decodeCells(Buffer.alloc(0))).toThrow();
  });
});
