import fc from 'fast-check';

import type { Contribution, HostCollector, Roots } from '../../../../src/collectors/collector.ts';
import type { Frame } from '../../../../src/model/frame.ts';

/** A frame as plain rows, to be compared as a whole. */
export function rowsOf(frame: Frame | undefined): Record<string, number | string>[] {
  if (frame === undefined) return [];
  return Array.from({ length: frame.count }, (_, row) => Object.fromEntries([
    ...frame.kind.texts.map((name) => [name, frame.text(name, row)]),
    ...frame.kind.numbers.map((name) => [name, frame.number(name, row)]),
  ]));
}

export const rowsIn = (contribution: Contribution): Record<string, number | string>[] => rowsOf(contribution.frames?.[0]);

/** Reads with a collector at each of the given times, `between` them changing the files. */
export function readAt(collector: HostCollector, roots: Roots, seconds: readonly number[], between: () => void = () => {}): Contribution[] {
  const read = collector.start(roots);
  return seconds.map((second, index) => {
    if (index > 0) between();
    return read({ monotonic: second * 1000, wall: 0 });
  });
}

/** Any text, and the given valid files with a few places cut out, doubled or replaced. */
export function damaged(...valid: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat({ max: 5000 }),
    cut: fc.nat({ max: 30 }),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(' ', '\n', '\0', ':', '-', '-1', 'NaN', 'Infinity', '1e999', '9'.repeat(20), '9'.repeat(400), '0x10', '\\040', '\u202e', 'cpu'),
    ),
  });
  const mutated = fc.tuple(fc.constantFrom(...valid), fc.array(edit, { minLength: 1, maxLength: 6 })).map(([text, edits]) =>
    edits.reduce((now, { at, cut, put }) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + put + now.slice(place + cut);
    }, text));
  return fc.oneof({ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) }, { weight: 4, arbitrary: mutated });
}
