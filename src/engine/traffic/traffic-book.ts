import { CACHE, type RequestRecord } from '../../analysis/traffic/request-record.ts';
import { PairWindows } from '../../analysis/traffic/pair-windows.ts';
import { SessionTable } from '../../analysis/traffic/session-table.ts';
import { Slowest } from '../../analysis/traffic/slowest.ts';
import { WINDOW_MILLISECONDS } from '../../analysis/traffic/traffic-window.ts';
import { SITE_ROUTES } from './log-site.ts';
import { WindowMap } from './window-map.ts';

const MOST_ENDPOINTS = 5000;
const MOST_OTHERS = 1000;
const MOST_PAIRS = 5000;
const SLOW_EACH = 5;
const SLOW_MILLISECONDS = 5 * 60_000;
/** Two numbers as one key. */
const PAIR = 2 ** 20;

export const pairOf = (one: number, other: number): number => one * PAIR + other;
export const firstOf = (pair: number): number => Math.floor(pair / PAIR);
export const secondOf = (pair: number): number => pair % PAIR;

/** Active sessions: of all, by cohort and by region. */
export interface Audience {
  readonly all: number;
  readonly byCohort: ReadonlyMap<number, number>;
  readonly byRegion: ReadonlyMap<number, number>;
}

/** What goes on: the last minute of requests by all that they are told apart by. */
export class TrafficBook {
  readonly endpoints: WindowMap;
  readonly regions: WindowMap;
  readonly cohorts: WindowMap;
  readonly edges: WindowMap;
  readonly backends: WindowMap;
  /** By the place of the site. */
  readonly sites: WindowMap;
  /** By endpoint and region, by endpoint and backend. */
  readonly endpointRegions: PairWindows;
  readonly endpointBackends: PairWindows;
  #sessions = new SessionTable();
  readonly slowest = new Slowest(SLOW_EACH, SLOW_MILLISECONDS);
  /** `began`: epoch ms since when requests are known. */
  constructor(began: number) {
    this.endpoints = new WindowMap(MOST_ENDPOINTS, began);
    this.regions = new WindowMap(MOST_OTHERS, began);
    this.cohorts = new WindowMap(MOST_OTHERS, began);
    this.edges = new WindowMap(MOST_OTHERS, began);
    this.backends = new WindowMap(MOST_OTHERS, began);
    this.sites = new WindowMap(MOST_OTHERS, began);
    this.endpointRegions = new PairWindows(MOST_PAIRS, began);
    this.endpointBackends = new PairWindows(MOST_PAIRS, began);
  }

  /** `cpuSeconds`: what it cost, NaN where that is not known. Requests that are older than the window count for sessions alone; a clock ahead of ours is taken for now. `generation`: of its session. */
  take(record: RequestRecord, cpuSeconds: number, now: number, generation = 0): void {
    const at = Math.min(record.endedAt, now);
    this.#sessions.take(record, at, cpuSeconds);
    if (now - at >= WINDOW_MILLISECONDS) return;
    this.slowest.take(record, at, generation);
    this.sites.take(Math.floor(record.endpoint / SITE_ROUTES), record, at, cpuSeconds);
    const { endpoint, region, cohort, edge, backend } = record;
    this.endpoints.take(endpoint, record, at, cpuSeconds);
    if (region >= 0) {
      this.regions.take(region, record, at, cpuSeconds);
      this.endpointRegions.take(pairOf(endpoint, region), record, at, cpuSeconds);
    }
    if (cohort >= 0) this.cohorts.take(cohort, record, at, cpuSeconds);
    // What an edge answered by itself cost us nothing.
    if (edge >= 0) this.edges.take(edge, record, at, record.cache === CACHE.hit ? 0 : cpuSeconds);
    if (backend >= 0) {
      this.backends.take(backend, record, at, cpuSeconds);
      this.endpointBackends.take(pairOf(endpoint, backend), record, at, cpuSeconds);
    }
  }

  get sessions(): SessionTable {
    return this.#sessions;
  }

  /** Their numbers mean others from now on. */
  forgetSessions(): void {
    this.#sessions = new SessionTable();
  }

  /** An endpoint turned out to be a part of another. */
  move(from: number, to: number): void {
    this.endpoints.move(from, to);
    this.slowest.move(from, to);
    for (const pairs of [this.endpointRegions, this.endpointBackends]) pairs.moveAll((pair) => (firstOf(pair) === from ? pairOf(to, secondOf(pair)) : undefined));
  }

  /** `since`: epoch ms of the oldest last request. */
  audience(since: number): Audience {
    let all = 0;
    const byCohort = new Map<number, number>();
    const byRegion = new Map<number, number>();
    this.#sessions.active(since, (_session, cohort, region) => {
      all += 1;
      byCohort.set(cohort, (byCohort.get(cohort) ?? 0) + 1);
      byRegion.set(region, (byRegion.get(region) ?? 0) + 1);
    });
    return { all, byCohort, byRegion };
  }
}
