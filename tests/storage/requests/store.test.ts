import { describe, expect, test } from 'vitest';
import { RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';
import { RequestReader } from '../../../storage/requests/reader.ts';
import { type RequestTiers, RequestWriter } from '../../../storage/requests/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = 1_800_000_000_000 - (1_800_000_000_000 % HOUR);
const TIERS: RequestTiers = { minutesMilliseconds: 2 * HOUR, hoursMilliseconds: 100 * HOUR };
const NAME = { pid: process.pid, command: 'test', since: T0 };

function cellsOf(endpoint: number, count: number, duration = 20): RequestCells {
  const cells = new RequestCells();
  for (let index = 0; index < count; index += 1) cells.take({ ...blankRecord(), status: 200, duration, endpoint, region: 5, cohort: 2 }, { cpuSeconds: 0.003, low: 0.002, high: 0.004 });
  return cells;
}

const commit = (writer: RequestWriter, minute: number, cells: RequestCells, positions: Record<string, string> = {}): void =>
  writer.commit({ minutes: new Map([[minute, cells]]), audience: new Map([[minute, [{ region: 'DE', cohort: 'premium', sessions: 4 }]]]), positions: new Map(Object.entries(positions)) });

async function requestsIn(folder: string, from = 0, to = 1e15): Promise<number> {
  const reader = await RequestReader.open(folder);
  try {
    let sum = 0;
    for (const { cells } of reader.slices(from, to)) for (const { sums } of cells) sum += sums.requests;
    return sum;
  } finally {
    reader.close();
  }
}

describe('requests on disk', () => {
  test('what is committed is read beside the writer, with its names, audience and positions', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const id = writer.nameOf('endpoint', 'shop\tGET\t/users/*');
    expect(writer.nameOf('endpoint', 'shop\tGET\t/users/*')).toBe(id);
    commit(writer, T0, cellsOf(id, 10), { '/var/log/a': '{"at":7}' });
    commit(writer, T0, cellsOf(id, 5));
    expect(await requestsIn(folder)).toBe(15);
    const reader = await RequestReader.open(folder);
    expect(reader.names().get(id)).toBe('shop\tGET\t/users/*');
    expect([...reader.audience(0, 1e15)]).toEqual([{ minute: T0, rows: [{ region: 'DE', cohort: 'premium', sessions: 4 }] }]);
    expect(reader.span()).toEqual({ from: T0, to: T0 + MINUTE });
    reader.close();
    writer.close();
    const again = await RequestWriter.open(folder, NAME);
    expect([...again.positions()]).toEqual([['/var/log/a', '{"at":7}']]);
    expect(again.nameOf('endpoint', 'shop\tGET\t/users/*')).toBe(id);
    again.close();
  });

  test('bug: a minute in which it was started anew told only the sessions since then', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const audience = (...rows: readonly { region: string; cohort: string; sessions: number }[]): void => writer.commit({ minutes: new Map(), audience: new Map([[T0, rows]]), positions: new Map() });
    audience({ region: 'DE', cohort: 'premium', sessions: 9 }, { region: 'FR', cohort: '', sessions: 2 });
    audience({ region: 'DE', cohort: 'premium', sessions: 3 }, { region: 'US', cohort: '', sessions: 1 });
    writer.close();
    const reader = await RequestReader.open(folder);
    expect([...reader.audience(0, 1e15)][0]?.rows).toEqual([{ region: 'DE', cohort: 'premium', sessions: 9 }, { region: 'FR', cohort: '', sessions: 2 }, { region: 'US', cohort: '', sessions: 1 }]);
    reader.close();
  });

  test('only one process counts, and who comes second is told by whom', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    await expect(RequestWriter.open(folder, NAME)).rejects.toThrow(`requests are being counted by process ${process.pid} (test`);
    writer.close();
    (await RequestWriter.open(folder, NAME)).close();
  });

  test('minutes become one slice each, old ones hours, very old ones nothing; sums and percentiles stay', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const id = writer.nameOf('endpoint', 'shop\tGET\t/');
    for (let minute = 0; minute < 180; minute += 1) for (let part = 0; part < 3; part += 1) commit(writer, T0 + minute * MINUTE, cellsOf(id, 2, 10 + part * 10));
    const now = T0 + 181 * MINUTE;
    let steps = 0;
    while (writer.tend(now, TIERS)) steps += 1;
    expect(steps).toBeGreaterThan(150);
    const reader = await RequestReader.open(folder);
    const slices = [...reader.slices(0, 1e15)];
    reader.close();
    expect(slices.filter(({ length }) => length === HOUR).length).toBe(1);
    expect(new Set(slices.filter(({ start, length }) => length === MINUTE && start < now - 5 * MINUTE).map(({ start }) => start)).size).toBe(slices.filter(({ start, length }) => length === MINUTE && start < now - 5 * MINUTE).length);
    expect(await requestsIn(folder)).toBe(180 * 6);
    const [hour] = slices;
    expect(hour?.cells[0]?.latency.quantile(0.5)).toBeCloseTo(20, 0);
    expect(hour?.cells[0]?.sums.cpuSeconds).toBeCloseTo(60 * 6 * 0.003, 4);
    while (writer.tend(T0 + 500 * HOUR, TIERS));
    expect(await requestsIn(folder)).toBe(0);
    writer.close();
  });

  test('an endpoint that turned out to be a part of another is told as that one, also through two steps', async () => {
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, NAME);
    const [alice, star, wide] = ['/users/alice', '/users/*', '/**'].map((route) => writer.nameOf('endpoint', `shop\tGET\t${route}`));
    writer.alias('endpoint', 'shop\tGET\t/users/alice', 'shop\tGET\t/users/*');
    writer.alias('endpoint', 'shop\tGET\t/users/*', 'shop\tGET\t/**');
    writer.close();
    const reader = await RequestReader.open(folder);
    const names = reader.names();
    expect([alice, star, wide].map((id) => names.get(id ?? 0))).toEqual(Array.from({ length: 3 }, () => 'shop\tGET\t/**'));
    reader.close();
  });

  test('without anything there is one line with what to do', async () => {
    await expect(RequestReader.open(temporaryFolder())).rejects.toThrow('no requests were counted yet');
  });
});
