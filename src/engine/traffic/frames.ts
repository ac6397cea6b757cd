import type { TrafficFigures } from '../../analysis/traffic/traffic-window.ts';
import { type Frame, FrameBuilder, KeptTexts } from '../../model/frame.ts';
import { cohort, edge, region, session } from '../../model/kinds/audience.ts';
import { backend, BACKEND_ROLES } from '../../model/kinds/backend.ts';
import { COST_KNOWN, endpoint } from '../../model/kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../../model/kinds/endpoint-parts.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { BackendState, KnownCost } from './backend-state.ts';
import { SITE_ROUTES } from './log-site.ts';
import { firstOf, secondOf, type TrafficBook } from './traffic-book.ts';

/** What is shown is stored too, each 5 s: so many sessions, slow requests and pairs are some 60 MB a day. */
const SESSIONS_SHOWN = 50;
const SLOW_SHOWN = 200;
const PAIRS_SHOWN = 1000;
/** Of more pairs of endpoints and countries than this the frame is made anew each five seconds only. */
const FEW_PAIRS = 200;
const PAIRS_MILLISECONDS = 4500;
const GROUP_SHOWN = 5;
const GATEWAY = BACKEND_ROLES.indexOf('gateway');

/** What an endpoint is called. */
export interface EndpointName {
  readonly site: SafeText;
  readonly method: SafeText;
  readonly route: SafeText;
  /** Method and route, and the site where there are several. */
  readonly id: SafeText;
}

export interface RegionName {
  readonly country: SafeText;
  readonly name: SafeText;
  readonly area: SafeText;
  readonly distanceKilometres: number;
}

/** Names of all numbers that a book has. */
export interface TrafficNames {
  endpoint(number: number): EndpointName;
  region(number: number): RegionName;
  cohort(number: number): SafeText;
  edge(number: number): SafeText;
  /** Empty where the number is another's than it was in that generation. */
  session(number: number, generation?: number): SafeText;
}

export interface Known {
  readonly costs: (endpoint: number) => KnownCost | undefined;
  readonly backends: readonly BackendState[];
  /** Bytes of memory a session and a request under way, by endpoint and cohort; NaN is not known. */
  readonly memoryPerSession: number;
  readonly memoryPerRequest: (endpoint: number) => number;
  readonly ioPerRequest: (endpoint: number) => number;
  /** Requests under way from which on response times of a backend bend upwards; NaN is not known. */
  readonly bend: (backend: number) => number;
  readonly sessionMilliseconds: number;
}

/** Makes frames of a book, the same texts as the same arrays from tick to tick. */
export class TrafficFrames {
  readonly #names: TrafficNames;
  readonly #kept = new Map<string, KeptTexts>();
  #regionPairs: { readonly at: number; readonly frame: Frame } | undefined;

  constructor(names: TrafficNames) {
    this.#names = names;
  }

  frames(book: TrafficBook, known: Known, now: number): readonly Frame[] {
    const audience = book.audience(now - known.sessionMilliseconds);
    const all = cpuOf(book, known, now);
    return [
      this.#endpoints(book, known, all, now), this.#backends(book, known, now), this.#endpointProcesses(book, known, now), this.#endpointRegions(book, now),
      this.#regions(book, audience.byRegion, all, now), this.#cohorts(book, audience.byCohort, known, all, now), this.#edges(book, now), this.#sessions(book, now), this.#slow(book, known, now),
    ];
  }

  #texts(kind: string): KeptTexts {
    let kept = this.#kept.get(kind);
    if (kept === undefined) {
      kept = new KeptTexts();
      this.#kept.set(kind, kept);
    }
    return kept;
  }

  #endpoints(book: TrafficBook, known: Known, all: number, now: number): Frame {
    const builder = new FrameBuilder(endpoint, this.#texts(endpoint.name));
    for (const [number, window] of book.endpoints.recent(now)) {
      const figures = window.figures(now);
      const cost = known.costs(number);
      builder.add({
        ...trafficRow(figures, all), ...this.#names.endpoint(number), totalRequests: window.total, concurrency: figures.concurrency, upstreamPercent: figures.upstreamPercent,
        // What it costs now, not what its requests of the last minute were thought to.
        ...(cost === undefined ? {} : costRow(cost, figures, all)),
        costKnown: cost?.known ?? COST_KNOWN.indexOf('?'),
        memoryPerRequestBytes: known.memoryPerRequest(number), ioPerRequestBytes: known.ioPerRequest(number),
        group: this.#groupOf(cost?.group ?? [], number),
      });
    }
    return builder.build();
  }

  /** Others of a group, the first few by name: texts are sent and stored with each row of it. */
  #groupOf(group: readonly number[], own: number): SafeText {
    const others = group.filter((other) => other !== own);
    const more = others.length - GROUP_SHOWN;
    return safeText(`${others.slice(0, GROUP_SHOWN).map((other) => (other < 0 ? '(others)' : this.#names.endpoint(other).id)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }

  #backends(book: TrafficBook, known: Known, now: number): Frame {
    const builder = new FrameBuilder(backend, this.#texts(backend.name));
    const sites = new Map([...book.sites.recent(now)].map(([place, window]) => [this.#names.endpoint(place * SITE_ROUTES).site, window]));
    for (const state of known.backends) {
      const own = book.backends.get(state.number)?.figures(now);
      // All requests of its sites pass a gateway.
      const passed = state.role === GATEWAY ? state.sites.flatMap((site) => sites.get(site)?.figures(now) ?? []) : [];
      const figures = state.role === GATEWAY ? together(passed) : own;
      const requestsPerSecond = figures?.requestsPerSecond ?? 0;
      const other = state.role === GATEWAY || own === undefined || Number.isNaN(own.cpuPerSecond) ? Number.NaN : 100 - (own.cpuPerSecond * 1e4) / state.cpuPercent;
      builder.add({
        role: state.role, requestsPerSecond, processes: state.pids.length, cpuPercent: state.cpuPercent, delayPercent: state.delayPercent, rssBytes: state.rssBytes, samplingMilliseconds: state.samplingMilliseconds, samplingPercent: state.samplingPercent,
        cpuPerRequestSeconds: requestsPerSecond > 0 ? state.cpuPercent / 100 / requestsPerSecond : Number.NaN,
        otherPercent: state.cpuPercent > 0 ? Math.max(0, Math.min(100, other)) : Number.NaN, concurrency: figures?.concurrency ?? Number.NaN,
        p95Seconds: figures?.p95Seconds ?? Number.NaN, bendConcurrency: known.bend(state.number), site: state.site, address: state.address, pids: safeText(state.pids.map(({ pid }) => pid).join(',')),
      });
    }
    return builder.build();
  }

  #endpointProcesses(book: TrafficBook, known: Known, now: number): Frame {
    const builder = new FrameBuilder(endpointProcess, this.#texts(endpointProcess.name));
    const backends = new Map(known.backends.map((state) => [state.number, state]));
    for (const [pair, { requestsPerSecond, cpuPerSecond }] of book.endpointBackends.recent(now, PAIRS_SHOWN)) {
      const state = backends.get(secondOf(pair));
      if (state === undefined) continue;
      for (const { pid, name, share } of state.pids) {
        builder.add({
          pid, name, requestsPerSecond: requestsPerSecond * share, cpuPercent: cpuPerSecond * 100 * share,
          cpuSharePercent: state.cpuPercent > 0 ? Math.min(100, (cpuPerSecond * 1e4) / state.cpuPercent) : Number.NaN,
          backend: state.address, process: safeText(String(pid)), endpoint: this.#names.endpoint(firstOf(pair)).id,
        });
      }
    }
    return builder.build();
  }

  #endpointRegions(book: TrafficBook, now: number): Frame {
    const before = this.#regionPairs;
    if (before !== undefined && before.frame.count > FEW_PAIRS && now >= before.at && now - before.at < PAIRS_MILLISECONDS) return before.frame;
    const builder = new FrameBuilder(endpointRegion, this.#texts(endpointRegion.name));
    for (const [pair, { requestsPerSecond, errorPercent, p95Seconds, cpuPerSecond }] of book.endpointRegions.recent(now, PAIRS_SHOWN)) {
      const { country, name } = this.#names.region(secondOf(pair));
      builder.add({ requestsPerSecond, errorPercent, p95Seconds, cpuPercent: cpuPerSecond * 100, country, name, endpoint: this.#names.endpoint(firstOf(pair)).id });
    }
    const frame = builder.build();
    this.#regionPairs = { at: now, frame };
    return frame;
  }

  #regions(book: TrafficBook, audience: ReadonlyMap<number, number>, all: number, now: number): Frame {
    const builder = new FrameBuilder(region, this.#texts(region.name));
    for (const [number, window] of book.regions.recent(now)) builder.add({ ...trafficRow(window.figures(now), all), ...this.#names.region(number), activeSessions: audience.get(number) ?? 0 });
    return builder.build();
  }

  #cohorts(book: TrafficBook, audience: ReadonlyMap<number, number>, known: Known, all: number, now: number): Frame {
    const builder = new FrameBuilder(cohort, this.#texts(cohort.name));
    for (const [number, window] of book.cohorts.recent(now)) {
      const figures = window.figures(now);
      const activeSessions = audience.get(number) ?? 0;
      builder.add({
        ...trafficRow(figures, all), activeSessions, connections: figures.connections, memoryPerSessionBytes: known.memoryPerSession,
        cpuPerSessionSeconds: activeSessions > 0 ? (figures.cpuPerSecond * 60) / activeSessions : Number.NaN, name: this.#names.cohort(number),
      });
    }
    return builder.build();
  }

  #edges(book: TrafficBook, now: number): Frame {
    const builder = new FrameBuilder(edge, this.#texts(edge.name));
    for (const [number, window] of book.edges.recent(now)) {
      const { requestsPerSecond, hitPercent, errorPercent, p95Seconds, sentBytesPerSecond, cpuPerSecond } = window.figures(now);
      builder.add({ requestsPerSecond, hitPercent, errorPercent, p95Seconds, sentBytesPerSecond, cpuPercent: cpuPerSecond * 100, name: this.#names.edge(number) });
    }
    return builder.build();
  }

  #sessions(book: TrafficBook, now: number): Frame {
    const builder = new FrameBuilder(session, this.#texts(session.name));
    for (const number of book.sessions.dearest(SESSIONS_SHOWN)) {
      const row = book.sessions.row(number, now);
      const answered = row.requests;
      builder.add({
        requests: row.requests, requestsPerSecond: row.requestsPerSecond, errors: row.failures, cpuSeconds: row.cpuSeconds, sentBytes: row.sentBytes, receivedBytes: row.receivedBytes,
        meanSeconds: answered > 0 ? row.responseSeconds / answered : Number.NaN, connectionSeconds: row.connectionSeconds, since: row.first / 1000, lastAt: row.last / 1000,
        cohort: this.#names.cohort(row.cohort), country: this.#names.region(row.region).country, id: this.#names.session(number),
      });
    }
    return builder.build();
  }

  #slow(book: TrafficBook, known: Known, now: number): Frame {
    const builder = new FrameBuilder(slowRequest, this.#texts(slowRequest.name));
    const addresses = new Map(known.backends.map((state) => [state.number, state.address]));
    for (const request of book.slowest.list(now, SLOW_SHOWN)) {
      builder.add({
        endedAt: request.endedAt / 1000, durationSeconds: request.duration / 1000, upstreamSeconds: request.upstream / 1000, status: request.status, sentBytes: request.sentBytes,
        id: safeText(`${Math.round(request.endedAt).toString(36)}-${request.number}`), backend: addresses.get(request.backend) ?? safeText(''), country: this.#names.region(request.region).country, session: this.#names.session(request.session, request.generation), endpoint: this.#names.endpoint(request.endpoint).id,
      });
    }
    return builder.build();
  }
}

/** Requests of several sites that pass one gateway. */
function together(all: readonly TrafficFigures[]): Pick<TrafficFigures, 'requestsPerSecond' | 'concurrency' | 'p95Seconds'> {
  const sum = (of: (figures: TrafficFigures) => number): number => all.reduce((total, figures) => total + of(figures), 0);
  // Percentiles do not add up: that of the site whose requests take longest.
  return { requestsPerSecond: sum(({ requestsPerSecond }) => requestsPerSecond), concurrency: sum(({ concurrency }) => concurrency), p95Seconds: all.reduce((most, { p95Seconds }) => (p95Seconds > most || Number.isNaN(most) ? p95Seconds : most), Number.NaN) };
}

/** The figures that all sets of requests have, as fields. `all`: CPU a second of all requests. */
function trafficRow({ requestsPerSecond, errorPercent, clientErrorPercent, p50Seconds, p95Seconds, p99Seconds, sentBytesPerSecond, receivedBytesPerSecond, cpuPerSecond, cpuPerRequestSeconds }: TrafficFigures, all: number) {
  return {
    requestsPerSecond, errorPercent, clientErrorPercent, p50Seconds, p95Seconds, p99Seconds, sentBytesPerSecond, receivedBytesPerSecond,
    ...shares(cpuPerSecond, all), cpuPerRequestSeconds,
  };
}

/** CPU a second of all requests, by what they cost now. */
function cpuOf(book: TrafficBook, known: Known, now: number): number {
  let sum = 0;
  for (const [number, window] of book.endpoints.recent(now)) {
    const { meanPerSecond, gatewayShare } = window.figures(now);
    const cost = known.costs(number)?.cpuSeconds ?? Number.NaN;
    if (!Number.isNaN(cost)) sum += cost * meanPerSecond * (1 - gatewayShare);
  }
  return sum;
}

/** What the requests of an endpoint cost now, those that the gateway answered by itself among them. */
function costRow({ cpuSeconds, low, high }: KnownCost, { meanPerSecond, gatewayShare }: TrafficFigures, all: number) {
  const served = 1 - gatewayShare;
  // With nothing behind the gateway there is no cost behind it, known or not.
  const scaled = (seconds: number): number => (served === 0 ? 0 : seconds * served);
  return { ...shares(scaled(cpuSeconds) * meanPerSecond, all), cpuPerRequestSeconds: scaled(cpuSeconds), cpuLowSeconds: scaled(low), cpuHighSeconds: scaled(high) };
}

const shares = (cpuPerSecond: number, all: number) => ({ cpuPercent: cpuPerSecond * 100, cpuSharePercent: all > 0 ? Math.min(100, (cpuPerSecond / all) * 100) : Number.NaN });
