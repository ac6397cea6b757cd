import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hiddenNotice, LinuxSource } from '../../../../src/collectors/linux/linux-source.ts';
import { InspectError } from '../../../../src/model/errors.ts';
import type { Frame } from '../../../../src/model/frame.ts';
import { type Demand, NO_DEMAND } from '../../../../src/model/timeline.ts';
import { rowsOf } from '../../../model/support.ts';
import { recordedTree, rowOf, type Tree, withoutRights } from './support.ts';

let tree: Tree;
let source: LinuxSource;
let now = 0;

beforeEach(() => {
  tree = recordedTree();
  source = new LinuxSource({ roots: tree.roots, redact: [], oneShot: true });
});
afterEach(() => {
  source.close();
  tree[Symbol.dispose]();
});

function sample(demand: Demand = NO_DEMAND, of = source) {
  now += 1000;
  const { frames, notices } = of.sample({ monotonic: now, wall: now }, demand);
  const frame = (kind: string): Frame | undefined => frames.find((one) => one.kind.name === kind);
  return { frames, frame, notices: notices.map(({ source: name, message }) => `${name}: ${message}`) };
}

test('a recorded host: itself, its parts and its processes, without a notice', () => {
  const { frames, frame, notices } = sample();
  expect(notices).toEqual([]);
  expect(frames.map(({ kind }) => kind.name)).toEqual(expect.arrayContaining(['host', 'process', 'cpu', 'disk', 'interface', 'filesystem', 'sensor']));
  expect(rowsOf(frame('host'))[0]).toMatchObject({ processes: 7, threads: 28, running: 1, zombies: 1, cpuCount: 2, bootTime: 1_700_000_000 });
  expect(frame('process')?.count).toBe(7);
  const processes = frame('process');
  expect(processes === undefined ? undefined : rowOf(processes, 101)).toMatchObject({ startTime: 1_700_000_123.5, command: 'nginx: worker process' });
});

test('with a broken file its collector is named, its rows stay as stale, all others go on', () => {
  sample();
  rmSync(join(tree.roots.proc, 'stat'));
  const { frame, notices } = sample();
  expect(notices).toEqual([expect.stringMatching(/^stat: stat: ENOENT/)]);
  expect([frame('cpu')?.stale, frame('disk')?.stale, frame('process')?.stale]).toEqual([true, false, false]);
  expect(frame('process')?.count).toBe(7);
});

test('without any process file there is a notice, and the rest of the host', () => {
  rmSync(tree.roots.proc, { recursive: true });
  const { frame, notices } = sample();
  expect(notices).toEqual(expect.arrayContaining([expect.stringMatching(/^processes: processes: ENOENT/)]));
  expect([frame('process'), frame('host')?.count]).toEqual([undefined, 1]);
});

test('secrets are masked unless they are asked for', () => {
  const commandOf = (redact: readonly string[] | false): string => {
    const other = new LinuxSource({ roots: tree.roots, redact, oneShot: true });
    const processes = sample(NO_DEMAND, other).frame('process');
    other.close();
    return processes === undefined ? '' : String(rowOf(processes, 200)?.['command']);
  };
  expect(commandOf([])).toBe('/opt/odd/program --password ********');
  expect(commandOf(false)).toBe('/opt/odd/program --password hunter2');
});

describe('inspection', () => {
  test('is of the process that was meant, not of who has its pid now', () => {
    sample();
    const request = { kind: 'limit', pid: 101, startTime: 1_700_000_123.5, reveal: false };
    expect(() => source.inspect({ ...request, startTime: 1_700_000_123.49 })).toThrow(InspectError);
    expect(() => source.inspect({ ...request, pid: 9999 })).toThrow('process 9999 has ended');
    tree.add(101, 'other', ['other'], { start: 99_000 });
    sample();
    expect(() => source.inspect(request)).toThrow('process 101 has ended');
  });

  test('of what nothing shows says so', () => {
    sample();
    expect(() => source.inspect({ kind: 'thing', pid: 101, startTime: 1_700_000_123.5, reveal: false })).toThrow('nothing shows the thing of a process here');
  });
});

test('what may not be read is said once per group, for as long as it is asked for', () => {
  chmodSync(join(tree.roots.proc, '..'), 0o755);
  for (const file of ['101/io', '400/io', '101/smaps_rollup']) chmodSync(join(tree.roots.proc, file), 0);
  const demand: Demand = { everywhere: ['io'], visible: ['smaps', 'io'], pids: [101] };
  withoutRights(() => {
    for (let tick = 0; tick < 3; tick += 1) {
      expect(sample(demand).notices).toEqual([
        'io: disk I/O of 2 processes may not be read; run as root to see it', 'smaps: shared memory (PSS) of 1 process may not be read; run as root to see it',
      ]);
    }
    expect(sample(NO_DEMAND).notices).toEqual([]);
  });
});

describe('hidden processes', () => {
  const mounts = (options: string): string => `sysfs /sys sysfs rw 0 0\nproc /proc proc ${options} 0 0\n`;
  test.each([['rw,hidepid=2', '2'], ['rw,nosuid,hidepid=1,gid=5', '1'], ['rw,hidepid=invisible', 'invisible'], ['hidepid=ptraceable', 'ptraceable']])('with %s are told of', (options, level) => {
    expect(hiddenNotice(mounts(options), 1000)).toBe(`processes of other users are hidden (/proc is mounted with hidepid=${level}); run as root to see them`);
  });
  test.each([['rw', 1000], ['rw,hidepid=0', 1000], ['rw,hidepid=off', 1000], ['rw,hidepid=2', 0], ['rw,nothidepid=2', 1000]])('with %s for user %i there are none', (options, user) => {
    expect(hiddenNotice(mounts(options), user)).toBeUndefined();
  });
  test('other mounts do not count, nor does nonsense', () => {
    expect(hiddenNotice('proc /srv/chroot/proc proc rw,hidepid=2 0 0\n', 1000)).toBeUndefined();
    expect(hiddenNotice('', 1000)).toBeUndefined();
  });

  test('are told of in a notice that stays', () => {
    tree.put('self/mounts', mounts('rw,hidepid=2'));
    chmodSync(join(tree.roots.proc, '..'), 0o755);
    const other = withoutRights(() => new LinuxSource({ roots: tree.roots, redact: [], oneShot: true }));
    for (let tick = 0; tick < 2; tick += 1) expect(sample(NO_DEMAND, other).notices).toEqual([expect.stringMatching(/^processes: processes of other users are hidden/)]);
    other.close();
  });
});
