import { beforeEach, describe, expect, test } from 'vitest';
import { processKey, RecentHistory } from '../../src/engine/recent-history.ts';
import { host } from '../../src/model/kinds/host.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf, processes, type Row } from '../model/support.ts';

let history: RecentHistory;
let time = 0;

beforeEach(() => {
  history = new RecentHistory();
  time = 0;
});

function tick(cpuPercent: number, ...rows: Row[]): void {
  time += 1000;
  history.record(new Snapshot(time, 1, [frameOf(host, [{ name: 'box', cpuPercent }]), processes(...rows)], []));
}
const idle = (ticks: number): void => {
  for (let index = 0; index < ticks; index += 1) tick(0);
};
const hostCpu = () => history.series({ kind: 'host', field: 'cpuPercent', key: '' });
const of = (field: string, key = processKey(7, 100)) => history.series({ kind: 'process', field, key });

describe('the host', () => {
  test('is remembered in full, oldest first', () => {
    for (const value of [1, 2, 3]) tick(value);
    expect(hostCpu()).toEqual({ times: [1000, 2000, 3000], values: [1, 2, 3] });
  });

  test('is remembered for 600 ticks', () => {
    for (let value = 1; value <= 605; value += 1) tick(value);
    const { times, values } = hostCpu();
    expect([times.length, times[0], values[0], values.at(-1)]).toEqual([600, 6000, 6, 605]);
  });

  test('what is not known is a gap', () => {
    tick(1);
    history.record(new Snapshot(2000, 1, [], []));
    expect(hostCpu().values).toEqual([1, Number.NaN]);
    expect(history.series({ kind: 'host', field: 'nothing', key: '' }).values).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('a process', () => {
  const row = (cpuPercent: number, rssBytes: number): Row => ({ pid: 7, startTime: 100, cpuPercent, rssBytes, readBytesPerSecond: cpuPercent * 10 });

  test('is remembered from the first tick in which it did something; in the others it used nothing', () => {
    tick(0, row(0, 50));
    tick(0, row(5, 60));
    tick(0, row(0, 70));
    tick(0, row(9, 80));
    tick(0);
    expect(of('cpuPercent')).toEqual({ times: [2000, 3000, 4000, 5000], values: [5, 0, 9, 0] });
    expect(of('readBytesPerSecond').values).toEqual([50, 0, 90, 0]);
    expect(of('rssBytes').values).toEqual([60, 60, 80, 80]);
  });

  test('is another one with another start time', () => {
    tick(0, row(5, 60));
    expect(of('cpuPercent', processKey(7, 101))).toEqual({ times: [], values: [] });
    expect(processKey(7, 100.25)).toBe('7@100.25');
  });

  test('that never did anything has nothing, nor has a field that is not kept', () => {
    tick(0, row(0, 60), { pid: 8, startTime: 1 });
    expect(of('cpuPercent')).toEqual({ times: [], values: [] });
    tick(0, row(1, 60));
    expect(of('threads')).toEqual({ times: [], values: [] });
    expect(history.series({ kind: 'group', field: 'cpuPercent', key: 'nginx' })).toEqual({ times: [], values: [] });
  });

  test('is remembered for 120 ticks', () => {
    for (let value = 1; value <= 130; value += 1) tick(0, row(value, value));
    const { times, values } = of('cpuPercent');
    expect([times.length, times[0], values[0], values.at(-1)]).toEqual([120, 11_000, 11, 130]);
  });

  test('that did nothing for longer than that still has the memory it had', () => {
    tick(0, row(5, 60));
    for (let still = 0; still < 122; still += 1) tick(0, row(0, 60));
    expect(of('rssBytes').values.slice(0, 3)).toEqual([60, 60, 60]);
    expect(of('cpuPercent').values.every((value) => value === 0)).toBe(true);
  });

  test('that ended is forgotten in the end', () => {
    tick(0, row(5, 60));
    idle(400);
    expect(of('cpuPercent')).toEqual({ times: [], values: [] });
  });
});

test('of a storm of short jobs no more are kept than there is room for', () => {
  for (let round = 0; round < 4; round += 1) tick(0, ...Array.from({ length: 2000 }, (_, index) => ({ pid: round * 2000 + index, startTime: 1, cpuPercent: 1 })));
  const kept = Array.from({ length: 8000 }, (_, pid) => of('cpuPercent', processKey(pid, 1)).times.length).filter((length) => length > 0);
  expect(kept.length).toBeLessThanOrEqual(4096);
  expect(of('cpuPercent', processKey(7999, 1)).values).toEqual([1]);
});
