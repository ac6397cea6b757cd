import type { Segment } from './samples.ts';

/** Busy periods of a segment. Row r is from edge to edge of `edges`; `first` gives its first sample, one entry more at the end. */
export interface Rows {
  readonly edges: Float64Array;
  readonly first: Int32Array;
  /** CPU of each row, ms. */
  readonly cpu: Float64Array;
  /** Product of the rates on both sides of the cut after each row, 0..1: how likely work went on across it. */
  readonly crossing: Float64Array;
  /** The row of each sample. */
  readonly rowOf: Int32Array;
}

/** Samples report by the tick, so one may seem to have run for longer than it was. */
const HIGHEST_RATE = 1.2;
const LONGEST_ROW = 600;

/** The share of each sample in which the process wanted to run: with one thread running and waiting, with several running alone. */
export function ratesOf({ edges, cpu, delay, multiThreaded }: Segment): Float64Array {
  return Float64Array.from(cpu, (used, index) => {
    const span = (edges[index + 1] ?? 0) - (edges[index] ?? 0);
    const wanted = multiThreaded ? used : used + (delay[index] ?? 0);
    return span > 0 ? Math.min(HIGHEST_RATE, Math.max(0, wanted) / span) : 0;
  });
}

/**
 * Cuts a segment where it idles: after a sample only if the product of its rate and the next one's is at most `cut`,
 * so that a burst stays in one row; a row that would be longer than 600 ms at its quietest place.
 */
export function rowsOf(segment: Segment, cut: number, shortest = 0): Rows {
  const rates = ratesOf(segment);
  const count = rates.length;
  const product = (index: number): number => Math.min(1, (rates[index] ?? 0) * (rates[index + 1] ?? 0));
  const cuts: number[] = [];
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    const from = segment.edges[start] ?? 0;
    const length = (segment.edges[index + 1] ?? 0) - from;
    if (index === count - 1 || (length >= shortest && product(index) <= cut)) {
      cuts.push(index + 1);
      start = index + 1;
    } else if (length >= LONGEST_ROW) {
      let quietest = index;
      for (let place = start; place < index; place += 1) {
        if ((segment.edges[place + 1] ?? 0) - from >= shortest && product(place) < product(quietest)) quietest = place;
      }
      cuts.push(quietest + 1);
      start = quietest + 1;
      index = quietest;
    }
  }
  const rows = cuts.length;
  const first = new Int32Array(rows + 1);
  const edges = new Float64Array(rows + 1);
  const cpu = new Float64Array(rows);
  const crossing = new Float64Array(rows);
  const rowOf = new Int32Array(count);
  edges[0] = segment.edges[0] ?? 0;
  cuts.forEach((end, row) => {
    first[row + 1] = end;
    edges[row + 1] = segment.edges[end] ?? 0;
    crossing[row] = end < count ? product(end - 1) : 0;
    let used = 0;
    for (let index = first[row] ?? 0; index < end; index += 1) {
      used += segment.cpu[index] ?? 0;
      rowOf[index] = row;
    }
    cpu[row] = used;
  });
  return { edges, first, cpu, crossing, rowOf };
}

/** The last index whose edge is not after `time`; -1 before the first edge and from the last one on. */
export function placeOf(edges: Float64Array, time: number): number {
  let [low, high] = [0, edges.length - 1];
  if (high < 1 || !(time >= (edges[0] ?? 0)) || time >= (edges[high] ?? 0)) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= time) low = middle;
    else high = middle;
  }
  return low;
}
