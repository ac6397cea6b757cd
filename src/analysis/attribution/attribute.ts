import { bootstrap, endpointCosts, momentsOf } from './bootstrap.ts';
import { clockOffset } from './clock.ts';
import { crowdingOf } from './crowding.ts';
import { PARTS, type Part } from './design.ts';
import { blockEquations, firstCosts, fit, type Fit, type FitOptions } from './fit.ts';
import type { Attribution, AttributionInput, Withheld } from './input.ts';
import { costsWithIntervals, typicalHalfWidth } from './intervals.ts';
import { CARRY, COARSE_BLUR, COARSE_ROW, CUT, STARVED } from './method.ts';
import { partsOf, processShares } from './parts.ts';
import { pool, unpooled } from './pooling.ts';
import { requestTimes, shifted, type RequestTimes } from './request-times.ts';
import { segmentsOf, type Segment } from './samples.ts';
import { isStarved, saturationOf } from './saturation.ts';
import { totalOf } from './total.ts';
import { Twins } from './twins.ts';

export interface AttributeOptions {
  /** Draws of the bootstrap; 100 if not given. */
  readonly draws?: number;
  /** Milliseconds to add to the log's times; looked for if not given. */
  readonly clockOffset?: number;
}

const ROUNDS = 4;
const DRAWS = 100;
/** Blocks of the bootstrap, ms: 5 s, shorter ones in a run of less than a minute, longer ones where they would be too many. */
const [BLOCK, SHORTEST_BLOCK] = [5000, 500];
const [FEWEST_BLOCKS, MOST_BLOCKS] = [12, 120];
/** Fewer samples than this make no rows worth fitting. */
const LEAST_SAMPLES = 20;

/** Fits whose disagreement is part of the interval: other cuts, more carried over, bursts where the log puts them. */
const VARIANTS: readonly { readonly cut: number; readonly carry: number; readonly filled: boolean }[] = [
  { cut: 0.2, carry: CARRY, filled: true }, { cut: 0.5, carry: CARRY, filled: true },
  { cut: CUT, carry: 6 * CARRY, filled: true }, { cut: CUT, carry: CARRY, filled: false },
];

/** Requests that end while their process is sampled, by endpoint, and how many are in flight per process. */
function seen(requests: RequestTimes, segments: readonly Segment[], endpoints: number): { readonly counts: Float64Array; readonly inFlight: number } {
  const counts = new Float64Array(endpoints);
  let [inFlight, sampled] = [0, 0];
  const bounds = segments.map(({ process, edges }) => ({ process, from: edges[0] ?? 0, to: edges.at(-1) ?? 0 }));
  for (const { from, to } of bounds) sampled += to - from;
  requests.end.forEach((end, index) => {
    const by = requests.process[index] ?? -1;
    const start = requests.start[index] ?? 0;
    const at = bounds.find(({ process, from, to }) => (by < 0 || by === process) && end >= from && end < to);
    if (at === undefined) return;
    const endpoint = requests.endpoint[index] ?? 0;
    counts[endpoint] = (counts[endpoint] ?? 0) + 1;
    inFlight += end - Math.max(start, at.from);
  });
  return { counts, inFlight: sampled > 0 ? inFlight / sampled : 0 };
}

/**
 * What a request of each endpoint costs in CPU, by the log's times and the processes' counters alone. All bounds are
 * 90 % intervals. `random` gives numbers in [0, 1) for the bootstrap. Never throws on what a log or a sampler may
 * write; withholds all rather than guess.
 */
export function attribute(input: AttributionInput, random: () => number, options: AttributeOptions = {}): Attribution {
  const processes = input.processes.length;
  const named = requestTimes(input.requests, input.endpoints, processes, input.resolution);
  const unknown = named.process.reduce((count, by) => count + (by < 0 ? 1 : 0), 0);
  // Without addresses only the total can be told apart.
  const whole = processes > 1 && unknown > named.process.length / 2;
  const all = whole ? { ...named, process: named.process.map(() => 0) } : named;
  const segments = whole ? segmentsOf(totalOf(input.processes), 0) : input.processes.flatMap((samples, index) => segmentsOf(samples, index));
  const cpuSeconds = segments.reduce((sum, { cpu }) => sum + cpu.reduce((total, used) => total + used, 0), 0) / 1000;
  const shares = processShares(all, whole ? 1 : processes);
  const withheld = (why: Withheld, inFlight = 0, offset = 0): Attribution => ({ costs: [], withheld: why, clockOffset: offset, cpuSeconds, unattributed: 1, inFlight });
  if (segments.reduce((sum, { cpu }) => sum + cpu.length, 0) < LEAST_SAMPLES || !(cpuSeconds > 0)) return withheld('no samples');
  const begin = segments.reduce((least, { edges }) => Math.min(least, edges[0] ?? least), Number.POSITIVE_INFINITY);
  const until = segments.reduce((most, { edges }) => Math.max(most, edges.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  const { requests: raw, members } = pool(all, begin, until);
  const endpoints = members.length;
  const coarse = input.resolution > 1;
  // Blurred stamps leave no time of which it is sure that nothing was in flight.
  const columns = PARTS * endpoints + (coarse ? 0 : shares.length);
  const layout = { cut: CUT, shortest: coarse ? COARSE_ROW : 0, background: !coarse };
  const optionsAt = (requests: RequestTimes): FitOptions => ({
    fill: true, carry: CARRY, rounds: ROUNDS, crowding: crowdingOf(requests, begin, until, endpoints), blur: coarse ? COARSE_BLUR : 0,
  });
  const offset = options.clockOffset ?? (coarse ? 0 : clockOffset(segments, raw, shares, columns, optionsAt(raw), layout));
  const requests = shifted(raw, offset);
  const { counts, inFlight } = seen(requests, segments, endpoints);
  if (!counts.some((count) => count > 0)) return withheld('no requests', 0, offset);
  if (isStarved(segments.map(saturationOf))) return withheld('starved', inFlight, offset);

  const settings = optionsAt(requests);
  const partsAt = (cut: number): Part[] => partsOf(segments, requests, shares, { ...layout, cut });
  const first = firstCosts(partsAt(CUT), requests, columns);
  const fitted = (cut: number, carry: number, filled: boolean): Fit => fit(partsAt(cut), requests, columns, { ...settings, carry, fill: filled }, first);
  const best = fitted(CUT, CARRY, true);
  const costs = endpointCosts(best.costs, endpoints);
  const variants = [costs, ...VARIANTS.map(({ cut, carry, filled }) => endpointCosts(fitted(cut, carry, filled).costs, endpoints))];
  const span = until - begin;
  const length = Math.max(SHORTEST_BLOCK, Math.min(BLOCK, span / FEWEST_BLOCKS), span / MOST_BLOCKS);
  const blocks = blockEquations(best, columns, begin, length, Math.max(1, Math.ceil(span / length)));
  const draws = bootstrap(blocks, best.costs, endpoints, options.draws ?? DRAWS, random);
  const twins = new Twins();
  twins.add(requests, begin, until);
  const told = costsWithIntervals({ costs, counts, draws, usePrior: !coarse, areTwins: (left, right) => twins.areTwins(left, right), modelDeviation: costs.map((_, endpoint) => momentsOf(variants.map((variant) => variant[endpoint] ?? Number.NaN)).deviation) });
  if (typicalHalfWidth(told) > STARVED) return withheld(coarse ? 'coarse stamps' : 'starved', inFlight, offset);
  const attributed = costs.reduce((sum, cost, endpoint) => sum + cost * (counts[endpoint] ?? 0), 0) / 1000;
  const byEndpoint = seen(shifted(all, offset), segments, input.endpoints).counts;
  return { costs: unpooled(told, members, byEndpoint), clockOffset: offset, cpuSeconds, unattributed: Math.min(1, Math.max(0, 1 - attributed / cpuSeconds)), inFlight };
}
