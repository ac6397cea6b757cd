import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatValue } from '../../src/model/units.ts';
import { mark, script, sleeper, start, those } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';
import { untilTrue } from './support/wait.ts';

/** Pids of the rows, top to bottom. */
const pids = (top: Terminal): number[] => top.lines().flatMap((line) => {
  const pid = /^ *(\d+) \S+ +[A-Zt] /.exec(line)?.[1];
  return pid === undefined ? [] : [Number(pid)];
});

const untilOrder = (top: Terminal, ...order: readonly number[]): Promise<void> =>
  untilTrue(() => pids(top).join(' ') === order.join(' '), () => `the order is not ${order.join(' ')}:\n${top.frame()}`);

/** Of statm, which is exact; stat has what the kernel last added up. */
const rssBytes = (pid: number): number => Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096;

describe.skipIf(!hasTerminal)('the order of rows (needs script(1))', () => {
  it('is by CPU, memory, time, disk by a key each, and I turns it round', async () => {
    await using busy = await script('for (;;) Math.sqrt(2);');
    await using large = await script('globalThis.kept = Buffer.alloc(200e6, 1); setInterval(() => {}, 1e6);');
    await using small = await sleeper();
    await using top = await open({ args: ['--filter', those(busy, large, small)] });
    await top.shows(/3 of \d+/);
    await top.press('M');
    await top.shows('▼RSS');
    await untilOrder(top, large.pid, busy.pid, small.pid);
    await top.press('I');
    await top.shows('▲RSS');
    await untilOrder(top, small.pid, busy.pid, large.pid);
    await top.press('P');
    await top.shows('▼CPU%');
    await untilOrder(top, busy.pid, large.pid, small.pid);
    await top.press('T');
    await top.shows('▼TIME+');
    await untilOrder(top, busy.pid, large.pid, small.pid);
    await top.press('D');
    await top.shows(/▼WR|WR\S*▼/);
    await top.press('D');
    await top.shows(/▼RE|RE\S*▼/);
  });

  it('is by what the menu says, by a click on a header, and by its neighbours', async () => {
    await using one = await sleeper();
    await using two = await sleeper();
    await using top = await open({ args: ['--filter', those(one, two)] });
    await top.shows(/2 of \d+/);
    await top.press('F6');
    await top.shows('Sort by');
    top.type('niceness');
    await top.shows('find niceness');
    await top.press('Enter');
    await top.shows('▼NI');
    top.clickOn('PID');
    await top.shows('▲PID');
    const rising = [one.pid, two.pid].toSorted((left, right) => left - right);
    await untilOrder(top, ...rising);
    top.clickOn('▲PID');
    await top.shows('▼PID');
    await untilOrder(top, ...rising.toReversed());
    await top.press('>');
    await top.shows(/USER[▲▼]/);
    await top.press('<');
    await top.shows(/[▲▼]PID/);
  });

  it('is a tree with t: folded, a parent shows the totals of its branch', async () => {
    const own = mark();
    await using parent = await start('bash', ['-c', `sleep ${own}1 & sleep ${own}2 & sleep ${own}3 & echo children: $(jobs -p).; wait; true`], { detached: true });
    const [, list = ''] = await parent.says(/children: ([\d\s]+)\./);
    const row = new RegExp(`^ *${parent.pid} `);
    const family = [parent.pid, ...list.trim().split(/\s+/).map(Number)];
    await using top = await open({ args: ['--filter', `pid = ${parent.pid} or ppid = ${parent.pid}`] });
    await top.shows(/4 of \d+/);
    await top.press('t');
    await top.shows(new RegExp(`├─ sleep ${own}\\d`));
    expect(top.line(`└─ sleep ${own}`)).toBeDefined();
    await top.press('/');
    top.type(`${parent.pid}`);
    await top.press('Enter', '-');
    const sum = (): string => ` ${formatValue('bytes', family.reduce((total, pid) => total + rssBytes(pid), 0))} `;
    await untilTrue(() => top.line(row)?.includes(sum()) === true && top.line(row)?.includes('─+3 bash') === true, () => `a folded row does not show${sum()}:\n${top.frame()}`);
    expect(top.line(`─ sleep ${own}`)).toBeUndefined();
    await top.press('+');
    await top.shows(`└─ sleep ${own}`);
    await top.press('Left');
    await untilTrue(() => top.line(row)?.includes('─+3 bash') === true, () => `the branch is not folded:\n${top.frame()}`);
    await top.press('Right');
    await top.shows(`└─ sleep ${own}`);
    await top.press('S');
    await top.shows('totals of their subtree');
    await untilTrue(() => top.line(row)?.includes(sum()) === true, () => `the row of the branch does not show${sum()}:\n${top.frame()}`);
    await top.press('t');
    await top.hides('└─ sleep');
  });
});
