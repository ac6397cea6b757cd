import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Budgets, Extras, FULL_BUDGETS, LIVE_BUDGETS, parseIo, parseOpenFilesLimit, parseSmapsRollup } from '../../../../src/collectors/linux/processes/extras.ts';
import { FileHandles } from '../../../../src/collectors/linux/processes/file-handles.ts';
import { ALL_IDENTITIES, ProcessTable } from '../../../../src/collectors/linux/processes/process-table.ts';
import { Users } from '../../../../src/collectors/linux/processes/users.ts';
import type { Frame } from '../../../../src/model/frame.ts';
import type { Demand } from '../../../../src/model/timeline.ts';
import { anyText, expectQuick } from '../../../model/support.ts';
import { recordedTree, rowOf, type Tree, withoutRights } from './support.ts';

const everywhere = (...groups: Demand['everywhere']): Demand => ({ everywhere: groups, visible: [], pids: [] });
let tree: Tree;
let clock = 0;

beforeEach(() => {
  tree = recordedTree();
});
afterEach(() => tree[Symbol.dispose]());

function start(budgets: Budgets, monotonic = (): number => clock, patient = false) {
  const extras = new Extras(tree.roots, budgets, monotonic, patient);
  const table = new ProcessTable({ roots: tree.roots, handles: new FileHandles(0), users: new Users(new Map()), redact: (args) => args, monotonic, extras, identityBudgets: ALL_IDENTITIES });
  const sampleAt = (milliseconds: number, demand: Demand): Frame => {
    clock = milliseconds;
    return table.sample({ monotonic: milliseconds, wall: 0 }, { memoryBytes: 1e9, bootTime: 0 }, demand);
  };
  return { extras, sampleAt };
}

test('I/O files, also broken ones', () => {
  expect(parseIo('rchar: 1\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 7\n')).toEqual({ readBytes: 4096, writeBytes: 8192 });
  expect(parseIo('')).toEqual({ readBytes: Number.NaN, writeBytes: Number.NaN });
  expect(parseIo('read_bytes: -1\nxwrite_bytes: 5\n')).toEqual({ readBytes: Number.NaN, writeBytes: Number.NaN });
  expect(parseSmapsRollup('Rss:  9 kB\nPss:       300 kB\nPss_Anon:  7 kB\nSwap:      4 kB\nSwapPss:  1 kB\n')).toEqual({ pssBytes: 307_200, swapBytes: 4096 });
  expect(parseSmapsRollup('Pss: x kB\n')).toEqual({ pssBytes: Number.NaN, swapBytes: Number.NaN });
  fc.assert(fc.property(anyText(200), (text) => {
    for (const value of [...Object.values(parseIo(text)), ...Object.values(parseSmapsRollup(text))]) expect(value < 0).toBe(false);
  }));
  for (const text of ['read_bytes: 1'.repeat(20_000), '\n'.repeat(300_000), `Pss:${' '.repeat(300_000)}`]) expectQuick(() => [parseIo(text), parseSmapsRollup(text)]);
});

test('what nobody waits for is read of all at first sight, whatever the budget', () => {
  const none = { ...LIVE_BUDGETS, files: 0, smaps: 0 };
  expect(rowOf(start(none).sampleAt(1000, everywhere('smaps')), 101)).not.toHaveProperty('pssBytes');
  expect(rowOf(start(none, undefined, true).sampleAt(1000, everywhere('smaps')), 101)).toHaveProperty('pssBytes');
});

describe('disk I/O', () => {
  test('is exact, bytes a second', () => {
    const { sampleAt } = start(FULL_BUDGETS);
    expect(rowOf(sampleAt(1000, everywhere('io')), 101)).not.toHaveProperty('readBytesPerSecond');
    tree.put('101/io', 'read_bytes: 5000\nwrite_bytes: 8192\n');
    const frame = sampleAt(3000, everywhere('io'));
    expect(rowOf(frame, 101)).toMatchObject({ readBytesPerSecond: 2000, writeBytesPerSecond: 0 });
    // It has no such file: not known, and nothing of a right denied.
    expect(rowOf(frame, 300)).not.toHaveProperty('readBytesPerSecond');
  });

  test('is not read unless asked for, and then for the rows on the screen alone', () => {
    const { sampleAt } = start(FULL_BUDGETS);
    const visible: Demand = { everywhere: [], visible: ['io'], pids: [101] };
    sampleAt(1000, visible);
    const frame = sampleAt(2000, visible);
    expect(rowOf(frame, 101)).toMatchObject({ readBytesPerSecond: 0 });
    expect(rowOf(frame, 100)).not.toHaveProperty('readBytesPerSecond');
    expect(rowOf(start(FULL_BUDGETS).sampleAt(1000, everywhere()), 101)).not.toHaveProperty('pssBytes');
  });

  test('is read for rows on the screen whatever the budget, for others while it lasts, those that did something first', () => {
    let ticks = 0;
    const { sampleAt } = start({ ...LIVE_BUDGETS, io: 2 }, () => clock + (ticks += 1) / 1000);
    const demand: Demand = { everywhere: ['io'], visible: ['io'], pids: [1] };
    for (const at of [1000, 2000]) sampleAt(at, demand);
    ticks = 0;
    expect(rowOf(sampleAt(3000, demand), 1)).toHaveProperty('readBytesPerSecond');
  });
});

describe('shared memory', () => {
  test('is read at the first tick, then every other second', () => {
    const { sampleAt } = start(FULL_BUDGETS);
    expect(rowOf(sampleAt(1000, everywhere('smaps')), 101)).toMatchObject({ pssBytes: 204_800, swapBytes: 8192 });
    tree.put('101/smaps_rollup', 'Pss: 1 kB\nSwap: 0 kB\n');
    expect(rowOf(sampleAt(2000, everywhere('smaps')), 101)).toMatchObject({ pssBytes: 204_800 });
    expect(rowOf(sampleAt(3000, everywhere('smaps')), 101)).toMatchObject({ pssBytes: 1024, swapBytes: 0 });
  });
});

test('open files are counted', () => {
  tree.put('101/fd/0', '');
  tree.put('101/fd/1', '');
  const { sampleAt } = start(FULL_BUDGETS);
  const row = rowOf(sampleAt(1000, everywhere('files')), 101);
  // The size of a folder that is not the kernel's is no count.
  expect(row?.['openFiles']).toBeGreaterThan(0);
});

describe('the limit of open files', () => {
  const limits = (soft: string): string => `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             96365                96365                processes \nMax open files            ${soft.padEnd(21)}1048576              files     \n`;

  test('is the soft one', () => {
    expect(parseOpenFilesLimit(limits('1024'))).toBe(1024);
    for (const text of ['', limits('unlimited'), limits('x'), limits('-1')]) expect(parseOpenFilesLimit(text)).toBeNaN();
    fc.assert(fc.property(fc.oneof(anyText(200), anyText(30).map(limits)), (text) => {
      const limit = parseOpenFilesLimit(text);
      expect(Number.isNaN(limit) || (limit >= 0 && Number.isFinite(limit))).toBe(true);
    }));
    for (const text of [limits('9'.repeat(200_000)), limits('1024').repeat(2000), `Max open files ${' '.repeat(300_000)}`]) expectQuick(() => parseOpenFilesLimit(text));
  });

  test('is read with the open files, at most once a minute', () => {
    tree.put('101/limits', limits('1024'));
    tree.put('101/fd/0', '');
    const { sampleAt } = start(FULL_BUDGETS);
    expect(rowOf(sampleAt(1000, everywhere('io')), 101)).not.toHaveProperty('openFilesLimit');
    const frame = sampleAt(2000, everywhere('files'));
    expect(rowOf(frame, 101)).toMatchObject({ openFilesLimit: 1024 });
    // It has no such file.
    expect(rowOf(frame, 300)).not.toHaveProperty('openFilesLimit');
    tree.put('101/limits', limits('4096'));
    expect(rowOf(sampleAt(61_999, everywhere('files')), 101)).toMatchObject({ openFilesLimit: 1024 });
    expect(rowOf(sampleAt(62_000, everywhere('files')), 101)).toMatchObject({ openFilesLimit: 4096 });
    tree.put('101/limits', limits('unlimited'));
    expect(rowOf(sampleAt(122_000, everywhere('files')), 101)).not.toHaveProperty('openFilesLimit');
  });

  test('is that of the process that has the pid now', () => {
    tree.put('101/limits', limits('1024'));
    const { sampleAt } = start(FULL_BUDGETS);
    sampleAt(1000, everywhere('files'));
    tree.put('101/limits', limits('4096'));
    tree.change(101, { start: 999_999 });
    expect(rowOf(sampleAt(4000, everywhere('files')), 101)).toMatchObject({ openFilesLimit: 4096 });
  });
});

describe('what may not be read', () => {
  const deny = (...files: string[]): void => {
    chmodSync(join(tree.roots.proc, '..'), 0o755);
    for (const file of files) chmodSync(join(tree.roots.proc, file), 0);
  };

  test('is unknown, and counted at every tick, so that the notice stays', () => {
    deny('101/io', '400/io', '101/smaps_rollup');
    const { extras, sampleAt } = start(FULL_BUDGETS);
    withoutRights(() => {
      for (const at of [1000, 2000, 3000, 4000]) {
        const frame = sampleAt(at, everywhere('io', 'smaps'));
        expect([at, extras.denied.io, extras.denied.smaps]).toEqual([at, 2, 1]);
        expect(rowOf(frame, 101)).not.toHaveProperty('pssBytes');
        expect(rowOf(frame, 101)).not.toHaveProperty('readBytesPerSecond');
        expect(rowOf(frame, 100)).toMatchObject({ pssBytes: 307_200 });
      }
    });
  });

  test('of a process that ended is forgotten', () => {
    deny('101/io', '101/smaps_rollup');
    const { extras, sampleAt } = start(FULL_BUDGETS);
    withoutRights(() => sampleAt(1000, everywhere('io', 'smaps')));
    tree.end(101);
    withoutRights(() => sampleAt(2000, everywhere('io', 'smaps')));
    expect([extras.denied.io, extras.denied.smaps]).toEqual([0, 0]);
  });
});
