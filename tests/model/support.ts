import fc from 'fast-check';
import { expect } from 'vitest';
import { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { process } from '../../src/model/kinds/process.ts';
import { cpuMilliseconds } from '../support/cpu-time.ts';
import { safeText } from '../../src/model/safe-text.ts';

export type Row = Readonly<Record<string, number | string>>;

/** A frame of the rows given by field name; numbers that are not given are unknown, texts empty. Throws on a name that the kind has not. */
export function frameOf<N extends string, T extends string>(kind: Kind<N, T>, rows: readonly Row[], stale = false): Frame<N, T> {
  const numbers = new Float64Array(kind.numbers.length * rows.length).fill(Number.NaN);
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) {
      const column = kind.numbers.findIndex((field) => field === name);
      if (typeof value === 'number' && column >= 0) numbers[column * rows.length + index] = value;
      else if (typeof value !== 'string' || kind.fields[name]?.type !== 'text') throw new RangeError(`${kind.name} has no ${name} of that type`);
    }
  });
  return new Frame(kind, rows.length, numbers, rows.map((row) => kind.texts.map((name) => safeText(String(row[name] ?? '')))), stale);
}

export const processes = (...rows: readonly Row[]) => frameOf(process, rows);

/** Rows as plain objects, unknown numbers and empty texts left out. */
export function rowsOf(frame: Frame | undefined): Record<string, number | string>[] {
  if (frame === undefined) return [];
  return Array.from({ length: frame.count }, (_, row) => Object.fromEntries<number | string>([
    ...frame.kind.numbers.map((name): [string, number] => [name, frame.number(name, row)]).filter(([, value]) => !Number.isNaN(value)),
    ...frame.kind.texts.map((name): [string, string] => [name, frame.text(name, row)]).filter(([, value]) => value !== ''),
  ]));
}

/** Any text there is, with a taste for what is hostile: control, bidirectional, invisible, wide, combining, broken. */
export const anyText = (maxLength = 60): fc.Arbitrary<string> => fc.oneof(
  fc.string({ unit: 'binary', maxLength }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\n', '\u001B', '\u0007', '\u007F', '\u0085', '\u009B', '\u00AD', '\u0301', '\u034F', '\u115F', '\u200B', '\u200D', '\u2028', '\u202E', '\u2066', '\uD800', '\uDC00', '\uE000', '\uFE0F', '\uFEFF', '\u4E2D', '\u{1F600}', '\u{1F1E9}', '\u{E0041}', '\u{10FFFF}'), maxLength }),
);

/** No text or table that a test makes may take longer: what grows with the square of its size takes minutes. */
const QUICK_MILLISECONDS = 1000;

/** Fails when `work` thinks for longer than a second of CPU (or as told), the best of three: for what must not grow with the square of its size. Speed itself is measured in bench/. */
export function expectQuick(work: () => void, most = QUICK_MILLISECONDS): void {
  let fastest = cpuMilliseconds(work);
  for (let again = 0; again < 2 && fastest > most; again += 1) fastest = Math.min(fastest, cpuMilliseconds(work));
  expect(fastest).toBeLessThan(most);
}
