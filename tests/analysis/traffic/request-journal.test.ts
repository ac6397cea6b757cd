import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_SUMS, type RequestCell, RequestCells, type RequestCost } from '../../../src/analysis/traffic/request-cells.ts';
import { RequestJournal } from '../../../src/analysis/traffic/request-journal.ts';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';

const record = (over: Partial<RequestRecord> = {}): RequestRecord => ({ ...blankRecord(), status: 200, duration: 20, endpoint: 1, ...over });
const told = (cells: Iterable<RequestCell>) => Array.from(cells, ({ key, sums, latency }) => ({ key, sums: CELL_SUMS.map((name) => [name, Math.round(sums[name] * 1e9)]), buckets: latency.buckets() }))
  .sort((one, other) => JSON.stringify(one.key).localeCompare(JSON.stringify(other.key)));

const requests = fc.array(fc.record({
  request: fc.record({
    endpoint: fc.integer({ min: 0, max: 5 }), region: fc.integer({ min: -1, max: 3 }), cohort: fc.integer({ min: -1, max: 2 }), status: fc.constantFrom(0, 200, 404, 499, 503),
    duration: fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constant(Number.NaN)), upstream: fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constant(Number.NaN)),
    sentBytes: fc.nat(), receivedBytes: fc.nat(), cache: fc.integer({ min: 0, max: 3 }), connection: fc.boolean(),
  }),
  cost: fc.option(fc.record({ cpuSeconds: fc.double({ min: 0, max: 1, noNaN: true }), low: fc.double({ min: 0, max: 1, noNaN: true }), high: fc.double({ min: 0, max: 1, noNaN: true }) }), { nil: undefined }),
}), { maxLength: 80 });

function both(all: readonly { request: Partial<RequestRecord>; cost: RequestCost | undefined }[], each: (journal: RequestJournal, cells: RequestCells, index: number) => void): void {
  const [journal, cells] = [new RequestJournal(), new RequestCells()];
  all.forEach(({ request, cost }, index) => {
    journal.take(record(request), cost);
    cells.take(record(request), cost);
    each(journal, cells, index);
  });
  expect(told(journal.values())).toEqual(told(cells.values()));
}

describe('a journal of requests', () => {
  test('becomes the cells that its requests add up to', () => {
    fc.assert(fc.property(requests, (all) => both(all, () => undefined)));
  });

  test('is the same when some were added up before, and when endpoints turn out to be parts of others', () => {
    fc.assert(fc.property(requests, fc.nat(40), fc.nat(40), (all, folded, moved) => both(all, (journal, cells, index) => {
      if (index === folded) journal.fold();
      if (index !== moved) return;
      journal.move(1, 2);
      cells.move(1, 2);
    })));
  });

  test('asked twice it tells the same, and what comes in between', () => {
    const journal = new RequestJournal();
    journal.take(record(), undefined);
    expect(told(journal.values())).toEqual(told(journal.values()));
    journal.take(record({ endpoint: 2 }), undefined);
    expect([...journal.values()].map(({ key }) => key.endpoint)).toEqual([1, 2]);
  });

  test('knows which numbers are in it', () => {
    const journal = new RequestJournal();
    journal.take(record({ endpoint: 3, region: 7, cohort: -1 }), undefined);
    journal.fold();
    journal.take(record({ endpoint: 4, region: 7, cohort: 9 }), undefined);
    expect(journal.numbersOf('endpoint')).toEqual(new Set([3, 4]));
    expect(journal.numbersOf('region')).toEqual(new Set([7]));
    expect(journal.numbersOf('cohort')).toEqual(new Set([-1, 9]));
  });

  test('a million requests of few endpoints take no more room than some thousands', () => {
    const journal = new RequestJournal();
    for (let index = 0; index < 1_000_000; index += 1) journal.take(record({ endpoint: index % 3 }), undefined);
    expect(journal.size).toBeLessThan(20_000);
    expect(Array.from(journal.values(), ({ sums }) => sums.requests)).toEqual([333_334, 333_333, 333_333]);
  });
});
