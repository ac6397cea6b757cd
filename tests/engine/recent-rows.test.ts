import { describe, expect, test } from 'vitest';
import { derive } from '../../src/engine/derive.ts';
import { RecentRows } from '../../src/engine/recent-rows.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { host } from '../../src/model/kinds/host.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf } from '../model/support.ts';

const T0 = 1_800_000_000_000;
const snapshot = (tick: number, routes: readonly number[], stale = false): Snapshot => {
  const frame = frameOf(endpoint, routes.map((route) => ({ site: 'shop', method: 'GET', route: `/${route}`, requestsPerSecond: tick, p95Seconds: route })));
  return new Snapshot(T0 + tick * 1000, 1, [frameOf(host, [{ name: 'here' }]), stale ? frame.asStale() : frame], [], derive);
};
const seriesOf = (rows: RecentRows, route: number, field = 'requestsPerSecond') => rows.series({ kind: 'endpoint', field, key: `shop@GET@/${route}` });

describe('the last minutes of rows', () => {
  test('what each tick told of a row, the last five minutes', () => {
    const rows = new RecentRows();
    for (let tick = 0; tick < 400; tick += 1) rows.record(snapshot(tick, [1, 2]));
    const series = seriesOf(rows, 2);
    expect(series?.values).toEqual(Array.from({ length: 300 }, (_, index) => 100 + index));
    expect(series?.times[0]).toBe(T0 + 100_000);
    expect(seriesOf(rows, 2, 'p95Seconds')?.values.at(-1)).toBe(2);
  });

  test('of what is not remembered there are no points; of other kinds nothing is said', () => {
    const rows = new RecentRows();
    rows.record(snapshot(1, [1]));
    expect(seriesOf(rows, 9)).toEqual({ times: [], values: [] });
    expect(seriesOf(rows, 1, 'sentBytesPerSecond')).toEqual({ times: [], values: [] });
    expect(rows.series({ kind: 'process', field: 'cpuPercent', key: '1' })).toBeUndefined();
  });

  test('rows of an earlier tick are no new points', () => {
    const rows = new RecentRows();
    rows.record(snapshot(1, [1]));
    rows.record(snapshot(2, [1], true));
    expect(seriesOf(rows, 1)?.values).toEqual([1]);
  });

  test('bug: of more rows than there is room for, each tick made and threw away those beyond it', () => {
    const rows = new RecentRows();
    const routes = Array.from({ length: 2000 }, (_, index) => index);
    for (let tick = 0; tick < 5; tick += 1) rows.record(snapshot(tick, routes));
    const kept = routes.filter((route) => seriesOf(rows, route)?.values.length === 5);
    expect(kept).toHaveLength(600);
    expect(routes.filter((route) => (seriesOf(rows, route)?.values.length ?? 0) > 0)).toHaveLength(600);
  });

  test('what is gone for a minute makes room', () => {
    const rows = new RecentRows();
    rows.record(snapshot(0, Array.from({ length: 600 }, (_, index) => index)));
    rows.record(snapshot(30, [5000]));
    expect(seriesOf(rows, 5000)?.values).toEqual([]);
    rows.record(snapshot(90, [5000]));
    expect(seriesOf(rows, 5000)?.values).toEqual([90]);
  });
});
