import { RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

export const MINUTE = 60_000;

export interface Stored {
  /** `site\tmethod\troute`. */
  readonly endpoint: string;
  readonly country: string;
  readonly cohort?: string;
  readonly count: number;
  readonly minute: number;
  readonly record?: Partial<RequestRecord>;
  readonly cost?: number;
}

/** A folder in which that was counted, with the sessions of its minutes. */
export async function storeOf(stored: readonly Stored[], audience: readonly { readonly minute: number; readonly region: string; readonly cohort: string; readonly sessions: number }[] = [], folder = temporaryFolder()): Promise<string> {
  const writer = await RequestWriter.open(folder, { pid: process.pid, command: 'test', since: 0 });
  try {
    for (const { endpoint, country, cohort, count, minute, record = {}, cost } of stored) {
      const cells = new RequestCells();
      const key = { endpoint: writer.nameOf('endpoint', endpoint), region: writer.nameOf('region', country), cohort: cohort === undefined ? -1 : writer.nameOf('cohort', cohort) };
      for (let index = 0; index < count; index += 1) cells.take({ ...blankRecord(), status: 200, duration: 20, sentBytes: 100, ...record, ...key }, cost === undefined ? undefined : { cpuSeconds: cost, low: cost / 2, high: cost * 2 });
      writer.commit({ minutes: new Map([[minute, cells]]), audience: new Map(), positions: new Map() });
    }
    const minutes = new Map<number, { region: string; cohort: string; sessions: number }[]>();
    for (const { minute, ...row } of audience) minutes.set(minute, [...minutes.get(minute) ?? [], row]);
    writer.commit({ minutes: new Map(), audience: minutes, positions: new Map() });
  } finally {
    writer.close();
  }
  return folder;
}
