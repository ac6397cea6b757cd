import type { ProcessSamples } from './input.ts';

/** An unbroken run of one process: `edges` has one entry more than `cpu` and `delay`. */
export interface Segment {
  readonly process: number;
  /** Epoch ms, rising. */
  readonly edges: Float64Array;
  /** CPU between two edges, ms. */
  readonly cpu: Float64Array;
  /** Time runnable but not running between two edges, ms; zeros where it is not known. */
  readonly delay: Float64Array;
  readonly multiThreaded: boolean;
}

const NS_PER_MS = 1e6;
/** Two samples nearer than this are one: their rate would be noise. */
const SHORTEST = 0.5;
/** No process runs on more cores than this between two samples: such a step is another counter. */
const MOST_CORES = 1024;
const TICK = 4;
/** More CPU than of one core by this factor and so many ms is a second thread's. */
const [ABOVE, ABOVE_MS] = [1.05, 1];
/** Share of busy samples above one core from which handlers are taken to run on several threads. */
const PARALLEL = 0.02;
/** A sample is busy if a process wanted to run for this share of it. */
const BUSY = 0.3;

/** Without samples for longer than this, ms, what came before and after is told apart. */
const LONGEST_GAP = 600_000;
/** What a Date can hold (ECMA-262, 21.4.1.1): no other number is a time. */
export const LAST_TIME = 8.64e15;

const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/** The places of samples that can be used, by time. */
function usable({ times, cpu }: ProcessSamples): number[] {
  const places: number[] = [];
  let sorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index];
    if (!finite(time) || Math.abs(time) > LAST_TIME || !finite(cpu[index])) continue;
    if (time < last) sorted = false;
    last = time;
    places.push(index);
  }
  return sorted ? places : places.sort((left, right) => (times[left] ?? 0) - (times[right] ?? 0));
}

/**
 * Whether more than one thread ran at once, often enough not to be a helper of the runtime. Recorded: below 0.4 % of
 * busy samples for Node and threaded Python, 10 % and more for Java and Rust. Waiting tells nothing: on a contended
 * host helpers wait beside the only thread that handles requests.
 */
function runsInParallel(edges: Float64Array, cpu: Float64Array, delay: Float64Array): boolean {
  let [busy, above] = [0, 0];
  for (let index = 0; index < cpu.length; index += 1) {
    const span = (edges[index + 1] ?? 0) - (edges[index] ?? 0);
    const used = cpu[index] ?? 0;
    if (used + (delay[index] ?? 0) < BUSY * span) continue;
    busy += 1;
    if (used > ABOVE * span + ABOVE_MS) above += 1;
  }
  return above > PARALLEL * busy;
}

function segment(process: number, places: readonly number[], samples: ProcessSamples): Segment {
  const count = Math.max(0, places.length - 1);
  const edges = Float64Array.from(places, (place) => samples.times[place] ?? 0);
  const cpu = new Float64Array(count);
  const delay = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const [from, to] = [places[index] ?? 0, places[index + 1] ?? 0];
    cpu[index] = ((samples.cpu[to] ?? 0) - (samples.cpu[from] ?? 0)) / NS_PER_MS;
    const waited = ((samples.delay?.[to] ?? 0) - (samples.delay?.[from] ?? 0)) / NS_PER_MS;
    delay[index] = waited > 0 && Number.isFinite(waited) ? waited : 0;
  }
  return { process, edges, cpu, delay, multiThreaded: samples.multiThreaded ?? runsInParallel(edges, cpu, delay) };
}

/**
 * Samples as differences. Those without a time or a counter are left out, two of one time are one, and where the
 * counter falls (the process was restarted) or leaps beyond any machine, another segment begins.
 */
export function segmentsOf(samples: ProcessSamples, process: number): Segment[] {
  const segments: Segment[] = [];
  let places: number[] = [];
  const close = (): void => {
    if (places.length > 1) segments.push(segment(process, places, samples));
    places = [];
  };
  for (const place of usable(samples)) {
    const before = places.at(-1);
    if (before !== undefined) {
      const span = (samples.times[place] ?? 0) - (samples.times[before] ?? 0);
      if (span < SHORTEST) continue;
      const used = ((samples.cpu[place] ?? 0) - (samples.cpu[before] ?? 0)) / NS_PER_MS;
      if (used < 0 || span > LONGEST_GAP || used > MOST_CORES * (span + TICK)) close();
    }
    places.push(place);
  }
  close();
  return segments;
}
