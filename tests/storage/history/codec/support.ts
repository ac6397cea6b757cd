import fc from 'fast-check';
import { toPrecision } from '../../../../src/model/precision.ts';
import type { ProbeRow, ProbeTick } from './probe.ts';

const few = fc.constantFrom(0, 0, 0, 1, -1, 0.1, 4096, Number.NaN);
const any = fc.oneof({ weight: 4, arbitrary: few }, fc.integer({ min: -1e6, max: 1e6 }), fc.double({ min: -(2 ** 49), max: 2 ** 49, noNaN: true }), fc.constantFrom(2 ** 50, -(2 ** 50), 1e300, Infinity, -Infinity));

export const probeRow = fc.record({ id: fc.integer({ min: 1, max: 6 }), load: any, memory: any, reads: any, balance: any, ports: fc.constantFrom('', '', '80', '80,443', 'x\u{1F600}') });

/** Ticks in which rows come, go, come back, stay as they are, stand in another order, or are there twice. */
export const probeTicks: fc.Arbitrary<ProbeTick[]> = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 100_000 }),
    how: fc.constantFrom('new', 'new', 'same', 'reverse', 'fewer', 'more', 'none'),
    rows: fc.array(probeRow, { maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 14 },
).map((steps) => {
  let time = 1_700_000_000_000;
  let last: readonly ProbeRow[] = [];
  return steps.map(({ gap, how, rows }) => {
    time += gap;
    const next = { new: rows, same: last, reverse: [...last].reverse(), fewer: last.slice(1), more: [...last, ...rows], none: [] }[how];
    last = next;
    return { time, rows: next };
  });
});

/** What is to be read of a tick: by identity, each value to its precision; of two rows of one identity the first. */
export function expectedOf({ rows }: ProbeTick): Map<number, readonly (number | string)[]> {
  const known = new Map<number, readonly (number | string)[]>();
  for (const row of rows) {
    if (known.has(row.id)) continue;
    known.set(row.id, [toPrecision(row.load, 0.1), toPrecision(row.memory, 4096), toPrecision(row.reads, 1), toPrecision(row.balance, 1), row.ports]);
  }
  return known;
}
