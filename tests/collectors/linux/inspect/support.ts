import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { InspectContext } from '../../../../src/collectors/inspector.ts';
import { DEFAULT_ROOTS } from '../../../../src/collectors/collector.ts';
import type { Frame } from '../../../../src/model/frame.ts';

/** What a hostile program calls itself: it would write to the clipboard, and forge a line. */
export const HOSTILE = 'evil\u001b]52;c;aGk=\u0007\n\u202egnp.\u0085 )x';

export function contextFor(pid: number, given: Partial<InspectContext> = {}): InspectContext {
  return { roots: DEFAULT_ROOTS, pid, reveal: false, nameOf: () => undefined, pids: () => [], monotonic: () => performance.now(), ...given };
}

/** Rows as plain objects, unknown numbers left out. */
export function rowsOf(frame: Frame): Record<string, number | string>[] {
  return Array.from({ length: frame.count }, (_, row) => {
    const numbers = frame.kind.numbers.map((name): [string, number] => [name, frame.number(name, row)]).filter(([, value]) => !Number.isNaN(value));
    return Object.fromEntries<number | string>([...numbers, ...frame.kind.texts.map((name): [string, string] => [name, frame.text(name, row)])]);
  });
}

export function expectSafe(frame: Frame): void {
  for (let row = 0; row < frame.count; row += 1) {
    for (const text of frame.textsOf(row)) expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }
}

// In RAM where there is such a place: some tests make thousands of files.
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A directory of made-up kernel files: text, or the target of a link. Removed when the scope is left. */
export function fakeTree(files: Readonly<Record<string, string | { readonly link: string }>>): { readonly root: string; [Symbol.dispose]: () => void } {
  const root = mkdtempSync(join(SCRATCH, 'pyprocwatch-inspect-'));
  const made = new Set<string>();
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    made.add(dirname(path));
    if (typeof content === 'string') writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

const CHUNKS = [' ', '0', 'a', ':', '(', ')', '-', '/', '\\x2d', '\n', '1 ', '/a', '-1', 'a-', 'F', ' - ', 'kubepods-', 'app-a-'];


/** A parser takes whatever it is given: nothing makes it throw or think for long. */
export function expectRobust(parse: (text: string) => unknown, valid: readonly string[]): void {
  const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array).toString('utf8'));
  const mutated = fc.tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(6)), { maxLength: 8 }))
    .map(([text, changes]) => changes.reduce((changed, [where, put, cut]) => {
      const at = where % (changed.length + 1);
      return changed.slice(0, at) + put + changed.slice(at + cut);
    }, text));
  const repeated = fc.tuple(fc.string({ maxLength: 10 }), fc.constantFrom(...CHUNKS, ...valid.map((text) => text.slice(0, 100))), fc.string({ maxLength: 5 }))
    .map(([before, chunk, after]) => before + chunk.repeat(Math.ceil(50_000 / Math.max(1, chunk.length))) + after);
  const quick = (text: string): void => {
    // The second try tells a slow parser from a busy machine.
    const once = (): number => cpuMilliseconds(() => parse(text));
    if (once() > 100) expect(once()).toBeLessThan(100);
  };
  fc.assert(fc.property(fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 500 }), mutated), quick), { numRuns: 500 });
  fc.assert(fc.property(repeated, quick), { numRuns: 60 });
}
