import { type CellKey, RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import type { ReportSlice } from '../../../src/reports/requests/request-report.ts';

export const MINUTE = 60_000;
/** 2027-01-15 12:00:00, local time. */
export const T0 = new Date(2027, 0, 15, 12).getTime();

export const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'shop\tGET\t/users/*'], [2, 'shop\tPOST\t/orders'], [3, 'blog\tGET\t/users/*'], [4, 'shop\t\t(other)'], [10, 'DE'], [11, 'BR'], [12, 'local'], [13, '??'], [20, 'premium'], [21, 'free'],
]);

/** So many requests of a key, of one kind. */
export interface Some extends Partial<CellKey> {
  readonly count: number;
  readonly record?: Partial<RequestRecord>;
  /** CPU seconds of each, where that is known. */
  readonly cost?: number;
}

export function sliceOf(start: number, some: readonly Some[], length = MINUTE): ReportSlice {
  const cells = new RequestCells();
  for (const { endpoint = 1, region = 10, cohort = 20, count, record = {}, cost } of some) {
    for (let index = 0; index < count; index += 1) cells.take({ ...blankRecord(), status: 200, duration: 20, sentBytes: 100, ...record, endpoint, region, cohort }, cost === undefined ? undefined : { cpuSeconds: cost, low: cost / 2, high: cost * 2 });
  }
  return { start, length, cells: [...cells.values()] };
}
