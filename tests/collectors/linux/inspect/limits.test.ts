import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelsOf, parseAmount, parseCores, parseIoMax, tightest } from '../../../../src/collectors/linux/inspect/cgroup-figures.ts';
import { humanBytes, humanCores, humanCount } from '../../../../src/collectors/linux/inspect/human.ts';
import { limits, parseLimits, parseUse, processRows } from '../../../../src/collectors/linux/inspect/limits.ts';
import { contextFor, expectRobust, expectSafe, fakeTree, rowsOf } from './support.ts';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max stack size            8388608              unlimited            bytes     
Max processes             96365                96365                processes 
Max open files            1024                 1048576              files     
Max locked memory         8388608              8388608              bytes     
Max nice priority         0                    0                    
Max realtime timeout      200000               unlimited            us        
`;
const STATUS = 'Name:\tx\nVmSize:\t    2048 kB\nVmLck:\t       0 kB\nVmStk:\t     132 kB\nSigQ:\t3/96365\n';
const MIB = 1024 ** 2;

describe('parsing', () => {
  it('reads limits', () => {
    expect(parseLimits(LIMITS)).toEqual([
      { name: 'cpu time', soft: Infinity, hard: Infinity, unit: 'seconds' }, { name: 'stack size', soft: 8 * MIB, hard: Infinity, unit: 'bytes' },
      { name: 'processes', soft: 96_365, hard: 96_365, unit: 'processes' }, { name: 'open files', soft: 1024, hard: 1_048_576, unit: 'files' },
      { name: 'locked memory', soft: 8 * MIB, hard: 8 * MIB, unit: 'bytes' }, { name: 'nice priority', soft: 0, hard: 0, unit: '' },
      { name: 'realtime timeout', soft: 200_000, hard: Infinity, unit: 'us' },
    ]);
  });

  it('holds them against what is used', () => {
    const rows = processRows(parseLimits(LIMITS), new Map([...parseUse(STATUS), ['open files', 256]]));
    const row = (name: string) => rows.find((found) => found.name === name);
    expect(row('open files')).toMatchObject({ used: '256', soft: '1024', hard: '1048576', usedPercent: 25 });
    expect(row('stack size')).toMatchObject({ used: '132 KiB', soft: '8 MiB', hard: 'unlimited' });
    expect(row('locked memory')).toMatchObject({ used: '0 B', usedPercent: 0 });
    expect(row('processes')).toMatchObject({ used: '', usedPercent: Number.NaN });
    expect(row('realtime timeout')).toMatchObject({ soft: '200000 us', hard: 'unlimited' });
  });

  it.each([['max', Infinity], ['-1', Infinity], ['9223372036854771712', Infinity], ['536870912\n', 512 * MIB], ['', Number.NaN], ['x', Number.NaN]])('amount %j', (text, value) => expect(parseAmount(text)).toBe(value));
  it.each([['150000 100000\n', 1.5], ['max 100000\n', Infinity], ['-1\n 100000\n', Infinity], ['', Number.NaN]])('cores %j', (text, value) => expect(parseCores(text)).toBe(value));

  it('reads io.max', () => {
    expect(parseIoMax('8:16 rbps=2097152 wbps=max riops=max wiops=120\n8:0 rbps=max wbps=max riops=max wiops=max\n')).toEqual([{ device: '8:16', limits: 'rbps 2 MiB/s, wiops 120/s' }]);
  });

  it('writes amounts as people do', () => {
    expect([512 * MIB, 1.5 * 1024 ** 3, 0, 100, Infinity, Number.NaN].map(humanBytes)).toEqual(['512 MiB', '1.5 GiB', '0 B', '100 B', 'unlimited', '']);
    expect([1.5, 1, 0.25, Infinity].map(humanCores)).toEqual(['1.5 cores', '1 core', '0.25 cores', 'unlimited']);
    expect([1024, Infinity].map(humanCount)).toEqual(['1024', 'unlimited']);
  });

  it('walks up, but not out', () => {
    expect(levelsOf('/r', '/a/b')).toEqual([{ path: '/a/b', directory: '/r/a/b' }, { path: '/a', directory: '/r/a' }, { path: '/', directory: '/r' }]);
    expect(levelsOf('/r', '/../../etc')).toEqual([]);
    expect(tightest([])).toBeUndefined();
  });

  it('takes anything', () => {
    expectRobust(parseLimits, [LIMITS]);
    expectRobust(parseUse, [STATUS]);
    expectRobust(parseAmount, ['max', '1234']);
    expectRobust(parseCores, ['150000 100000\n']);
    expectRobust(parseIoMax, ['8:16 rbps=2097152 wbps=max riops=max wiops=120\n']);
    expectRobust((path) => levelsOf('/r', path).length, ['/system.slice/a.service']);
  });
});

describe('reading', () => {
  const cgroupRows = (root: string): Record<string, number | string>[] =>
    rowsOf(limits.inspect(contextFor(7, { roots: { proc: `${root}/proc`, sys: `${root}/sys` } }))).filter((row) => row['scope'] === 'cgroup');

  it.each(['', 'unified/'])('version 2 in /sys/fs/cgroup/%s: the tightest of the levels', (mount) => {
    const at = `sys/fs/cgroup/${mount}`;
    using tree = fakeTree({
      'proc/7/limits': LIMITS, 'proc/7/cgroup': '0::/a.slice/b.service\n',
      [`${at}a.slice/memory.max`]: `${512 * MIB}\n`, [`${at}a.slice/memory.current`]: `${256 * MIB}\n`,
      [`${at}a.slice/b.service/memory.max`]: 'max\n', [`${at}a.slice/b.service/memory.current`]: `${100 * MIB}\n`,
      [`${at}a.slice/b.service/memory.swap.max`]: 'max\n', [`${at}a.slice/b.service/memory.swap.current`]: '0\n',
      [`${at}a.slice/cpu.max`]: 'max 100000\n', [`${at}a.slice/b.service/cpu.max`]: '150000 100000\n', [`${at}a.slice/b.service/cpu.weight`]: '100\n',
      [`${at}a.slice/b.service/pids.max`]: '100\n', [`${at}a.slice/b.service/pids.current`]: '25\n',
      [`${at}a.slice/b.service/io.max`]: '8:0 rbps=1048576 wbps=max riops=max wiops=max\n',
    });
    expect(cgroupRows(tree.root)).toEqual([
      { scope: 'cgroup', name: 'memory', used: '256 MiB', soft: '512 MiB', hard: '', usedPercent: 50, note: 'memory.max of /a.slice' },
      { scope: 'cgroup', name: 'swap', used: '0 B', soft: 'unlimited', hard: '', note: 'memory.swap.max of /a.slice/b.service' },
      { scope: 'cgroup', name: 'cpu', used: '', soft: '1.5 cores', hard: '', note: 'cpu.max of /a.slice/b.service' },
      { scope: 'cgroup', name: 'cpu weight', used: '', soft: '100', hard: '', note: 'cpu.weight of /a.slice/b.service' },
      { scope: 'cgroup', name: 'tasks', used: '25', soft: '100', hard: '', usedPercent: 25, note: 'pids.max of /a.slice/b.service' },
      { scope: 'cgroup', name: 'io 8:0', used: '', soft: 'rbps 1 MiB/s', hard: '', note: 'io.max of /a.slice/b.service' },
    ]);
  });

  it('version 1', () => {
    using tree = fakeTree({
      'proc/7/limits': LIMITS, 'proc/7/cgroup': '5:memory:/docker/x\n3:cpu,cpuacct:/docker/x\n2:pids:/docker/x\n0::/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n', 'sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes': `${1024 * MIB}\n`,
      'sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes': `${512 * MIB}\n`,
      'sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us': '50000\n', 'sys/fs/cgroup/cpu/docker/x/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/pids/docker/x/pids.max': 'max\n', 'sys/fs/cgroup/pids/docker/x/pids.current': '3\n',
    });
    expect(cgroupRows(tree.root)).toMatchObject([
      { name: 'memory', used: '512 MiB', soft: '1 GiB', usedPercent: 50, note: 'memory.limit_in_bytes of /docker/x' },
      { name: 'cpu', soft: '0.5 cores' }, { name: 'tasks', used: '3', soft: 'unlimited' },
    ]);
  });

  it('a cgroup that was removed, or is outside of our namespace, gives no row', () => {
    using removed = fakeTree({ 'proc/7/limits': LIMITS, 'proc/7/cgroup': '5:memory:/gone\n0::/gone.slice (deleted)\n', 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' });
    expect(cgroupRows(removed.root)).toEqual([]);
    using outside = fakeTree({ 'proc/7/limits': LIMITS, 'proc/7/cgroup': '0::/../x\n', 'sys/fs/x/memory.max': '1\n', 'sys/fs/cgroup/memory.max': '1\n' });
    expect(cgroupRows(outside.root)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('shows the limits of this process', () => {
    const frame = limits.inspect(contextFor(process.pid));
    const rows = rowsOf(frame);
    const open = rows.find((row) => row['name'] === 'open files');
    expect(Number(open?.['used'])).toBeGreaterThan(3);
    expect(rows).toHaveLength(new Set(rows.map((row) => `${row['scope']}/${row['name']}`)).size);
    expect(rows.filter((row) => row['scope'] === 'process')).toHaveLength(readFileSync('/proc/self/limits', 'utf8').trim().split('\n').length - 1);
    expectSafe(frame);
  });
});
