import { OnlineAttribution } from '../../analysis/attribution/online/online-attribution.ts';
import type { Withheld } from '../../analysis/attribution/input.ts';
import type { RequestRecord } from '../../analysis/traffic/request-record.ts';
import { UsageRegression } from '../../analysis/traffic/usage-regression.ts';
import { COST_KNOWN } from '../../model/kinds/endpoint.ts';
import { ClockSearch } from './clock-search.ts';
import type { LogClock } from './log-clock.ts';
import type { KnownCost } from './backend-state.ts';
import type { BackendWatch } from './backend-watch.ts';

const [LEARNING, KNOWN, SUM_ONLY, WITHHELD, EXACT] = [COST_KNOWN.indexOf('learning'), COST_KNOWN.indexOf('known'), COST_KNOWN.indexOf('sum only'), COST_KNOWN.indexOf('withheld'), COST_KNOWN.indexOf('exact')];
/** By stamps of whole seconds costs of endpoints were off by a quarter on average: an interval is no narrower than this part of a cost. */
const COARSE_SHARE = 0.45;
const POINT_MILLISECONDS = 10_000;
/** Costs with their intervals are made for each block at first; later they change little from one to the next, and of a hundred endpoints they take a tenth of a second. */
const EARLY_BLOCKS = 12;
const TELL_MILLISECONDS = 30_000;
/** Requests that ended longer ago cannot be set beside what was sampled then. */
const LATE_MILLISECONDS = 60_000;
/** What is counted of an endpoint that measures itself goes back to this many requests. */
const EXACT_MEMORY = 1000;

/** What it needs of those whose CPU is read. */
type SampledBackends = Pick<BackendWatch, 'sampled' | 'take' | 'ioBytes' | 'rssBytes'>;

interface Exact {
  count: number;
  mean: number;
  squares: number;
}

/** What requests cost: attributed from outside, or as programs measure it themselves. */
export class CostKeeper {
  readonly #random: () => number;
  #online: OnlineAttribution;
  #resolution: number;
  readonly #usage = new UsageRegression();
  readonly #exact = new Map<number, Exact>();
  #costs = new Map<number, KnownCost>();
  #withheld: Withheld | undefined = 'learning';
  #requests = new Map<number, number>();
  #open = new Map<number, number>();
  #pointAt = Number.NaN;
  /** Epoch ms from which on requests may be told apart. */
  #newest = Number.POSITIVE_INFINITY;
  #ioBytes = Number.NaN;
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  readonly #searches = new Map<LogClock, ClockSearch>();

  /** `random`: gives numbers in [0, 1); `resolution`: ms between two stamps of the logs, 1 or 1000. */
  constructor(random: () => number, resolution: number) {
    this.#random = random;
    this.#resolution = resolution;
    this.#online = new OnlineAttribution({ random, resolution });
  }

  /** A log has stamps of so many ms: with whole seconds costs are known coarsely, or not at all, and what was learned of fine ones does not help. */
  stamped(resolution: number): void {
    if (!(resolution > this.#resolution)) return;
    this.#resolution = resolution;
    this.#learnAnew();
  }

  /** The clock of a log may not be this host's: what was learned by it is nothing. `now`: epoch ms. */
  searchClock(clock: LogClock, now: number): void {
    this.#searches.delete(clock);
    if (clock.state === 'searched') this.#searches.set(clock, new ClockSearch(clock.late, now));
    this.#learnAnew();
  }

  #learnAnew(): void {
    this.#online = new OnlineAttribution({ random: this.#random, resolution: this.#resolution });
    this.#costs = new Map();
    this.#withheld = 'learning';
    this.#told = 0;
  }

  /** Why nothing is told. */
  get withheld(): Withheld | undefined {
    return this.#withheld;
  }

  /** `here`: whether the processes that served it are on this host, or may be. `clock`: of the log that told of it. */
  request({ endedAt, duration, upstream, endpoint, backend, connection, cpuSeconds }: RequestRecord, here: boolean, clock?: LogClock): void {
    const milliseconds = Number.isNaN(upstream) ? duration : upstream;
    this.#requests.set(endpoint, (this.#requests.get(endpoint) ?? 0) + 1);
    if (!Number.isNaN(cpuSeconds)) this.#measured(endpoint, cpuSeconds);
    if (connection) return;
    if (Number.isNaN(milliseconds)) {
      // Beside stamps of whole seconds a duration tells little: that such a log has none does not matter much.
      if (here && this.#resolution > 1 && endedAt >= this.#newest) this.#online.addRequest(endedAt, 0, endpoint, backend);
      return;
    }
    this.#open.set(endpoint, (this.#open.get(endpoint) ?? 0) + milliseconds / POINT_MILLISECONDS);
    // Without samples nothing would ever take it out again; what is old has none, as a log that is read from where it ended last.
    if (!here) return;
    const search = clock === undefined ? undefined : this.#searches.get(clock);
    if (search !== undefined) search.addRequest(endedAt, milliseconds, endpoint, backend);
    else if (endedAt + (clock?.offset ?? 0) >= this.#newest) this.#online.addRequest(endedAt + (clock?.offset ?? 0), milliseconds, endpoint, backend);
  }

  /** What an endpoint was counts as another. */
  move(from: number, to: number): void {
    for (const counts of [this.#requests, this.#open]) {
      const count = counts.get(from);
      counts.delete(from);
      if (count !== undefined) counts.set(to, (counts.get(to) ?? 0) + count);
    }
    this.#costs.delete(from);
    const exact = this.#exact.get(from);
    this.#exact.delete(from);
    if (exact !== undefined && (this.#exact.get(to)?.count ?? 0) < exact.count) this.#exact.set(to, exact);
    this.#online.move(from, to);
    this.#usage.move(from, to);
  }

  /** Takes what was sampled, and settles the time that is over. Some milliseconds every five seconds. `sessions`: active ones; `now`: epoch ms. */
  settle(backends: SampledBackends, sessions: () => number, now: number): void {
    const sampled = backends.sampled();
    this.#newest = sampled.length === 0 ? Number.POSITIVE_INFINITY : now - LATE_MILLISECONDS;
    for (const number of sampled) {
      const readings = backends.take(number);
      readings?.times.forEach((time, index) => {
        for (const learner of [this.#online, ...this.#searches.values()]) learner.addSample(number, time, readings.cpu[index] ?? Number.NaN, readings.delay[index] ?? 0);
      });
    }
    this.#endSearches(now);
    const settled = this.#online.advance(now);
    if (settled > 0 && (this.#told < EARLY_BLOCKS || now - this.#toldAt >= TELL_MILLISECONDS || now < this.#toldAt)) {
      this.#told += 1;
      this.#toldAt = now;
      this.#tell();
    }
    if (Number.isNaN(this.#pointAt)) this.#begin(backends, now);
    else if (now < this.#pointAt) this.#begin(backends, now);
    else if (now - this.#pointAt >= POINT_MILLISECONDS) this.#point(backends, sessions(), now);
  }

  #endSearches(now: number): void {
    for (const [clock, search] of this.#searches) {
      if (!search.isDue(now)) continue;
      const offset = search.offset(this.#random);
      if (offset === undefined) this.#searches.set(clock, new ClockSearch(clock.late, now));
      else {
        this.#searches.delete(clock);
        clock.set(offset);
      }
    }
  }

  of(endpoint: number): KnownCost | undefined {
    const exact = this.#exact.get(endpoint);
    if (exact !== undefined && exact.count >= 3) {
      const half = (1.645 * Math.sqrt(exact.squares / Math.max(1, exact.count - 1))) / Math.sqrt(exact.count);
      return { cpuSeconds: exact.mean, low: Math.max(0, exact.mean - half), high: exact.mean + half, known: EXACT, group: [] };
    }
    const known = this.#costs.get(endpoint);
    if (known !== undefined) return known;
    return { cpuSeconds: Number.NaN, low: Number.NaN, high: Number.NaN, known: this.#withheld === 'starved' || this.#withheld === 'coarse stamps' ? WITHHELD : LEARNING, group: [] };
  }

  get memoryPerSession(): number {
    return this.#usage.figures().memoryPerSession;
  }

  memoryPerRequest(endpoint: number): number {
    return this.#usage.figures().memoryPerRequest.get(endpoint) ?? Number.NaN;
  }

  ioPerRequest(endpoint: number): number {
    return this.#usage.figures().ioPerRequest.get(endpoint) ?? Number.NaN;
  }

  #tell(): void {
    const { costs, withheld } = this.#online.costs();
    this.#withheld = withheld;
    this.#costs = new Map(costs.map(({ endpoint, cpuSecondsPerRequest, low, high, identifiable, group }) => {
      const known = identifiable ? KNOWN : group.length > 0 ? SUM_ONLY : LEARNING;
      const coarse = this.#resolution > 1 ? COARSE_SHARE * cpuSecondsPerRequest : 0;
      return [endpoint, { cpuSeconds: cpuSecondsPerRequest, low: Math.min(low, cpuSecondsPerRequest - coarse), high: Math.max(high, cpuSecondsPerRequest + coarse), known, group }];
    }));
  }

  /** Welford's running mean and variance, of the last so many. */
  #measured(endpoint: number, seconds: number): void {
    const exact = this.#exact.get(endpoint) ?? { count: 0, mean: 0, squares: 0 };
    if (exact.count >= EXACT_MEMORY) {
      exact.squares *= (EXACT_MEMORY - 1) / EXACT_MEMORY;
      exact.count -= 1;
    }
    exact.count += 1;
    const difference = seconds - exact.mean;
    exact.mean += difference / exact.count;
    exact.squares += difference * (seconds - exact.mean);
    this.#exact.set(endpoint, exact);
  }

  #begin(backends: SampledBackends, now: number): void {
    this.#pointAt = now;
    this.#ioBytes = backends.ioBytes();
    this.#requests = new Map();
    this.#open = new Map();
  }

  #point(backends: SampledBackends, sessions: number, now: number): void {
    const scale = POINT_MILLISECONDS / (now - this.#pointAt);
    const before = this.#ioBytes;
    const [requests, open] = [this.#requests, this.#open];
    this.#begin(backends, now);
    const scaled = (counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> => new Map([...counts].map(([endpoint, count]) => [endpoint, count * scale]));
    const rssBytes = backends.rssBytes();
    // Nothing to learn from while nobody is found.
    if (rssBytes > 0) this.#usage.add({ ioBytes: this.#ioBytes >= before ? (this.#ioBytes - before) * scale : Number.NaN, rssBytes, requests: scaled(requests), open: scaled(open), sessions });
  }
}
