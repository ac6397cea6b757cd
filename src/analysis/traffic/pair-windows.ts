import { isFailure, type RequestRecord } from './request-record.ts';

const SLICE_MILLISECONDS = 10_000;
const SLICES = 6;
const WINDOW_MILLISECONDS = SLICE_MILLISECONDS * SLICES;
/** How long a pair stays after its last request. */
const KEEP_MILLISECONDS = 10 * 60_000;
const FIRST_ROOM = 64;
/** Response times fade by this with each slice, in buckets that grow by a fifth: half a ms to two minutes. */
const FADE = 1 - 1 / SLICES;
const BUCKETS = 64;
const [SHORTEST, GROWTH] = [0.5, 240_000 ** (1 / BUCKETS)];
const LOG_GROWTH = Math.log(GROWTH);

/** The last minute of a pair. Percents are of its requests; NaN is not known. */
export interface PairFigures {
  /** All requests ever. */
  readonly total: number;
  readonly requestsPerSecond: number;
  readonly errorPercent: number;
  /** Within a tenth. */
  readonly p95Seconds: number;
  readonly cpuPerSecond: number;
}

const COLUMNS = ['pair', 'total', 'last', 'fadedAt'] as const;
const SUMS = ['requests', 'failures', 'behind', 'cpu', 'cpuKnown'] as const;

/**
 * The last minute of thousands of pairs (an endpoint and a country): in flat columns, since as objects they were half of
 * the memory that is searched at each collection, and most of what is left behind.
 */
export class PairWindows {
  readonly #most: number;
  readonly #began: number;
  readonly #places = new Map<number, number>();
  readonly #free: number[] = [];
  #room = 0;
  #next = 0;
  #own = columns(COLUMNS, 0);
  #sliceOf = new Int32Array(0);
  #sums = columns(SUMS, 0);
  #times = new Float32Array(0);

  /** `most`: what is beyond is not told apart; `began`: epoch ms since when requests are known. */
  constructor(most: number, began: number) {
    this.#most = most;
    this.#began = began;
  }

  /** `at`: epoch ms at which it counts; `cpuSeconds`: NaN where that is not known. */
  take(pair: number, record: RequestRecord, at: number, cpuSeconds: number): void {
    const place = this.#placeOf(pair);
    if (place < 0) return;
    const { total, last } = this.#own;
    add(total, place, 1);
    last[place] = Math.max(last[place] ?? 0, at);
    const slot = this.#slot(place, Math.floor(at / SLICE_MILLISECONDS));
    if (slot < 0) return;
    const sums = this.#sums;
    add(sums.requests, slot, 1);
    if (isFailure(record.status)) add(sums.failures, slot, 1);
    if (!record.byGateway) {
      add(sums.behind, slot, 1);
      if (!Number.isNaN(cpuSeconds)) {
        add(sums.cpu, slot, cpuSeconds);
        add(sums.cpuKnown, slot, 1);
      }
    }
    if (record.connection || Number.isNaN(record.duration)) return;
    this.#fade(place, Math.floor(at / SLICE_MILLISECONDS));
    const bucket = Math.max(0, Math.min(BUCKETS - 1, Math.floor(Math.log(record.duration / SHORTEST) / LOG_GROWTH) || 0));
    add(this.#times, place * BUCKETS + bucket, 1);
  }

  /** What was counted as one pair counts as another; undefined for what stays. */
  moveAll(heirOf: (pair: number) => number | undefined): void {
    // What is set meanwhile is an heir.
    for (const [pair, from] of Array.from(this.#places)) {
      const heir = heirOf(pair);
      if (heir === undefined || heir === pair) continue;
      const to = this.#placeOf(heir);
      if (to >= 0) this.#merge(from, to);
      this.#release(pair, from);
    }
  }

  /** At most so many, those with the most requests. */
  *recent(now: number, most = Number.POSITIVE_INFINITY): Generator<readonly [pair: number, figures: PairFigures]> {
    const { pair: pairs, total, last } = this.#own;
    this.#places.forEach((place, pair) => {
      if (Math.abs(now - (last[place] ?? 0)) > KEEP_MILLISECONDS) this.#release(pair, place);
    });
    const all = Int32Array.from(this.#places.values());
    const shown = all.length <= most ? all : all.sort((one, other) => (total[other] ?? 0) - (total[one] ?? 0)).subarray(0, most);
    for (const place of shown) yield [pairs[place] ?? 0, this.#figures(place, now)];
  }

  #figures(place: number, now: number): PairFigures {
    const first = Math.floor(now / SLICE_MILLISECONDS) - SLICES + 1;
    const sum = { requests: 0, failures: 0, behind: 0, cpu: 0, cpuKnown: 0 };
    for (let slot = place * SLICES; slot < (place + 1) * SLICES; slot += 1) {
      const index = this.#sliceOf[slot] ?? 0;
      if (index < first || index >= first + SLICES) continue;
      sum.requests += this.#sums.requests[slot] ?? 0;
      sum.failures += this.#sums.failures[slot] ?? 0;
      sum.behind += this.#sums.behind[slot] ?? 0;
      sum.cpu += this.#sums.cpu[slot] ?? 0;
      sum.cpuKnown += this.#sums.cpuKnown[slot] ?? 0;
    }
    const known = now < this.#began ? WINDOW_MILLISECONDS : now - this.#began;
    const covered = Math.max(1, Math.min(known, WINDOW_MILLISECONDS - SLICE_MILLISECONDS + (now % SLICE_MILLISECONDS)) / 1000);
    return {
      total: this.#own.total[place] ?? 0, requestsPerSecond: sum.requests / covered, errorPercent: sum.requests > 0 ? (100 * sum.failures) / sum.requests : Number.NaN,
      p95Seconds: sum.requests > 0 ? this.#quantile(place, 0.95) : Number.NaN,
      // Requests whose cost was not known yet count as the others do.
      cpuPerSecond: sum.behind === 0 ? 0 : ((sum.cpuKnown > 0 ? sum.cpu / sum.cpuKnown : Number.NaN) * sum.behind) / covered,
    };
  }

  #quantile(place: number, share: number): number {
    const from = place * BUCKETS;
    let all = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) all += this.#times[from + bucket] ?? 0;
    let rest = share * all;
    if (rest === 0) return Number.NaN;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const count = this.#times[from + bucket] ?? 0;
      if (rest <= count) return (SHORTEST * GROWTH ** (bucket + rest / count)) / 1000;
      rest -= count;
    }
    return Number.NaN;
  }

  /** -1 where a later slice stands. */
  #slot(place: number, index: number): number {
    const slot = place * SLICES + (index % SLICES);
    const kept = this.#sliceOf[slot] ?? 0;
    // One that comes late must not take the place of a later slice; a clock that was set back must.
    if (kept > index && kept - index <= 2 * SLICES) return -1;
    if (kept !== index) {
      this.#sliceOf[slot] = index;
      for (const name of SUMS) this.#sums[name][slot] = 0;
    }
    return slot;
  }

  #fade(place: number, index: number): void {
    const before = this.#own.fadedAt[place] ?? -1;
    // A clock that was set back is not waited for.
    if (before < 0 || before - index > SLICES) this.#own.fadedAt[place] = index;
    const steps = before < 0 ? 0 : index - before;
    if (steps <= 0) return;
    this.#own.fadedAt[place] = index;
    const factor = FADE ** steps;
    for (let at = place * BUCKETS; at < (place + 1) * BUCKETS; at += 1) this.#times[at] = (this.#times[at] ?? 0) * factor;
  }

  #merge(from: number, to: number): void {
    const own = this.#own;
    add(own.total, to, own.total[from] ?? 0);
    own.last[to] = Math.max(own.last[to] ?? 0, own.last[from] ?? 0);
    for (let slot = from * SLICES; slot < (from + 1) * SLICES; slot += 1) {
      const index = this.#sliceOf[slot] ?? 0;
      // A later slice keeps its place.
      if (index === 0 || (this.#sliceOf[to * SLICES + (index % SLICES)] ?? 0) > index) continue;
      const into = this.#slot(to, index);
      if (into < 0) continue;
      for (const name of SUMS) add(this.#sums[name], into, this.#sums[name][slot] ?? 0);
    }
    own.fadedAt[to] = Math.max(own.fadedAt[to] ?? 0, own.fadedAt[from] ?? 0);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) add(this.#times, to * BUCKETS + bucket, this.#times[from * BUCKETS + bucket] ?? 0);
  }

  #placeOf(pair: number): number {
    const known = this.#places.get(pair);
    if (known !== undefined) return known;
    if (this.#places.size >= this.#most) return -1;
    const place = this.#free.pop() ?? this.#next;
    if (place === this.#next) this.#next += 1;
    if (place >= this.#room) this.#grow();
    this.#places.set(pair, place);
    for (const name of COLUMNS) this.#own[name][place] = 0;
    this.#own.pair[place] = pair;
    this.#own.fadedAt[place] = -1;
    this.#sliceOf.fill(0, place * SLICES, (place + 1) * SLICES);
    for (const name of SUMS) this.#sums[name].fill(0, place * SLICES, (place + 1) * SLICES);
    this.#times.fill(0, place * BUCKETS, (place + 1) * BUCKETS);
    return place;
  }

  #release(pair: number, place: number): void {
    this.#places.delete(pair);
    this.#free.push(place);
  }

  #grow(): void {
    this.#room = Math.max(FIRST_ROOM, this.#room * 2);
    this.#own = columns(COLUMNS, this.#room, this.#own);
    this.#sums = columns(SUMS, this.#room * SLICES, this.#sums);
    const sliceOf = new Int32Array(this.#room * SLICES);
    sliceOf.set(this.#sliceOf);
    this.#sliceOf = sliceOf;
    const times = new Float32Array(this.#room * BUCKETS);
    times.set(this.#times);
    this.#times = times;
  }
}

function columns<Name extends string>(names: readonly Name[], size: number, before?: Readonly<Record<Name, Float64Array>>): Record<Name, Float64Array> {
  const made: Partial<Record<Name, Float64Array>> = {};
  for (const name of names) {
    const column = new Float64Array(size);
    if (before !== undefined) column.set(before[name]);
    made[name] = column;
  }
  return whole(names, made);
}

function whole<Name extends string>(names: readonly Name[], made: Partial<Record<Name, Float64Array>>): Record<Name, Float64Array> {
  const isWhole = (record: Partial<Record<Name, Float64Array>>): record is Record<Name, Float64Array> => names.every((name) => record[name] !== undefined);
  if (!isWhole(made)) throw new Error('unreachable');
  return made;
}

function add(column: Float64Array | Float32Array, place: number, value: number): void {
  column[place] = (column[place] ?? 0) + value;
}
