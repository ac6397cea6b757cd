import { describe, expect, test } from 'vitest';
import { hostText, tableText } from '../../../src/cli/output/text.ts';
import { disk } from '../../../src/model/kinds/host-parts.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { displayWidth } from '../../../src/model/text-width.ts';
import { frameOf, processes } from '../../model/support.ts';

const MIB = 1024 ** 2;
const frame = processes(
  { pid: 1, user: 'root', state: 2, cpuPercent: 0, rssBytes: 5 * MIB, command: '/sbin/init splash' },
  { pid: 4711, user: 'a-very-long-name', state: 1, cpuPercent: 123.4, command: '中文 --with "all" of its arguments, however long they may be, for a pipe has no edge' },
);
const plain = (...rows: number[]) => rows.map((row) => ({ row, prefix: '' }));
const COLUMNS = ['pid', 'user', 'state', 'cpuPercent', 'rssBytes', 'command'];

test('numbers stand right, texts left, the last text is not cut', () => {
  expect(tableText(frame, plain(1, 0), COLUMNS, 0)).toBe([
    '    PID USER      S   CPU%    RSS COMMAND',
    '   4711 a-very-l~ R  123.4      - 中文 --with "all" of its arguments, however long they may be, for a pipe has no edge',
    '      1 root      S    0.0  5.00M /sbin/init splash',
    '',
  ].join('\n'));
});

test('columns stand below each other whatever the width of characters', () => {
  const wide = processes({ pid: 1, user: '中文字中文字', command: 'x' }, { pid: 2, user: 'e\u0301', command: 'y' });
  const [head = '', ...lines] = tableText(wide, plain(0, 1), ['user', 'pid', 'command'], 0).trimEnd().split('\n');
  const at = displayWidth(head.slice(0, head.indexOf('COMMAND')));
  expect(lines.map((line) => displayWidth(line.slice(0, -1)))).toEqual([at, at]);
});

test('lines of a tree stand before the last column', () => {
  const lines = tableText(frame, [{ row: 0, prefix: '' }, { row: 1, prefix: '└─ ' }], ['pid', 'command'], 0).split('\n');
  expect(lines.slice(0, 2)).toEqual(['    PID COMMAND', '      1 /sbin/init splash']);
  expect(lines[2]).toMatch(/^ {3}4711 └─ 中文 --with/);
});

test('a number in the last column is fitted, a label as it is, unknown ones a dash', () => {
  expect(tableText(frame, plain(0, 1), ['pid', 'state'], 0)).toBe('    PID S\n      1 S\n   4711 R\n');
  expect(tableText(processes({ pid: 1 }), plain(0), ['state', 'pid', 'rssBytes'], 0)).toBe('S     PID    RSS\n-       1      -\n');
});

test('columns that the kind has not are left out; without rows there is a header', () => {
  expect(tableText(frame, [], ['pid', 'nothing', 'command'], 0)).toBe('    PID COMMAND\n');
  expect(tableText(frameOf(disk, [{ name: 'sda', busyPercent: 5 }]), plain(0), ['name', 'busyPercent'], 0)).toBe('DISK          BUSY%\nsda             5.0\n');
});

describe('the host', () => {
  const known = {
    name: 'box', uptimeSeconds: 90_061.9, load1: 0.5, load5: 1.25, load15: 10, cpuPercent: 12.34, userPercent: 10, systemPercent: 2.34, iowaitPercent: 0, stealPercent: 0,
    memoryUsedBytes: 1.5 * 1024 * MIB, memoryTotalBytes: 4 * 1024 * MIB, swapUsedBytes: 0, swapTotalBytes: 0, processes: 105, threads: 320, running: 2,
  };

  test('in two lines', () => {
    expect(hostText(new Snapshot(1_700_000_000_000, 1, [frameOf(host, [known])], []))).toBe([
      'box  2023-11-14T22:13:20.000Z  up 1d01h  load 0.50 1.25 10.00',
      'cpu 12.3% (user 10.0%, system 2.3%, iowait 0.0%, steal 0.0%)  memory 1.50G of 4.00G  swap 0 of 0  105 processes, 320 threads, 2 running',
      '',
    ].join('\n'));
  });

  test('what is not known is a dash, as everywhere', () => {
    const text = hostText(new Snapshot(1_700_000_000_000, 1, [frameOf(host, [{ name: 'box' }])], []));
    expect(text).not.toContain('NaN');
    expect(text).toMatch(/up - {2}load - - -\ncpu - \(user -, system -, iowait -, steal -\) {2}memory - of - {2}swap - of - {2}- processes, - threads, - running\n$/);
  });

  test('that nobody collects is nothing', () => {
    expect(hostText(new Snapshot(0, 1, [], []))).toBe('');
    expect(hostText(new Snapshot(0, 1, [frameOf(host, [])], []))).toBe('');
  });
});
