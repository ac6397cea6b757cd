import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_SUMS, type CellKey, RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord, CACHE, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';

const record = (over: Partial<RequestRecord> = {}): RequestRecord => ({ ...blankRecord(), status: 200, duration: 20, endpoint: 1, ...over });
const keys = (cells: RequestCells): readonly CellKey[] => [...cells.values()].map(({ key }) => key);

describe('cells of requests', () => {
  test('add up what each request was', () => {
    const cells = new RequestCells();
    cells.take(record({ sentBytes: 100, receivedBytes: 7, upstream: 15, cache: CACHE.hit }), { cpuSeconds: 0.002, low: 0.001, high: 0.003 });
    cells.take(record({ status: 503, cache: CACHE.miss }), undefined);
    cells.take(record({ status: 404 }), undefined);
    cells.take(record({ connection: true, duration: 60_000, upstream: 60_000 }), undefined);
    const [cell] = [...cells.values()];
    expect(cell?.sums).toEqual({
      requests: 4, failures: 1, refusals: 1, sentBytes: 100, receivedBytes: 7, durationSeconds: 0.06, upstreamSeconds: 0.015, cpuSeconds: 0.002, cpuLowSeconds: 0.001, cpuHighSeconds: 0.003, cpuKnown: 1,
      connections: 1, connectionSeconds: 60, cached: 2, hits: 1,
    });
    expect(cell?.latency.count).toBe(3);
    expect(cell?.latency.quantile(0.5)).toBeCloseTo(20, 0);
  });

  test('bug: the hours of a WebSocket behind the gateway were a part of the seconds of requests', () => {
    const cells = new RequestCells();
    cells.take(record({ connection: true, duration: 3_600_000, upstream: 3_600_000 }), undefined);
    cells.take(record({ duration: Number.NaN, upstream: 50 }), undefined);
    expect([...cells.values()][0]?.sums.upstreamSeconds).toBe(0);
  });

  test.each([
    ['cohorts', { endpoint: 1, region: 2, cohort: 3 }, { endpoint: 1, region: 2, cohort: 259 }],
    ['no cohort and the 256th', { endpoint: 1, region: 2, cohort: -1 }, { endpoint: 1, region: 2, cohort: 255 }],
    ['countries', { endpoint: 1, region: 10, cohort: 3 }, { endpoint: 1, region: 4106, cohort: 3 }],
    ['no country and the 4096th', { endpoint: 1, region: -1, cohort: 0 }, { endpoint: 1, region: 4095, cohort: 0 }],
  ])('bug: %s whose names have numbers of the same low bits were one', (_what, one, other) => {
    const cells = new RequestCells();
    cells.cell(one).sums.requests += 1;
    cells.cell(other).sums.requests += 2;
    expect(cells.size).toBe(2);
    expect(keys(cells)).toEqual([one, other]);
  });

  test('what is of one endpoint is of another after it moved, and nothing is lost', () => {
    fc.assert(fc.property(fc.array(fc.record({ endpoint: fc.integer({ min: -1, max: 5 }), region: fc.integer({ min: -1, max: 6000 }), cohort: fc.integer({ min: -1, max: 300 }) }), { maxLength: 60 }), fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 5 }), (all, from, to) => {
      const cells = new RequestCells();
      for (const key of all) cells.take(record(key), { cpuSeconds: 1, low: 0, high: 2 });
      cells.move(from, to);
      const list = [...cells.values()];
      expect(list).toHaveLength(cells.size);
      expect(list.reduce((sum, { sums }) => sum + sums.requests, 0)).toBe(all.length);
      expect(new Set(keys(cells).map((key) => JSON.stringify(key))).size).toBe(cells.size);
      if (from !== to) expect(keys(cells).some(({ endpoint }) => endpoint === from)).toBe(false);
      const again = new RequestCells();
      again.merge(cells.values());
      for (const name of CELL_SUMS) expect([...again.values()].reduce((sum, { sums }) => sum + sums[name], 0)).toBe(list.reduce((sum, { sums }) => sum + sums[name], 0));
    }));
  });

  test('cleared it has none', () => {
    const cells = new RequestCells();
    cells.take(record(), undefined);
    cells.clear();
    expect([cells.size, [...cells.values()]]).toEqual([0, []]);
  });
});
