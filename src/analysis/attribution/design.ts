import type { RequestTimes } from './request-times.ts';
import { placeOf, type Rows } from './rows.ts';
import type { Segment } from './samples.ts';
import { SparseBuilder, type SparseRows } from './sparse-rows.ts';

/** Each endpoint has three unknowns: CPU when a request begins, spread evenly over it, and at its end, ms. */
export const PARTS = 3;
const [START, MIDDLE, END] = [0, 1, 2];
/** The log's stamp is cut to a whole ms, and what it ends is before it. */
const BEFORE_END = 0.5;

/** How much of a burst is laid where CPU was used; the rest stays where the log puts it. */
interface FillShares {
  readonly start: number;
  readonly end: number;
}
/** One thread: a burst may have waited for others, so it is mostly left where the log puts it. */
const FILL_ONE: FillShares = { start: 0.25, end: 0.625 };
/** Several threads run bursts at once, and hence where they are asked for. */
const FILL_MANY: FillShares = { start: 1, end: 1 };
const NO_FILL: FillShares = { start: 0, end: 0 };

/** One segment with its rows and the requests it may have served (indices into the times, with their share of it). */
export interface Part {
  readonly segment: Segment;
  readonly rows: Rows;
  readonly members: Int32Array;
  /** 1 where the log names the process, else the process' share of all named ones. */
  readonly weights: Float64Array;
  /** Work for no request: its unknown (cores), and how much it varies, ms^2 by ms of time. */
  readonly background: { readonly column: number; readonly variance: number } | undefined;
}

/** What a burst of `size` ms can have used of each sample, from `time` on in steps of `step` until `until`, added up by rows as shares of 1. */
class BurstFill {
  readonly #rows: number[] = [];
  readonly #taken: number[] = [];
  #total = 0;

  lay({ edges, cpu, delay }: Segment, { rowOf }: Rows, time: number, until: number, size: number, step: 1 | -1): void {
    this.#rows.length = 0;
    this.#taken.length = 0;
    this.#total = 0;
    const [low, high] = step === 1 ? [time, until] : [until, time];
    let rest = size;
    for (let index = placeOf(edges, time); index >= 0 && index < cpu.length && rest > 1e-6; index += step) {
      const overlap = Math.min(high, edges[index + 1] ?? 0) - Math.max(low, edges[index] ?? 0);
      if (overlap <= 0) break;
      const used = cpu[index] ?? 0;
      if (used <= 0) continue;
      const take = Math.min(rest, used, (overlap * used) / (used + (delay[index] ?? 0)));
      rest -= take;
      this.#total += take;
      const row = rowOf[index] ?? 0;
      const last = this.#rows.length - 1;
      if (this.#rows[last] === row) this.#taken[last] = (this.#taken[last] ?? 0) + take;
      else {
        this.#rows.push(row);
        this.#taken.push(take);
      }
    }
  }

  /** Adds what was laid; false where there was nothing. */
  addTo(builder: SparseBuilder, column: number, weight: number): boolean {
    if (!(this.#total > 0)) return false;
    for (let index = 0; index < this.#rows.length; index += 1) builder.add(this.#rows[index] ?? 0, column, (weight * (this.#taken[index] ?? 0)) / this.#total);
    return true;
  }
}

/**
 * How many requests of each unknown each row holds, as fractions. With `costs` (ms, per unknown) the bursts at start
 * and end are laid partly where CPU was used, so that one that waited for its turn is found where it ran.
 * The column of background work holds the rows' lengths, ms.
 */
export function design({ segment, rows, members, weights, background }: Part, requests: RequestTimes, columns: number, costs?: Float64Array): SparseRows {
  const share = costs === undefined ? NO_FILL : segment.multiThreaded ? FILL_MANY : FILL_ONE;
  const builder = new SparseBuilder();
  const fill = new BurstFill();
  const { edges } = rows;
  const count = rows.cpu.length;
  const from = edges[0] ?? 0;
  const burst = (time: number, until: number, unknown: number, weight: number, filled: number, step: 1 | -1): void => {
    const row = placeOf(edges, time);
    if (row < 0) return;
    const size = costs?.[unknown] ?? 0;
    let laid = 0;
    if (filled > 0 && size > 0) {
      fill.lay(segment, rows, time, until, size, step);
      if (fill.addTo(builder, unknown, weight * filled)) laid = filled;
    }
    builder.add(row, unknown, weight * (1 - laid));
  };
  for (let member = 0; member < members.length; member += 1) {
    const request = members[member] ?? 0;
    const weight = weights[member] ?? 1;
    const start = requests.start[request] ?? 0;
    const end = requests.end[request] ?? 0;
    const column = PARTS * (requests.endpoint[request] ?? 0);
    burst(start, end, column + START, weight, share.start, 1);
    burst(end - BEFORE_END, start, column + END, weight, share.end, -1);
    const length = end - start;
    const first = start < from ? 0 : placeOf(edges, start);
    for (let row = first < 0 ? count : first; row < count; row += 1) {
      const overlap = Math.min(end, edges[row + 1] ?? 0) - Math.max(start, edges[row] ?? 0);
      if (overlap <= 0) break;
      builder.add(row, column + MIDDLE, (weight * overlap) / length);
    }
  }
  if (background !== undefined) {
    for (let row = 0; row < count; row += 1) builder.add(row, background.column, (edges[row + 1] ?? 0) - (edges[row] ?? 0));
  }
  return builder.finish(count, columns);
}
