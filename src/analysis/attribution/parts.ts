import { backgroundVariance, idleWork } from './background.ts';
import { PARTS, type Part } from './design.ts';
import type { RequestTimes } from './request-times.ts';
import { rowsOf } from './rows.ts';
import type { Segment } from './samples.ts';

/** The share of each process in the requests whose process is known; even where none is. */
export function processShares({ process }: RequestTimes, processes: number): Float64Array {
  const shares = new Float64Array(processes);
  let known = 0;
  for (const by of process) {
    if (by < 0) continue;
    shares[by] = (shares[by] ?? 0) + 1;
    known += 1;
  }
  return shares.map((count) => (known > 0 ? count / known : 1 / processes));
}

/** The requests that a segment may have served, with their share of it: of an unknown process each has its usual share. */
export function membersOf({ process, edges }: Segment, requests: RequestTimes, share: number): { readonly members: Int32Array; readonly weights: Float64Array } {
  const [from, to] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const members = new Int32Array(requests.end.length);
  const weights = new Float64Array(requests.end.length);
  let count = 0;
  for (let index = 0; index < requests.end.length; index += 1) {
    const by = requests.process[index] ?? -1;
    if ((by !== process && by >= 0) || (requests.end[index] ?? 0) < from || (requests.start[index] ?? 0) > to) continue;
    members[count] = index;
    weights[count] = by < 0 ? share : 1;
    count += 1;
  }
  return { members: members.subarray(0, count), weights: weights.subarray(0, count) };
}

export interface PartOptions {
  /** Product of neighbouring rates up to which rows are cut. */
  readonly cut: number;
  /** Shortest row, ms. */
  readonly shortest: number;
  /** Whether work for no request has an unknown of its own, one for each process. */
  readonly background: boolean;
}

/** Each segment with its rows and requests. */
export function partsOf(segments: readonly Segment[], requests: RequestTimes, shares: Float64Array, { cut, shortest, background }: PartOptions): Part[] {
  const found = segments.map((segment) => {
    const own = membersOf(segment, requests, shares[segment.process] ?? 0);
    return { segment, ...own, idle: background ? idleWork(segment, own.members, requests) : undefined };
  });
  return found.map(({ segment, members, weights }) => {
    const idle = found.flatMap((other) => (other.segment.process === segment.process && other.idle !== undefined ? [other.idle] : []));
    return {
      segment, rows: rowsOf(segment, cut, shortest), members, weights,
      background: background ? { column: PARTS * requests.endpoints + segment.process, variance: backgroundVariance(idle) } : undefined,
    };
  });
}
