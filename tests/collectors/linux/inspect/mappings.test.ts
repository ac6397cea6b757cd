import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MappingTotals, type MappingTotal } from '../../../../src/collectors/linux/inspect/mapping-totals.ts';
import { keepLargest, mappings } from '../../../../src/collectors/linux/inspect/mappings.ts';
import { expectQuick } from '../../../model/support.ts';
import { contextFor, expectRobust, expectSafe, fakeTree, rowsOf } from './support.ts';

const figures = (rss: number): string => `Size:                 99 kB
KernelPageSize:        4 kB
MMUPageSize:           4 kB
Rss:           ${String(rss).padStart(9)} kB
Pss:           ${String(rss / 2).padStart(9)} kB
Pss_Dirty:             7 kB
Shared_Clean:          0 kB
Shared_Dirty:          0 kB
Private_Clean:         4 kB
Private_Dirty:         2 kB
Referenced:            8 kB
Anonymous:             0 kB
KSM:                   0 kB
LazyFree:              0 kB
AnonHugePages:         0 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:         0 kB
Shared_Hugetlb:        0 kB
Private_Hugetlb:       0 kB
Swap:                  1 kB
SwapPss:               9 kB
Locked:                0 kB
THPeligible:           0
VmFlags: rd ex mr mw me
`;
const header = (range: string, mode: string, name: string): string => `${`${range} ${mode} 00000000 fe:00 260386`.padEnd(72)} ${name}\n`;
const SMAPS = [
  header('00400000-00402000', 'r-xp', '/usr/bin/a program'), figures(8),
  header('00402000-00403000', 'rw-p', '/usr/bin/a program'), figures(4),
  header('00500000-00502000', 'r-xp', '/usr/bin/a program'), figures(8),
  '7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n', figures(4),
  '7f0000002000-7f0000004000 rw-p 00000000 00:00 0\n', figures(6),
  header('ffffffffff600000-ffffffffff601000', '--xp', '[vsyscall]'), figures(0),
  header('7f0000005000-7f0000006000', 'r--p', '/tmp/a\\012b (deleted)'), figures(0),
].join('');

function totalsOf(bytes: Buffer, size = bytes.length): MappingTotal[] {
  const totals = new MappingTotals();
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) totals.push(bytes.subarray(at, at + Math.max(1, size)));
  return totals.finish();
}

describe('adding up', () => {
  it('by name and mode', () => {
    expect(totalsOf(Buffer.from(SMAPS))).toEqual([
      { name: '/usr/bin/a program', mode: 'r-xp', count: 2, sizeBytes: 16_384, rssBytes: 16_384, pssBytes: 8192, privateDirtyBytes: 4096, swapBytes: 2048 },
      { name: '/usr/bin/a program', mode: 'rw-p', count: 1, sizeBytes: 4096, rssBytes: 4096, pssBytes: 2048, privateDirtyBytes: 2048, swapBytes: 1024 },
      { name: '[anonymous]', mode: 'rw-p', count: 2, sizeBytes: 12_288, rssBytes: 10_240, pssBytes: 5120, privateDirtyBytes: 4096, swapBytes: 2048 },
      { name: '[vsyscall]', mode: '--xp', count: 1, sizeBytes: 4096, rssBytes: 0, pssBytes: 0, privateDirtyBytes: 2048, swapBytes: 1024 },
      { name: '/tmp/a\\012b (deleted)', mode: 'r--p', count: 1, sizeBytes: 4096, rssBytes: 0, pssBytes: 0, privateDirtyBytes: 2048, swapBytes: 1024 },
    ]);
  });

  it('gives the same however the bytes come', () => {
    const whole = totalsOf(Buffer.from(SMAPS));
    fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), (size) => {
      expect(totalsOf(Buffer.from(SMAPS), size)).toEqual(whole);
    }), { numRuns: 100 });
  });

  it('takes anything', () => {
    expectRobust((text) => totalsOf(Buffer.from(text), 4096), [SMAPS]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 100 }), (bytes, size) => {
      for (const total of totalsOf(Buffer.from(bytes), size)) expect(total.sizeBytes).toBeGreaterThanOrEqual(0);
    }));
  });

  it('does not grow with the square of the mappings, of which a process may have 60,000', () => {
    const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, index) => header(`${(0x7f0000000000 + index * 8192).toString(16)}-${(0x7f0000001000 + index * 8192).toString(16)}`, 'rw-p', index % 3 === 0 ? '' : `/lib/${index % 1000}.so`) + figures(4)).join(''));
    let totals = totalsOf(bytes.subarray(0, 0), 4096);
    expectQuick(() => {
      totals = totalsOf(bytes, 4096);
    }, 5000);
    expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(60_000);
  });

  it('adds up the smallest of very many rows', () => {
    const kept = keepLargest(totalsOf(Buffer.from(SMAPS)), 2);
    expect(kept.map(({ name, count }) => [name, count])).toEqual([['/usr/bin/a program', 2], ['[anonymous]', 2], ['(3 more)', 3]]);
  });
});

describe('reading', () => {
  it('falls back to maps, which tell no more than the address space', () => {
    using proc = fakeTree({ '7/maps': header('00400000-00402000', 'r-xp', '/bin/x') });
    expect(rowsOf(mappings.inspect(contextFor(7, { roots: { proc: proc.root, sys: '' } })))).toEqual([{ name: '/bin/x', mode: 'r-xp', count: 1, sizeBytes: 8192 }]);
  });

  it.runIf(process.platform === 'linux')('comes to about what this process has in RAM', () => {
    const before = process.memoryUsage.rss();
    const frame = mappings.inspect(contextFor(process.pid));
    const sum = frame.column('rssBytes').reduce((total, value) => total + value, 0);
    expect(sum / before).toBeGreaterThan(0.7);
    expect(sum / before).toBeLessThan(1.5);
    expect(rowsOf(frame).some((row) => row['name'] === '[heap]')).toBe(true);
    expectSafe(frame);
  });
});
