import { cohort, region } from '../model/kinds/audience.ts';
import { backend } from '../model/kinds/backend.ts';
import { endpoint } from '../model/kinds/endpoint.ts';
import { rowKey } from '../model/row-key.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Selector, Series } from '../model/timeline.ts';

/** What is remembered of each row, for the charts of its page. */
const FIELDS = ['requestsPerSecond', 'p50Seconds', 'p95Seconds', 'p99Seconds', 'cpuPercent', 'concurrency'] as const;
const KINDS = [endpoint, region, cohort, backend].map(({ name }) => name);
const TICKS = 300;
const MOST_ROWS = 600;
const UNSEEN_MILLISECONDS = 60_000;

interface Row {
  /** TICKS slots of a time and the fields, oldest overwritten. */
  readonly values: Float64Array;
  count: number;
  last: number;
}

const WIDTH = FIELDS.length + 1;

/** The last minutes of endpoints, regions, cohorts and backends, in memory. */
export class RecentRows {
  readonly #rows = new Map<string, Row>();

  record(snapshot: Snapshot): void {
    // A room for each of thousands each time would be made and thrown away again.
    if (this.#rows.size >= MOST_ROWS) this.#forget(snapshot.time);
    for (const kind of KINDS) {
      const frame = snapshot.named(kind);
      if (frame === undefined || frame.stale) continue;
      const columns = FIELDS.map((name) => (frame.kind.numbers.includes(name) ? frame.column(name) : undefined));
      for (let index = 0; index < frame.count; index += 1) this.#add(`${kind} ${rowKey(frame, index)}`, snapshot.time, columns, index);
    }
  }

  series({ kind, field, key }: Selector): Series | undefined {
    if (!KINDS.includes(kind)) return undefined;
    const row = this.#rows.get(`${kind} ${key}`);
    const place = FIELDS.findIndex((name) => name === field);
    if (row === undefined || place < 0) return { times: [], values: [] };
    const times: number[] = [];
    const values: number[] = [];
    for (let index = Math.max(0, row.count - TICKS); index < row.count; index += 1) {
      const at = (index % TICKS) * WIDTH;
      times.push(row.values[at] ?? Number.NaN);
      values.push(row.values[at + 1 + place] ?? Number.NaN);
    }
    return { times, values };
  }

  #add(name: string, time: number, columns: readonly (Float64Array | undefined)[], index: number): void {
    let row = this.#rows.get(name);
    if (row === undefined) {
      if (this.#rows.size >= MOST_ROWS) return;
      row = { values: new Float64Array(TICKS * WIDTH), count: 0, last: time };
      this.#rows.set(name, row);
    }
    const at = (row.count % TICKS) * WIDTH;
    row.values[at] = time;
    columns.forEach((column, place) => {
      row.values[at + 1 + place] = column?.[index] ?? Number.NaN;
    });
    row.count += 1;
    row.last = time;
  }

  /** Those that were not seen lately: what is there now stays. */
  #forget(time: number): void {
    for (const [name, { last }] of this.#rows) if (Math.abs(time - last) > UNSEEN_MILLISECONDS) this.#rows.delete(name);
  }
}
