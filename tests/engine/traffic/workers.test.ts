import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkers } from '../../../src/engine/traffic/workers.ts';
import { temporaryFolder } from '../../config/support.ts';

/** A /proc of processes: [pid, program, children]. */
function procOf(processes: readonly (readonly [pid: number, program: string, children: readonly number[]])[]): { proc: string; sys: string } {
  const proc = temporaryFolder();
  for (const [pid, program, children] of processes) {
    mkdirSync(join(proc, `${pid}/task/${pid}`), { recursive: true });
    symlinkSync(program, join(proc, `${pid}/exe`));
    writeFileSync(join(proc, `${pid}/task/${pid}/children`), children.map((child) => `${child} `).join(''));
  }
  return { proc, sys: '' };
}

test('workers of the same program that a listening process has started serve with it, and theirs; other programs do not', () => {
  const roots = procOf([[10, '/usr/bin/node', [11, 12, 13, 99]], [11, '/usr/bin/node', [14]], [12, '/usr/bin/node', []], [13, '/usr/bin/convert', []], [14, '/usr/bin/node', []]]);
  expect(withWorkers(roots, [10])).toEqual([10, 11, 12, 14]);
  expect(withWorkers(roots, [12, 10])).toEqual([10, 11, 12, 14]);
  expect(withWorkers(roots, [])).toEqual([]);
});

test('init, which listens for others and has started them, brings nobody with it', () => {
  const roots = procOf([[1, '/usr/lib/systemd/systemd', [20, 21]], [20, '/usr/lib/systemd/systemd', []], [21, '/usr/lib/systemd/systemd', []]]);
  expect(withWorkers(roots, [1, 20])).toEqual([1, 20]);
});

test('a pool without end has an end, and a process that is gone changes nothing', () => {
  const children = Array.from({ length: 1000 }, (_, index) => 100 + index);
  const roots = procOf([[10, '/usr/bin/node', children], ...children.map((pid) => [pid, '/usr/bin/node', [10]] as const)]);
  expect(withWorkers(roots, [10]).length).toBe(256);
  expect(withWorkers(roots, [5])).toEqual([5]);
});
