import { describe, expect, test } from 'vitest';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import { SessionTable } from '../../../src/analysis/traffic/session-table.ts';

const T0 = 1_800_000_000_000;
const record = (over: Partial<RequestRecord> = {}): RequestRecord => ({ ...blankRecord(), endedAt: T0, duration: 20, status: 200, endpoint: 1, sentBytes: 10, ...over });

describe('active sessions', () => {
  test('adds up what each came to', () => {
    const table = new SessionTable();
    for (let index = 0; index < 5; index += 1) table.take(record({ session: 3, cohort: 2, region: 7, status: index === 0 ? 502 : 200 }), T0 + index * 1000, 0.004);
    table.take(record({ session: 3, connection: true, duration: 60_000, cohort: 2, region: 7 }), T0 + 5000, Number.NaN);
    expect(table.row(3)).toMatchObject({ first: T0, last: T0 + 5000, requests: 6, failures: 1, sentBytes: 60, cohort: 2, region: 7, connectionSeconds: 60 });
    expect(table.row(3).cpuSeconds).toBeCloseTo(0.02, 12);
    expect(table.row(3).responseSeconds).toBeCloseTo(0.1, 12);
  });

  test('the dearest of ten thousand are those that a sort of all would give', () => {
    const table = new SessionTable();
    const cost = (session: number): number => ((session * 7919) % 10_007) / 1e5;
    for (let session = 0; session < 10_000; session += 1) table.take(record({ session }), T0, cost(session));
    const expected = Array.from({ length: 10_000 }, (_, session) => session).sort((one, other) => cost(other) - cost(one)).slice(0, 50);
    expect(table.dearest(50)).toEqual(expected);
  });

  test('those without a request for a while are forgotten, and their numbers begin anew', () => {
    const table = new SessionTable();
    table.take(record({ session: 0, cohort: 1, region: 4 }), T0, 1);
    table.take(record({ session: 5000, cohort: 1, region: 9 }), T0 + 400_000, 1);
    const [active, gone]: [number[][], number[]] = [[], []];
    table.active(T0 + 200_000, (...row) => active.push(row), (session) => gone.push(session));
    expect(active).toEqual([[5000, 1, 9]]);
    expect(gone).toEqual([0]);
    table.take(record({ session: 0 }), T0 + 500_000, 2);
    expect(table.row(0)).toMatchObject({ requests: 1, first: T0 + 500_000, cpuSeconds: 2 });
  });

  test('a number that is another\'s now keeps nothing', () => {
    const table = new SessionTable();
    table.take(record({ session: 2 }), T0, 5);
    table.forget(2);
    expect(table.row(2).requests).toBe(0);
    expect(table.dearest(5)).toEqual([]);
  });
});
