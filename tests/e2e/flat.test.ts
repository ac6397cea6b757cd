import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mark, only, script, sleeper, start, statField, those } from './support/processes.ts';
import { run, shell } from './support/program.ts';

const ROW = z.looseObject({
  pid: z.int(), parentPid: z.int(), name: z.string(), command: z.string(), user: z.string(), state: z.enum(['R', 'S', 'D', 'Z', 'T', 'I', 't', 'X', 'P', 'W', 'K']),
  cpuPercent: z.number().nullable(), rssBytes: z.number(), threads: z.int().nullable(), startTime: z.iso.datetime(),
});
const DUMP = z.strictObject({
  schema: z.literal('pyprocwatch/1'), time: z.iso.datetime(), intervalSeconds: z.number(),
  host: z.looseObject({ name: z.string(), cpuCount: z.int(), memoryTotalBytes: z.number(), processes: z.int() }),
  processes: z.array(ROW),
  notices: z.array(z.strictObject({ source: z.string(), message: z.string() })),
});
const QUICK = ['--once', '--interval', '0.1'];

async function text(...args: readonly string[]): Promise<string[]> {
  const { code, out, err } = await run([...QUICK, ...args]);
  expect(code, err).toBe(0);
  return out.trimEnd().split('\n');
}

async function json(...args: readonly string[]): Promise<z.infer<typeof DUMP>> {
  const { code, out, err } = await run([...QUICK, '--json', ...args]);
  expect(code, err).toBe(0);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  return DUMP.parse(JSON.parse(out));
}

/** A field of /proc/PID/status in KiB or as a number. */
const status = (pid: number, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);

describe('without a terminal', () => {
  it('gives the host, the names of the columns and rows as text, once, and ends', async () => {
    await using child = await sleeper();
    const { code, out } = await run(['--interval', '0.1', '--filter', those(child)]);
    expect(code).toBe(0);
    const [host, figures, header, row, end] = out.split('\n');
    expect(host).toMatch(/^\S+ {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}up .* {2}load [\d.]+ [\d.]+ [\d.]+$/);
    expect(figures).toMatch(/^cpu [\d.]+% .* memory \S+ of \S+ .* \d+ processes, \d+ threads, \d+ running$/);
    expect(header).toMatch(/PID USER +S +CPU% +MEM% +RSS .* COMMAND$/);
    expect(row).toMatch(new RegExp(`^ *${child.pid} .* sleep ${child.mark}$`));
    expect(end).toBe('');
    expect(out).not.toContain('\u001B');
  });

  it('gives JSON whose figures are those of /proc', async () => {
    await using busy = await script('for (;;) Math.sqrt(2);');
    await using idle = await sleeper();
    const { processes, host, intervalSeconds } = await json('--filter', those(busy, idle), '--interval', '1');
    expect(intervalSeconds).toBeGreaterThan(0.9);
    expect(host.memoryTotalBytes).toBe(Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]) * 1024);
    expect(processes.map(({ pid }) => pid)).toEqual([busy.pid, idle.pid]);
    const [first, second] = processes;
    expect(first).toMatchObject({ parentPid: process.pid, user: userInfo().username, threads: status(busy.pid, 'Threads') });
    expect(first?.cpuPercent).toBeGreaterThan(5);
    expect(first?.command).toContain(busy.mark);
    expect(second).toMatchObject({ name: 'sleep', command: `sleep ${idle.mark}`, state: 'S', threads: 1, cpuPercent: 0, rssBytes: status(idle.pid, 'VmRSS') * 1024 });
    const boot = Number(/^btime (\d+)/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]);
    expect(Math.abs(Date.parse(second?.startTime ?? '') / 1000 - boot - Number(statField(idle.pid, 22)) / 100)).toBeLessThan(1.5);
  });

  it('gives CSV: a header of field names, quotes where they are needed, no formula', async () => {
    const own = mark();
    await using quoted = await start('sh', ['-c', 'sleep "$0"; true', own, 'a "quoted", word'], { detached: true });
    await using formula = await start('bash', ['-c', `exec -a '=1+1' sleep ${own}9`]);
    const { out } = await run([...QUICK, '--csv', '--columns', 'pid,rss,command', '--sort', 'pid', '--filter', those(quoted, formula)]);
    const [header, ...rows] = out.trimEnd().split('\n');
    expect(header).toBe('pid,rssBytes,command');
    expect(rows[0]).toMatch(new RegExp(`^${quoted.pid},\\d+,"sh -c .*sleep ""\\$0"".*a ""quoted"", word"$`));
    expect(rows[1]).toMatch(new RegExp(`^${formula.pid},\\d+,'=1\\+1 ${own}9$`));
    const all = await run([...QUICK, '--csv', '--filter', those(quoted)]);
    expect(all.out).toMatch(/^pid,parentPid,user,state,cpuPercent,.*,command\n/);
  });

  it('takes columns, order, filter and a number of rows', async () => {
    await using one = await sleeper();
    await using two = await sleeper();
    const [low, high] = [one.pid, two.pid].toSorted((left, right) => left - right);
    const lines = (await text('--columns', 'pid,ppid,command', '--sort=-pid', '--filter', those(one, two))).slice(2);
    expect(lines[0]).toMatch(/^ +PID +PPID COMMAND$/);
    expect(lines.slice(1).map((line) => Number.parseInt(line, 10))).toEqual([high, low]);
    expect((await text('--limit', '1', '--sort', 'pid', '--filter', those(one, two))).slice(3).map((line) => Number.parseInt(line, 10))).toEqual([low]);
    expect((await json('--filter', `${only(one.mark)} and threads = 1`)).processes.map(({ pid }) => pid)).toEqual([one.pid]);
    const { out } = await run([...QUICK, '--json', '--columns', 'pid,threads', '--filter', those(one)]);
    expect(JSON.parse(out)).toMatchObject({ processes: [{ pid: one.pid, threads: 1 }] });
  });

  it('draws a tree', async () => {
    const own = mark();
    await using parent = await start('bash', ['-c', `sleep ${own}1 & sleep ${own}2 & echo children.; wait; true`], { detached: true });
    await parent.says(/children/);
    const lines = await text('--tree', '--columns', 'pid,command', '--filter', `pid = ${parent.pid} or ppid = ${parent.pid}`);
    expect(lines.find((line) => line.includes('├─ sleep'))).toMatch(new RegExp(`├─ sleep ${own}\\d$`));
    expect(lines.at(-1)).toMatch(new RegExp(`└─ sleep ${own}\\d$`));
  });

  it.each(['group', 'container', 'cgroup', 'cpu', 'disk', 'interface', 'filesystem', 'sensor', 'fact', 'host'])('shows the view %s as text and JSON', async (view) => {
    await text('--view', view);
    const { code, out } = await run([...QUICK, '--json', '--view', view]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: 'pyprocwatch/1' });
  });

  it('adds up a group', async () => {
    await using one = await sleeper();
    const lines = await text('--view', 'group', '--filter', 'processes > 0', '--limit', '3');
    expect(lines[2]).toMatch(/PROCS .*GROUP$/);
    expect(lines).toHaveLength(6);
    expect(one.alive()).toBe(true);
  });

  it('says nothing when its reader goes away', async () => {
    const { code, out, err } = await shell('pyprocwatch --once --interval 0.1 --json --view process | head -c 1 > /dev/null; a=${PIPESTATUS[0]}; pyprocwatch --once --interval 0.1 | head -1; echo $a ${PIPESTATUS[0]}');
    expect(out.trimEnd().split('\n').at(-1)).toBe('0 0');
    expect(err.replaceAll(/^note: .*\n/gm, '')).toBe('');
    expect(code).toBe(0);
  });

  it('reads this machine by the portable source too', async () => {
    await using child = await sleeper();
    const { processes } = await json('--source', 'portable', '--filter', `pid = ${child.pid}`);
    expect(processes).toHaveLength(1);
    expect(processes[0]).toMatchObject({ pid: child.pid, parentPid: process.pid, name: 'sleep' });
    expect(processes[0]?.command).toContain(child.mark);
  });
});
