import { describe, expect, test } from 'vitest';
import { RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';
import { RequestReader } from '../../../storage/requests/reader.ts';
import type { StoredCosts } from '../../../storage/requests/valuation.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = 1_800_000_000_000 - (1_800_000_000_000 % HOUR);
const TIERS = { minutesMilliseconds: 2 * HOUR, hoursMilliseconds: 100 * HOUR };
const NAME = { pid: process.pid, command: 'test', since: T0 };

/** Requests of an endpoint: `open` of which nobody knows by itself what they cost, and `own` that cost 0.5 s. */
function cellsOf(endpoint: number, open: number, own = 0, region = 5): RequestCells {
  const cells = new RequestCells();
  for (let index = 0; index < open + own; index += 1) cells.take({ ...blankRecord(), status: 200, duration: 20, endpoint, region, cohort: 2 }, index < open ? undefined : { cpuSeconds: 0.5, low: 0.5, high: 0.5 });
  return cells;
}

const costs = (endpoint: number, cpuSeconds: number, at: number): StoredCosts => new Map([[endpoint, { at, cpuSeconds, low: cpuSeconds / 2, high: cpuSeconds * 2 }]]);
const commit = (writer: RequestWriter, minute: number, cells: RequestCells, known?: StoredCosts): void => writer.commit({ minutes: new Map([[minute, cells]]), audience: new Map(), positions: new Map(), ...(known === undefined ? {} : { costs: known }) });

async function cpuOf(folder: string): Promise<{ readonly cpu: number; readonly known: number; readonly low: number; readonly high: number }[]> {
  const reader = await RequestReader.open(folder);
  try {
    return [...reader.slices(0, 1e15)].map(({ cells }) => {
      const sum = (name: 'cpuSeconds' | 'cpuKnown' | 'cpuLowSeconds' | 'cpuHighSeconds'): number => cells.reduce((total, { sums }) => total + sums[name], 0);
      return { cpu: sum('cpuSeconds'), known: sum('cpuKnown'), low: sum('cpuLowSeconds'), high: sum('cpuHighSeconds') };
    });
  } finally {
    reader.close();
  }
}

describe('what requests cost that were stored before it was known', () => {
  test('follows from what is known when they are read, and is settled when their minute is made one slice', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const id = writer.nameOf('endpoint', 'shop\tGET\t/');
    commit(writer, T0, cellsOf(id, 8, 2));
    expect(await cpuOf(folder)).toMatchObject([{ known: 2 }]);
    commit(writer, T0, cellsOf(id, 2), costs(id, 0.1, T0 + 10_000));
    expect((await cpuOf(folder)).reduce((sum, { cpu }) => sum + cpu, 0)).toBeCloseTo(2 * 0.5 + 10 * 0.1, 5);
    // By what was learned in the next two minutes.
    commit(writer, T0 + 2 * MINUTE, cellsOf(id, 1), costs(id, 0.2, T0 + 2 * MINUTE));
    while (writer.tend(T0 + 3.1 * MINUTE, TIERS));
    commit(writer, T0 + 3 * MINUTE, cellsOf(id, 1), costs(id, 9, T0 + 3 * MINUTE));
    const [settled] = await cpuOf(folder);
    expect(settled?.known).toBe(12);
    expect(settled?.cpu).toBeCloseTo(2 * 0.5 + 10 * 0.2, 5);
    expect(settled?.low).toBeCloseTo(2 * 0.5 + 10 * 0.1, 5);
    expect(settled?.high).toBeCloseTo(2 * 0.5 + 10 * 0.4, 5);
    writer.close();
  });

  test('is not told by what was known long before or long after, and of a route that became a part of another by what that costs', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const [alice, star] = ['/users/alice', '/users/*'].map((route) => writer.nameOf('endpoint', `shop\tGET\t${route}`));
    commit(writer, T0, cellsOf(alice ?? 0, 4), costs(alice ?? 0, 7, T0 - 6 * MINUTE));
    expect(await cpuOf(folder)).toMatchObject([{ cpu: 0, known: 0 }]);
    commit(writer, T0, new RequestCells(), costs(alice ?? 0, 7, T0 + 2 * HOUR));
    expect(await cpuOf(folder)).toMatchObject([{ cpu: 0, known: 0 }]);
    writer.alias('endpoint', 'shop\tGET\t/users/alice', 'shop\tGET\t/users/*');
    commit(writer, T0, new RequestCells(), costs(star ?? 0, 0.25, T0 + MINUTE));
    expect(await cpuOf(folder)).toMatchObject([{ cpu: 1, known: 4 }]);
    writer.close();
  });

  test('sums by endpoint, country and cohort are kept beside the cells, and come to the same', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const ids = Array.from({ length: 5 }, (_, index) => writer.nameOf('endpoint', `shop\tGET\t/${index}`));
    for (let minute = 0; minute < 3; minute += 1) for (const [place, id] of ids.entries()) for (let region = 0; region < 7; region += 1) commit(writer, T0 + minute * MINUTE, cellsOf(id, 1 + place, 1, region), costs(id, 0.1, T0 + minute * MINUTE));
    // The last minute is still open: it has no such sums yet.
    while (writer.tend(T0 + 4.5 * MINUTE, TIERS));
    const reader = await RequestReader.open(folder);
    const of = (grain: 'endpoint' | 'region' | 'cohort'): readonly (readonly [number, number])[] => {
      const counts = new Map<number, number>();
      for (const { cells } of reader.slices(0, 1e15, grain)) for (const { key, sums } of cells) counts.set(key[grain], (counts.get(key[grain]) ?? 0) + sums.requests + sums.cpuSeconds);
      return [...counts].map(([key, value]) => [key, Math.round(value * 1000) / 1000] as const).sort(([one], [other]) => one - other);
    };
    expect(of('endpoint')).toEqual(ids.map((id, place) => [id, Math.round(3 * 7 * (place + 2 + 0.5 + (place + 1) * 0.1) * 1000) / 1000]));
    const each = ids.reduce((sum, _, place) => sum + 3 * (place + 2 + 0.5 + (place + 1) * 0.1), 0);
    expect(of('region')).toEqual(Array.from({ length: 7 }, (_, region) => [region, Math.round(each * 1000) / 1000]));
    expect(of('cohort')).toEqual([[2, Math.round(7 * each * 1000) / 1000]]);
    const [first] = [...reader.slices(0, 1e15, 'endpoint')];
    expect(first?.cells.length).toBe(5);
    reader.close();
    writer.close();
  });
});
