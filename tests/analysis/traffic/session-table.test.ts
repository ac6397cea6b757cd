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
    expect(table.row(3, T0 + 5000)).toMatchObject({ first: T0, last: T0 + 5000, requests: 6, failures: 1, sentBytes: 60, cohort: 2, region: 7, connectionSeconds: 60 });
    expect(table.row(3, T0 + 5000).cpuSeconds).toBeCloseTo(0.02, 12);
    expect(table.row(3, T0 + 5000).responseSeconds).toBeCloseTo(0.1, 12);
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
    const active: number[][] = [];
    table.forgetBefore(T0 + 200_000, T0 + 400_000);
    table.active(0, (...row) => active.push(row));
    expect(active).toEqual([[5000, 1, 9]]);
    table.take(record({ session: 0 }), T0 + 500_000, 2);
    expect(table.row(0, T0 + 500_000)).toMatchObject({ requests: 1, first: T0 + 500_000, cpuSeconds: 2 });
  });

  test('a number that is another\'s now keeps nothing', () => {
    const table = new SessionTable();
    table.take(record({ session: 2 }), T0, 5);
    table.forget(2);
    expect(table.row(2, T0).requests).toBe(0);
    expect(table.dearest(5)).toEqual([]);
  });

  test('bug: counting those of the last minute forgot who was active in the last five', () => {
    const table = new SessionTable();
    table.take(record({ session: 1 }), T0, 1);
    table.take(record({ session: 2 }), T0 + 90_000, 1);
    const counted = (since: number): number => {
      let count = 0;
      table.active(since, () => {
        count += 1;
      });
      return count;
    };
    expect(counted(T0 + 60_000)).toBe(1);
    expect(counted(T0)).toBe(2);
  });

  test('bug: a clock that was set back kept sessions active till it was that late again', () => {
    const table = new SessionTable();
    table.take(record({ session: 1 }), T0, 1);
    table.forgetBefore(T0 - 7_500_000, T0 - 7_200_000);
    expect(table.dearest(5)).toEqual([]);
  });

  test('bug: one that does nothing any more kept the rate that it had', () => {
    const table = new SessionTable();
    for (let second = 0; second < 30; second += 1) table.take(record({ session: 1 }), T0 + second * 1000, 0);
    expect(table.row(1, T0 + 30_000).requestsPerSecond).toBeCloseTo(1, 5);
    expect(table.row(1, T0 + 60_000).requestsPerSecond).toBeCloseTo(0.5, 5);
    expect(table.row(1, T0 + 91_000).requestsPerSecond).toBe(0);
  });

  test('the rate of a steady one stays what it is', () => {
    const table = new SessionTable();
    for (let half = 0; half < 1200; half += 1) {
      table.take(record({ session: 1 }), T0 + half * 500, 0);
      if (half > 20) expect(Math.abs(table.row(1, T0 + half * 500).requestsPerSecond - 2)).toBeLessThan(0.2);
    }
  });
});
