import { describe, expect, test } from 'vitest';
import { GeneratedHost, loadAt, RECORDED, TEN } from '../../bench/store/generate.ts';
import { peerSeries } from '../../bench/store/peer-data.ts';

const PLAN = { seed: 4, processes: 200, intervalSeconds: 60, from: Date.UTC(2026, 0, 6, 9), metrics: TEN };

function ticks(plan: typeof PLAN, count: number) {
  const host = new GeneratedHost(plan);
  return Array.from({ length: count }, () => host.next());
}

describe('a generated host', () => {
  test('is the same for the same seed, and another for another', () => {
    const plain = (seed: number): unknown => ticks({ ...PLAN, seed }, 30).map(({ time, frame }) => [time, [...frame.parts().numbers], frame.parts().texts]);
    expect(plain(4)).toEqual(plain(4));
    expect(plain(5)).not.toEqual(plain(4));
  });

  test('is mostly idle, less so the longer a tick is', () => {
    const unchanged = (intervalSeconds: number): number => {
      const all = ticks({ ...PLAN, intervalSeconds }, 200);
      let [same, rows] = [0, 0];
      all.forEach(({ frame }, index) => {
        const before = all[index - 1]?.frame;
        for (let row = 0; row < frame.count; row += 1) {
          if (before === undefined || before.number('pid', row) !== frame.number('pid', row)) continue;
          rows += 1;
          if (TEN.every((name) => before.number(name, row) === frame.number(name, row))) same += 1;
        }
      });
      return same / rows;
    };
    const [second, minute] = [unchanged(1), unchanged(60)];
    expect(second).toBeGreaterThan(0.6);
    expect(second).toBeLessThan(0.85);
    expect(minute).toBeGreaterThan(0.4);
    expect(minute).toBeLessThan(second);
  });

  test('has births and deaths, and counters that never fall', () => {
    const all = ticks(PLAN, 300);
    const pids = new Set(all.flatMap(({ frame }) => [...frame.column('pid')]));
    expect(pids.size).toBeGreaterThan(PLAN.processes);
    const used = new Map<number, number>();
    for (const { frame } of all) {
      expect(new Set(frame.column('pid')).size).toBe(PLAN.processes);
      frame.column('pid').forEach((pid, row) => {
        const seconds = frame.number('cpuSeconds', row);
        expect(seconds).toBeGreaterThanOrEqual(used.get(pid) ?? 0);
        used.set(pid, seconds);
      });
    }
  });

  test('knows the metrics that are asked for, and no others', () => {
    const [tick] = ticks(PLAN, 1);
    for (const name of TEN) expect(tick?.frame.number(name, 0)).not.toBeNaN();
    for (const name of RECORDED.slice(TEN.length)) expect(tick?.frame.number(name, 0)).toBeNaN();
  });

  test('is busier by day than by night and at weekends', () => {
    const [day, night, sunday] = [Date.UTC(2026, 0, 6, 13), Date.UTC(2026, 0, 6, 3), Date.UTC(2026, 0, 4, 13)].map(loadAt);
    expect(day).toBeGreaterThan(sunday ?? Infinity);
    expect(sunday).toBeGreaterThan(night ?? Infinity);
  });
});

test('peers are given what the store is given', () => {
  const series = peerSeries({ ...PLAN, processes: 20 }, 1 / 24);
  expect(series.reduce((sum, { times }) => sum + times.length, 0)).toBe(60 * 20 * TEN.length);
  expect(new Set(series.map(({ metric }) => metric)).size).toBe(TEN.length);
});
