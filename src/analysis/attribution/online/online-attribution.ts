import { idleWork, LEAST_IDLE } from '../background.ts';
import { endpointCosts } from '../bootstrap.ts';
import { design, PARTS, type Part } from '../design.ts';
import { fit, varied, type FitOptions } from '../fit.ts';
import { membersOf } from '../parts.ts';
import type { EndpointCost, Withheld } from '../input.ts';
import { costsWithIntervals, typicalHalfWidth } from '../intervals.ts';
import { CARRY, COARSE_BLUR, COARSE_ROW, CUT, STARVED } from '../method.ts';
import { noEquations, type NormalEquations } from '../nonnegative.ts';
import { MOST_ENDPOINTS } from '../pooling.ts';
import { requestTimes, type RequestTimes } from '../request-times.ts';
import { rowsOf } from '../rows.ts';
import type { Segment } from '../samples.ts';
import { isStarved, saturationOf } from '../saturation.ts';
import { Twins } from '../twins.ts';
import { accumulate } from '../whitening.ts';
import { DecayingSystem } from './decaying-system.ts';
import { RequestBuffer } from './request-buffer.ts';
import { RunningCrowding } from './running-crowding.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { OTHERS, Slots } from './slots.ts';

export interface OnlineOptions {
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
  /** Seconds after which what was seen counts half; 120 if not given. Infinity: for ever. */
  readonly halfLife?: number;
  /** Milliseconds of a block, and how long after its end it is settled: requests are logged at their end. 5000 each if not given. */
  readonly block?: number;
  readonly settle?: number;
  /** Milliseconds between two stamps of the log. */
  readonly resolution?: number;
}

export interface OnlineCosts {
  readonly costs: readonly EndpointCost[];
  readonly withheld?: Withheld;
}

/** The number of all endpoints that find no place of their own: beyond 100 at a time. */
export const OTHER_ENDPOINTS = -1;
/** Systems whose blocks count 0, 1, 2 ... times by chance, for intervals (online bootstrap; Oza and Russell, 2001). */
const REPLICAS = 24;
/** What the disagreement of models adds, as a share of a cost: it is not computed as requests come. */
const MODEL_SHARE = 0.04;
/** An endpoint that counts less than this many requests is forgotten; so is a process without samples for so many blocks. */
const FORGOTTEN = 0.01;
const GONE_BLOCKS = 12;
const FIRST_ROUNDS = 3;
/** The first block is this many: weights by costs that are far off would spoil what follows. */
const FIRST_BLOCKS = 4;
/** Blocks without anything, after a pause of the machine, are passed over. */
const MOST_BLOCKS_AT_ONCE = 100;

/** A Poisson variable of mean 1 (Knuth, 1969). */
function poisson(random: () => number): number {
  let [count, product] = [0, random()];
  for (; product > Math.exp(-1) && count < 10; product *= random()) count += 1;
  return count;
}

/**
 * Costs by endpoint as requests and samples come in, in blocks of 5 s, with evidence that fades. Endpoints and
 * processes are named by any whole numbers and may come and go. One block costs a millisecond or two of CPU.
 */
export class OnlineAttribution {
  readonly #random: () => number;
  readonly #block: number;
  readonly #settle: number;
  readonly #decay: number;
  readonly #resolution: number;
  readonly #samples = new Map<number, SampleBuffer>();
  readonly #requests = new RequestBuffer();
  readonly #endpoints = new Slots(MOST_ENDPOINTS);
  readonly #crowding = new RunningCrowding();
  readonly #twins = new Twins();
  readonly #system = new DecayingSystem();
  readonly #replicas = Array.from({ length: REPLICAS }, () => new DecayingSystem());
  /** By slot: requests, fading, and all of them. */
  #weights: number[] = [];
  #counts: number[] = [];
  readonly #served = new Map<number, number>();
  #idle = { squares: 0, time: 0 };
  #saturation = { saturated: 0, time: 0 };
  #settled = Number.NaN;
  #blocks = 0;
  #blockEquations = noEquations(0);

  constructor({ random, halfLife = 120, block = 5000, settle = 5000, resolution = 1 }: OnlineOptions) {
    this.#random = random;
    this.#block = block;
    this.#settle = settle;
    this.#decay = 2 ** (-block / 1000 / halfLife);
    this.#resolution = resolution;
  }

  /** A sample of a process: epoch ms, cumulative CPU and run delay, ns. */
  addSample(process: number, time: number, cpu: number, delay = 0): void {
    let buffer = this.#samples.get(process);
    if (buffer === undefined) {
      buffer = new SampleBuffer();
      this.#samples.set(process, buffer);
    }
    buffer.add(time, cpu, delay);
  }

  /** A line of the log: its end, epoch ms, the upstream's duration, ms, the endpoint, and the process or -1. */
  addRequest(end: number, duration: number, endpoint: number, process: number): void {
    this.#requests.add(end, duration, this.#endpoints.of(endpoint), process < 0 ? -1 : process);
  }

  /** An endpoint turned out to be a part of another: what was learned of it is the other's, and its number may be given to a third. */
  move(from: number, to: number): void {
    const slot = this.#endpoints.find(from);
    if (slot === undefined || from === to) return;
    const heir = this.#endpoints.find(to);
    if (heir === undefined) {
      this.#endpoints.rename(from, to);
      return;
    }
    this.#requests.move(slot, heir);
    const [weight, other] = [this.#weights[slot] ?? 0, this.#weights[heir] ?? 0];
    const share = weight + other > 0 ? weight / (weight + other) : 0;
    for (const system of [this.#system, ...this.#replicas]) for (let part = 0; part < PARTS; part += 1) system.merge(PARTS * slot + part, PARTS * heir + part, share);
    for (const values of [this.#weights, this.#counts]) {
      if (slot >= values.length || heir >= values.length) continue;
      values[heir] = (values[heir] ?? 0) + (values[slot] ?? 0);
      values[slot] = 0;
    }
    this.#crowding.forget(slot);
    this.#twins.forget(slot);
    this.#endpoints.release(from);
  }

  /** Settles the blocks that ended long enough before `now` (epoch ms); the number of them. */
  advance(now: number): number {
    // A clock that was set back would settle nothing till it is where it was; what was learned stays.
    if (now < this.#settled) this.#beginAnew();
    if (Number.isNaN(this.#settled)) {
      const earliest = Math.min(...[...this.#samples.values()].map((buffer) => buffer.earliest));
      if (!Number.isFinite(earliest)) return 0;
      this.#settled = earliest;
    }
    let count = 0;
    const next = (): number => this.#block * (this.#blocks === 0 ? FIRST_BLOCKS : 1);
    this.#settled = Math.max(this.#settled, now - this.#settle - MOST_BLOCKS_AT_ONCE * this.#block);
    while (this.#settled + next() <= now - this.#settle) {
      this.#settleUntil(this.#settled + next());
      count += 1;
    }
    return count;
  }

  #beginAnew(): void {
    this.#samples.clear();
    this.#requests.clear();
    this.#settled = Number.NaN;
  }

  #settleUntil(until: number): void {
    const begin = this.#settled;
    const length = this.#blocks === 0 ? FIRST_BLOCKS : 1;
    this.#settled = until;
    const size = PARTS * this.#endpoints.size;
    for (const system of [this.#system, ...this.#replicas]) system.grow(size);
    const segments = [...this.#samples].flatMap(([process, buffer]) => buffer.take(process, until));
    const requests = this.#timesOf();
    this.#count(requests, begin, until);
    const block = this.#emptyBlock(size);
    const parts = this.#partsOf(segments, requests);
    if (parts.length > 0) {
      const factor = this.#crowding.factor();
      const coarse = this.#resolution > 1;
      const options: FitOptions = { fill: true, carry: CARRY, rounds: FIRST_ROUNDS, crowding: () => factor, blur: coarse ? COARSE_BLUR : 0 };
      this.#begin(parts, requests, size, options);
      for (const part of parts) {
        const { rows, white } = varied(part, design(part, requests, size, this.#system.solution), this.#system.solution, options);
        accumulate(rows, part.rows.cpu, white, size, () => block);
      }
      this.#blocks += length;
    }
    const decay = parts.length > 0 ? this.#decay : 1;
    this.#system.add(block, decay, 1);
    for (const replica of this.#replicas) {
      let weight = 0;
      for (let draw = 0; draw < length; draw += 1) weight += poisson(this.#random) / length;
      replica.add(block, decay, weight);
    }
    if (parts.length > 0) this.#system.solve();
    this.#requests.forgetBefore(until);
    this.#forget(until);
  }

  /** The same one each time: of a hundred endpoints it is a megabyte. */
  #emptyBlock(size: number): NormalEquations {
    if (this.#blockEquations.size !== size) this.#blockEquations = noEquations(size);
    this.#blockEquations.matrix.fill(0);
    this.#blockEquations.target.fill(0);
    return this.#blockEquations;
  }

  #timesOf(): RequestTimes {
    // Any number names a process here.
    return requestTimes(this.#requests.columns, this.#endpoints.size, Number.POSITIVE_INFINITY, this.#resolution);
  }

  #count(requests: RequestTimes, begin: number, until: number): void {
    for (let slot = this.#weights.length; slot < this.#endpoints.size; slot += 1) {
      this.#weights.push(0);
      this.#counts.push(0);
    }
    this.#weights = this.#weights.map((weight) => weight * this.#decay);
    for (const [process, count] of this.#served) this.#served.set(process, count * this.#decay);
    this.#twins.fade(this.#decay);
    this.#twins.add(requests, begin, until);
    for (let index = 0; index < requests.end.length; index += 1) {
      const end = requests.end[index] ?? 0;
      if (end < begin || end >= until) continue;
      const [slot, by] = [requests.endpoint[index] ?? 0, requests.process[index] ?? -1];
      this.#weights[slot] = (this.#weights[slot] ?? 0) + 1;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      if (by >= 0) this.#served.set(by, (this.#served.get(by) ?? 0) + 1);
      this.#crowding.add(slot, end - (requests.start[index] ?? 0));
    }
  }

  #partsOf(segments: readonly Segment[], requests: RequestTimes): Part[] {
    const served = [...this.#served.values()].reduce((sum, count) => sum + count, 0);
    const coarse = this.#resolution > 1;
    return segments.map((segment) => {
      const { saturated, time: length } = saturationOf(segment);
      this.#saturation = { saturated: this.#saturation.saturated * this.#decay + saturated, time: this.#saturation.time * this.#decay + length };
      const share = served > 0 ? (this.#served.get(segment.process) ?? 0) / served : 1 / Math.max(1, this.#samples.size);
      const own = membersOf(segment, requests, share);
      if (!coarse) {
        const { squares, time } = idleWork(segment, own.members, requests);
        this.#idle = { squares: this.#idle.squares * this.#decay + squares, time: this.#idle.time * this.#decay + time };
      }
      const variance = this.#idle.time >= LEAST_IDLE ? this.#idle.squares / this.#idle.time : 0;
      // Slot 0 is no endpoint's: its first unknown is work for no request.
      return { segment, rows: rowsOf(segment, CUT, coarse ? COARSE_ROW : 0), ...own, background: coarse ? undefined : { column: 0, variance } };
    });
  }

  /** Costs to begin with: the first block's own, later the mean of those known. */
  #begin(parts: readonly Part[], requests: RequestTimes, size: number, options: FitOptions): void {
    const { solution } = this.#system;
    if (this.#blocks === 0) {
      fit(parts, requests, size, options).costs.forEach((cost, unknown) => {
        for (const system of [this.#system, ...this.#replicas]) system.place(unknown, cost);
      });
      return;
    }
    const costs = endpointCosts(solution, this.#endpoints.size);
    const known = [...this.#endpoints.entries()].filter(([, slot]) => (costs[slot] ?? 0) > 0);
    const mean = known.reduce((sum, [, slot]) => sum + (costs[slot] ?? 0), 0) / Math.max(1, known.length);
    for (const [, slot] of this.#endpoints.entries()) {
      if ((costs[slot] ?? 0) > 0 || (this.#weights[slot] ?? 0) !== (this.#counts[slot] ?? 0)) continue;
      for (let part = 0; part < PARTS; part += 1) for (const system of [this.#system, ...this.#replicas]) system.place(PARTS * slot + part, mean / PARTS);
    }
  }

  #forget(until: number): void {
    for (const [process, buffer] of this.#samples) {
      if (buffer.latest >= until - GONE_BLOCKS * this.#block) continue;
      this.#samples.delete(process);
      this.#served.delete(process);
    }
    for (const [id, slot] of Array.from(this.#endpoints.entries())) {
      if ((this.#weights[slot] ?? 0) >= FORGOTTEN || (this.#counts[slot] ?? 0) === 0) continue;
      for (let part = 0; part < PARTS; part += 1) for (const system of [this.#system, ...this.#replicas]) system.forget(PARTS * slot + part);
      this.#counts[slot] = 0;
      this.#weights[slot] = 0;
      this.#crowding.forget(slot);
      this.#twins.forget(slot);
      this.#endpoints.release(id);
    }
  }

  /** What is known now. Requests are those since the endpoint was first seen. */
  costs(): OnlineCosts {
    if (this.#blocks === 0) return { costs: [], withheld: this.#samples.size === 0 ? 'no samples' : 'learning' };
    if (isStarved([this.#saturation])) return { costs: [], withheld: 'starved' };
    const size = this.#endpoints.size;
    const costs = endpointCosts(this.#system.solution, size);
    const draws = this.#replicas.map((replica) => endpointCosts(replica.solve(), size));
    const told = costsWithIntervals({ costs, counts: Float64Array.from(this.#weights), draws, usePrior: this.#resolution === 1, areTwins: (left, right) => this.#twins.areTwins(left, right), modelDeviation: costs.map((cost) => MODEL_SHARE * cost) });
    if (told.length === 0) return { costs: [], withheld: 'no requests' };
    if (typicalHalfWidth(told) > STARVED) return { costs: [], withheld: this.#resolution > 1 ? 'coarse stamps' : 'starved' };
    const ids = new Map([...this.#endpoints.entries()].map(([id, slot]) => [slot, id]));
    ids.set(OTHERS, OTHER_ENDPOINTS);
    const idOf = (slot: number): number => ids.get(slot) ?? -1;
    return {
      costs: told.filter(({ endpoint }) => ids.has(endpoint)).map((cost) => ({ ...cost, endpoint: idOf(cost.endpoint), requests: this.#counts[cost.endpoint] ?? 0, group: cost.group.map(idOf).sort((left, right) => left - right) })).sort((left, right) => left.endpoint - right.endpoint),
    };
  }
}
