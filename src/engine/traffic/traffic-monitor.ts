import { blankRecord, type RequestRecord } from '../../analysis/traffic/request-record.ts';
import type { RequestCost } from '../../analysis/traffic/request-cells.ts';
import type { RequestLine } from '../../collectors/access-logs/index.ts';
import type { Pseudonyms } from '../../collectors/identity/index.ts';
import type { Frame } from '../../model/frame.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { BackendWatch } from './backend-watch.ts';
import type { CostKeeper } from './cost-keeper.ts';
import { TrafficFrames, type TrafficNames } from './frames.ts';
import type { LogClock } from './log-clock.ts';
import type { LogSite } from './log-site.ts';
import type { RequestIntake } from './request-intake.ts';
import type { RequestKeeping } from './request-keeping.ts';
import { ScalingBook } from './scaling-book.ts';
import { TrafficBook } from './traffic-book.ts';

export interface TrafficParts {
  readonly intake: RequestIntake;
  readonly backends: BackendWatch;
  readonly costs: CostKeeper;
  readonly names: TrafficNames;
  readonly sessions: Pseudonyms;
  readonly sessionMilliseconds: number;
  /** Epoch ms. */
  readonly began: number;
}

/** Two readings of the clock for one moment do not differ by more, unless it was set. */
const AHEAD_MILLISECONDS = 10_000;

const NOTHING: RequestCost = { cpuSeconds: 0, low: 0, high: 0 };

/** Counts requests as they come, and says at each moment what they come to and cost. */
export class TrafficMonitor {
  readonly #parts: TrafficParts;
  readonly #frames: TrafficFrames;
  readonly #record = blankRecord();
  readonly #scaling = new ScalingBook();
  #book: TrafficBook;
  #rotations = 0;
  /** Whether a log tells milliseconds and durations. */
  #isFine = false;
  #keeping: RequestKeeping | undefined;
  /** Of each session, whose number it is: numbers are given to others. */
  readonly #generations: number[] = [];

  constructor(parts: TrafficParts) {
    this.#parts = parts;
    this.#book = new TrafficBook(parts.began);
    this.#frames = new TrafficFrames(parts.names);
  }

  get keeping(): RequestKeeping | undefined {
    return this.#keeping;
  }

  /** From now on what comes is stored. */
  keep(keeping: RequestKeeping): void {
    this.#keeping = keeping;
    keeping.valueBy((endpoint) => this.#parts.costs.of(endpoint));
  }

  /** A line of a log. `now`: epoch ms. */
  line(site: LogSite, line: RequestLine, now: number): void {
    if (Number.isNaN(line.endMilliseconds)) return;
    site.good += 1;
    site.stamped(line.resolutionMilliseconds);
    this.#stamp(site, !Number.isNaN(line.durationMilliseconds));
    this.#parts.intake.fill(site, line, this.#record);
    if (site.clock.saw(line.endMilliseconds, now)) this.#parts.costs.searchClock(site.clock, now);
    this.request(this.#record, now, site.clock);
    this.settleRoutes(site);
  }

  /** What was learned of the routes of a site moves their figures. */
  settleRoutes(site: LogSite): void {
    if (site.routes.hasMoves) this.#move(site);
  }

  /** A request from any source. `clock`: of the log that told of it. */
  request(record: RequestRecord, now: number, clock?: LogClock): void {
    // What has no time is of no minute.
    if (!Number.isFinite(record.endedAt)) return;
    this.#turn();
    record.backend = this.#parts.backends.heir(record.backend);
    const generation = this.#generationOf(record.session);
    const own = this.#ownCost(record);
    this.#parts.costs.request(record, this.#parts.backends.isHere(record.backend), clock);
    this.#book.take(record, (own ?? this.#usualCost(record.endpoint))?.cpuSeconds ?? Number.NaN, now, generation);
    // What it is worth by its endpoint is known better a little later.
    this.#keeping?.take(record, own, Math.min(record.endedAt, now));
  }

  frames(now: number): readonly Frame[] {
    const { backends, costs, sessions, sessionMilliseconds } = this.#parts;
    // With few requests nobody else would look whether it is time.
    sessions.rotateIfDue();
    this.#turn();
    this.#book.sessions.forgetBefore(now - sessionMilliseconds, now + AHEAD_MILLISECONDS);
    return this.#frames.frames(this.#book, {
      costs: (endpoint) => costs.of(endpoint), backends: backends.states(), memoryPerSession: costs.memoryPerSession, memoryPerRequest: (endpoint) => costs.memoryPerRequest(endpoint), ioPerRequest: (endpoint) => costs.ioPerRequest(endpoint),
      bend: (backend) => this.#scaling.bend(backend)?.at ?? Number.NaN, sessionMilliseconds,
    }, now);
  }

  /** Requests a second of the busiest backend: what decides how often CPU is read. Once a second; how each scales is learned from it. */
  busiest(now: number): number {
    let most = 0;
    for (const [backend, window] of this.#book.backends.recent(now)) {
      const { requestsPerSecond, concurrency, p95Seconds } = window.figures(now);
      most = Math.max(most, requestsPerSecond);
      this.#scaling.add(backend, concurrency, p95Seconds, now);
    }
    return most;
  }

  activeSessions(now: number): number {
    return this.#book.audience(now - this.#parts.sessionMilliseconds).all;
  }

  /** Active sessions by country and cohort since `since`. */
  audience(since: number): readonly { readonly region: number; readonly cohort: number; readonly sessions: number }[] {
    const counts = new Map<string, { region: number; cohort: number; sessions: number }>();
    this.#book.sessions.active(since, (_session, cohort, region) => {
      const key = `${region} ${cohort}`;
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { region, cohort, sessions: 1 });
      else known.sessions += 1;
    });
    return [...counts.values()];
  }

  /** What this one request cost, where that is known of it by itself. */
  #ownCost({ cpuSeconds, byGateway }: RequestRecord): RequestCost | undefined {
    if (!Number.isNaN(cpuSeconds)) return { cpuSeconds, low: cpuSeconds, high: cpuSeconds };
    return byGateway ? NOTHING : undefined;
  }

  #usualCost(endpoint: number): RequestCost | undefined {
    const known = this.#parts.costs.of(endpoint);
    return known === undefined || Number.isNaN(known.cpuSeconds) ? undefined : known;
  }

  /** A log of whole seconds without durations says nothing of those beside it that have both. */
  #stamp(site: LogSite, isTimed: boolean): void {
    if (site.resolution === 1) this.#isFine ||= isTimed;
    else if (isTimed || !this.#isFine) this.#parts.costs.stamped(site.resolution);
  }

  /** Made-up names change with their key, and their numbers with them. */
  #turn(): void {
    const { sessions } = this.#parts;
    if (sessions.rotations === this.#rotations) return;
    this.#rotations = sessions.rotations;
    this.#book.forgetSessions();
    this.#generations.length = 0;
  }

  #generationOf(session: number): number {
    const { sessions } = this.#parts;
    if (session < 0) return 0;
    const generation = sessions.generation(session);
    if (this.#generations[session] !== undefined && this.#generations[session] !== generation) this.#book.sessions.forget(session);
    this.#generations[session] = generation;
    return generation;
  }

  #move(site: LogSite): void {
    for (const [from, to] of site.takeMoves()) {
      this.#book.move(from, to);
      this.#parts.costs.move(from, to);
      this.#keeping?.move(from, to);
    }
  }
}

/** What is to be said of logs: lines that were not understood, logs that are not there. */
export function siteNotices(sites: readonly LogSite[], words: (site: LogSite) => SafeText | undefined): Notice[] {
  return sites.flatMap((site): Notice[] => {
    const fault = words(site);
    if (fault !== undefined) return [{ source: 'endpoints', message: fault }];
    const clock = site.named > 0 || site.backend >= 0 ? site.clock.words : undefined;
    if (clock !== undefined) return [{ source: 'endpoints', message: safeText(`${site.name}: ${clock}`) }];
    const bad = site.bad.total;
    const [most] = site.bad.reasons();
    if (bad === 0 || bad < site.good / 10) return [];
    return [{ source: 'endpoints', message: safeText(`${site.name}: ${bad} of ${bad + site.good} lines cannot be read (${most?.reason ?? ''}); see "pyprocwatch endpoints formats"`) }];
  });
}
