import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { SnapshotSource } from '../../../src/alerts/live/snapshot-source.ts';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import { cgroup } from '../../../src/model/kinds/cgroup.ts';
import { host } from '../../../src/model/kinds/host.ts';
import type { Row } from '../../model/support.ts';
import { DAY, HOUR, MINUTE, valuesOf } from '../support.ts';
import { BEGIN, framesOf, snapshotOf, snapshotWith } from './snapshots.ts';

const STEP = 5000;

/** A stream of snapshots, one each five seconds; `at` gives what is there. */
class Stream {
  readonly source: SnapshotSource;
  time = BEGIN - STEP;
  readonly #expression: string;

  constructor(expression: string, ...more: readonly string[]) {
    this.#expression = expression;
    this.source = new SnapshotSource([expression, ...more].map((each) => parseExpression(each)), STEP);
  }

  observe(processes: readonly Row[], count = 1): this {
    for (let index = 0; index < count; index += 1) {
      this.time += STEP;
      this.source.observe(snapshotWith(this.time, processes.map((row) => ({ startTime: 5, name: 'x', ...row }))));
    }
    return this;
  }

  values(time = this.time): Record<string, number> {
    return Object.fromEntries(Object.entries(valuesOf(this.#expression, this.source, time)).map(([labels, value]) => [/pid="(\d+)"/.exec(labels)?.[1] ?? 'all', value]));
  }
}

describe('what was', () => {
  test('over a time, of processes that come and go', () => {
    const it = new Stream('avg_over_time(process.cpu[20s])').observe([{ pid: 1, cpuPercent: 10 }], 4).observe([{ pid: 1, cpuPercent: 20 }, { pid: 2, cpuPercent: 80 }]);
    expect(it.values()).toEqual({ 1: 12, 2: 80 });
    it.observe([{ pid: 2, cpuPercent: 40 }]);
    expect(it.values()).toEqual({ 1: 12.5, 2: 60 });
    it.observe([], 3);
    expect(it.values()).toEqual({ 1: 20, 2: 60 });
    it.observe([], 2);
    expect(it.values()).toEqual({});
  });

  test('some time ago', () => {
    const it = new Stream('process.cpu offset 10s').observe([{ pid: 1, cpuPercent: 10 }]).observe([{ pid: 1, cpuPercent: 20 }]).observe([{ pid: 1, cpuPercent: 30 }]);
    expect(it.values()).toEqual({ 1: 10 });
    it.observe([{ pid: 1, cpuPercent: 40 }]);
    expect(it.values()).toEqual({ 1: 20 });
    // What is gone now was there then.
    expect(it.observe([]).values()).toEqual({ 1: 30 });
  });

  test('by a subquery', () => {
    const it = new Stream('count_over_time((process.cpu > 50)[30s:5s])').observe([{ pid: 1, cpuPercent: 10 }]).observe([{ pid: 1, cpuPercent: 90 }], 3).observe([{ pid: 1, cpuPercent: 20 }]);
    expect(it.values()).toEqual({ 1: 3 });
  });

  test('what is asked for now is what is there now, not what was a moment ago', () => {
    const it = new Stream('process.cpu', 'process.cpu[1m]').observe([{ pid: 1, cpuPercent: 10 }]).observe([{ pid: 2, cpuPercent: 5 }]);
    expect(it.values()).toEqual({ 2: 5 });
  });

  test('how far back rules look', () => {
    const reach = (expression: string): number => SnapshotSource.reachOf([parseExpression(expression)]);
    expect(reach('process.cpu > 5')).toBe(0);
    expect(reach('rate(process.cpu[5m] offset 1h) > 5 and process.rss offset 2h')).toBe(2 * HOUR);
    expect(reach('max_over_time(rate(process.cpu[5m])[1h:1m] offset 10m)')).toBe(75 * MINUTE);
    // What detectors found is of now.
    expect(reach('anomaly(process.cpu[7d]) > 80')).toBe(0);
    expect(reach('process.cpu offset -5m')).toBe(0);
  });
});

describe('long ranges are thinned', () => {
  const feed = (expression: string, length: number, step: number): SnapshotSource => {
    const source = new SnapshotSource([parseExpression(expression)], step);
    for (let time = 0; time <= length; time += step) source.observe(snapshotOf(BEGIN + time, framesOf([host, [{ name: 'here', load1: time / MINUTE }]])));
    return source;
  };

  test('to some hundred points, evenly, the last of them included', () => {
    const source = feed('max_over_time(host.load1[2d])', 2 * DAY, MINUTE);
    const end = BEGIN + 2 * DAY;
    expect(valuesOf('max_over_time(host.load1[2d])', source, end)).toEqual({ '{name="here"}': 2880 });
    const count = Number(Object.values(valuesOf('count_over_time(host.load1[2d])', source, end))[0]);
    expect(count).toBeGreaterThan(600);
    expect(count).toBeLessThan(800);
  });

  test('and still have something to say of any time back', () => {
    const source = feed('host.load1 offset 1d', DAY + 10 * MINUTE, 20_000);
    for (let minute = 1; minute <= 10; minute += 0.5) {
      const value = valuesOf('host.load1 offset 1d', source, BEGIN + DAY + minute * MINUTE)['{name="here"}'] ?? Number.NaN;
      expect(value).toBeGreaterThan(minute - 2.1);
      expect(value).toBeLessThanOrEqual(minute);
    }
  });

  test('a change that just happened is seen at once', () => {
    const source = new SnapshotSource([parseExpression('increase(cgroup.outOfMemoryKills[1d])')], STEP);
    const at = (time: number, kills: number): void => source.observe(snapshotOf(BEGIN + time, framesOf([cgroup, [{ path: '/a', name: 'a', outOfMemoryKills: kills }]])));
    for (let time = 0; time <= HOUR; time += STEP) at(time, 0);
    at(HOUR + STEP, 1);
    expect(Object.values(valuesOf('increase(cgroup.outOfMemoryKills[1d])', source, BEGIN + HOUR + STEP))[0]).toBeGreaterThan(0);
  });
});

describe('a clock that is set', () => {
  test('back: what is to come counts, and nothing of what has no place before it', () => {
    const it = new Stream('count_over_time(process.cpu[1m])').observe([{ pid: 1, cpuPercent: 1 }], 10);
    it.time -= HOUR;
    expect(it.observe([{ pid: 1, cpuPercent: 1 }]).values()).toEqual({ 1: 1 });
    expect(it.observe([{ pid: 1, cpuPercent: 1 }], 2).values()).toEqual({ 1: 3 });
  });

  test('as told: what was goes with it', () => {
    for (const jump of [2 * HOUR, -HOUR, -7000]) {
      const it = new Stream('count_over_time(process.cpu[1m])').observe([{ pid: 1, cpuPercent: 1 }], 6);
      it.source.shift(jump);
      it.time += jump;
      expect(it.observe([{ pid: 1, cpuPercent: 1 }]).values()).toEqual({ 1: 7 });
    }
  });
});

describe('series that rules record', () => {
  const sample = (value: number, name = 'a') => ({ labels: LabelSet.of([['name', name]]), value });

  test('are there by their name and labels, now and over a time', () => {
    const it = new Stream('job:cpu > 5', 'max_over_time(job:cpu[1m])', 'count_over_time(job:cpu[1m])', 'increase(job:cpu[1m])');
    for (const value of [1, 9, 3]) {
      it.observe([]);
      it.source.record('job:cpu', [sample(value), sample(100, 'b')], it.time);
    }
    const of = (expression: string) => valuesOf(expression, it.source, it.time);
    expect(of('job:cpu{name="a"}')).toEqual({ 'job:cpu{name="a"}': 3 });
    expect(of('{__name__="job:cpu",name!="a"}')).toEqual({ 'job:cpu{name="b"}': 100 });
    expect(of('max_over_time(job:cpu[1m])')).toEqual({ '{name="a"}': 9, '{name="b"}': 100 });
    expect(of('count_over_time(job:cpu[1m])')).toEqual({ '{name="a"}': 3, '{name="b"}': 3 });
    expect(of('job:cpu > 5')).toEqual({ 'job:cpu{name="b"}': 100 });
  });

  test('before the snapshot, by the program itself, count with it', () => {
    const it = new Stream('increase(self_total[1m])');
    for (const value of [0, 0, 2]) {
      it.source.record('self_total', [sample(value)]);
      it.observe([]);
    }
    expect(valuesOf('increase(self_total[1m])', it.source, it.time)).toEqual({ '{name="a"}': 2 });
    it.source.record('self_total', []);
    expect(valuesOf('self_total', it.observe([]).source, it.time)).toEqual({});
  });
});
