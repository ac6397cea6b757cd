import { afterEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { DEMANDS } from '../../src/model/fields.ts';
import { snapshotToJson } from '../../src/model/json.ts';
import { group } from '../../src/model/kinds/group.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { everything, ProcessMonitor } from '../../src/monitors/process-monitor.ts';
import { recordedTree } from '../collectors/linux/processes/support.ts';
import { agreement, DUMP } from './agreement.ts';
import { readAll, startsByPs, Watch } from './readings.ts';
import { settle, startHerd } from './herd.ts';

const rowOf = (snapshot: Snapshot, pid: number): number => {
  const frame = snapshot.frame(processKind);
  return frame?.find((row) => frame.number('pid', row) === pid) ?? -1;
};

test('everything asks for all dearer facts, or those given, of every process', () => {
  expect(everything()).toEqual({ everywhere: [...DEMANDS], visible: [], pids: [] });
  expect(everything(['io'])).toEqual({ everywhere: ['io'], visible: [], pids: [] });
});

describe('a recorded host', () => {
  test('is sampled where its files are', async () => {
    using tree = recordedTree();
    const snapshot = await new ProcessMonitor({ source: 'linux', roots: tree.roots, intervalSeconds: 0.02 }).sampleOnce(everything());
    const frame = snapshot.frame(processKind);
    expect(frame?.count).toBe(7);
    expect(frame?.number('cpuPercent', rowOf(snapshot, 101))).toBe(0);
    expect(frame?.number('pssBytes', rowOf(snapshot, 101))).toBe(204_800);
    expect(frame?.text('command', rowOf(snapshot, 200))).toBe('/opt/odd/program --password ********');
    expect(snapshot.intervalSeconds).toBeGreaterThanOrEqual(0.015);
    expect(snapshot.frame(group)?.count).toBe(6);
  });

  test('without masking shows what is there', async () => {
    using tree = recordedTree();
    const snapshot = await new ProcessMonitor({ source: 'linux', roots: tree.roots, intervalSeconds: 0.01, redact: false }).sampleOnce();
    expect(snapshot.frame(processKind)?.text('command', rowOf(snapshot, 200))).toBe('/opt/odd/program --password hunter2');
  });

  test('with words of one\'s own masks those, too', async () => {
    using tree = recordedTree();
    tree.put('400/cmdline', 'node\0--pin=1234\0');
    const snapshot = await new ProcessMonitor({ source: 'linux', roots: tree.roots, intervalSeconds: 0.01, redact: ['pin'] }).sampleOnce();
    expect(snapshot.frame(processKind)?.text('command', rowOf(snapshot, 400))).toBe('node --pin=********');
  });

  test.runIf(process.platform !== 'linux')('without /proc there is an error that can be mended', async () => {
    await expect(new ProcessMonitor({ source: 'linux' }).sampleOnce()).rejects.toThrow(UserError);
  });
});

describe.runIf(process.platform === 'linux')('this host', () => {
  let timeline: Timeline | undefined;
  afterEach(async () => {
    await timeline?.close();
  });

  test('is watched live until the timeline is closed', async () => {
    timeline = new ProcessMonitor({ intervalSeconds: 0.1 }).start();
    const live = timeline;
    const snapshot = await new Promise<Snapshot>((resolve) => {
      live.subscribe((one) => {
        if (Number.isFinite(one.intervalSeconds)) resolve(one);
      });
    });
    expect(rowOf(snapshot, process.pid)).toBeGreaterThanOrEqual(0);
    expect(snapshot.frame(host)?.number('processes', 0)).toBeGreaterThan(0);
  });

  test('agrees with /proc and ps, and one that uses all of a core reads as 100 %', async () => {
    await using herd = await startHerd(60);
    await settle();
    using watch = new Watch(herd.busy);
    await settle();
    const before = readAll();
    const snapshot = await new ProcessMonitor({ source: 'linux', intervalSeconds: 2 }).sampleOnce(everything(['io']));
    const after = readAll();
    await settle();
    const frame = snapshot.frame(processKind);
    const rows = Array.from({ length: frame?.count ?? 0 }, (_, row) => row);
    const dump = DUMP.parse(snapshotToJson(snapshot, frame, rows));
    const result = agreement(dump, { before, after, starts: startsByPs(), watch, watched: herd.busy });
    expect(result.wrong).toEqual([]);
    expect(result.quiet).toBeGreaterThanOrEqual(60);
    expect(dump.processes.filter(({ pid, state }) => state === 'T' && herd.pids.includes(pid))).toHaveLength(3);
    expect(dump.processes.filter(({ parentPid, state }) => state === 'Z' && herd.pids.includes(parentPid))).toHaveLength(6);

    const [burner = 0] = herd.busy;
    const to = Date.parse(dump.time);
    const truth = watch.percent(burner, to - dump.intervalSeconds * 1000, to);
    const shown = frame?.number('cpuPercent', rowOf(snapshot, burner)) ?? Number.NaN;
    // Others may take the CPU away; when it had all of a core, it must say so.
    if (truth >= 99) expect(Math.abs(shown - 100)).toBeLessThanOrEqual(2);
  }, 60_000);
});
