import { hostname } from 'node:os';
import { join } from 'node:path';
import { HistoryReader } from '../../storage/history/reader.ts';
import { RequestReader } from '../../storage/requests/reader.ts';
import { stateFolder } from '../../storage/state-folder.ts';
import type { Resource } from '../analysis/capacity/index.ts';
import { seededRandom } from '../analysis/seeded-random.ts';
import { WallClock } from '../analysis/wall-clock.ts';
import { parseTime } from '../analysis/time-words.ts';
import { DEFAULT_ROOTS } from '../collectors/collector.ts';
import { endpointsSetting, type EndpointsSetting } from '../config/endpoints.ts';
import { EXIT, UserError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { cohort as cohortKind, region as regionKind, session as sessionKind } from '../model/kinds/audience.ts';
import { backend as backendKind } from '../model/kinds/backend.ts';
import { REQUESTS_SOCKET } from '../middleware/wire.ts';
import { type Region, REGIONS } from '../model/regions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Timeline } from '../model/timeline.ts';
import { suggest } from '../analysis/nearest.ts';
import { countryOfCode, REQUEST_GROUPS, type RequestGroup } from '../reports/requests/grouping.ts';
import { requestReport, type RequestReport, type RequestRow } from '../reports/requests/request-report.ts';
import { capacityOutlook } from './capacity/outlook.ts';
import { AS_IT_IS } from './capacity/scenario.ts';
import { type Part, partOf } from './capacity/part.ts';
import { ProcessMonitor } from './process-monitor.ts';
import { serviceHistory } from './capacity/service-history.ts';

const SAFETY_MARGIN = 0.1;
/** The same history gives the same answer. */
const PEAK_SEED = 1;

/** Where gateways write their access log unless they are told otherwise. */
const LOGS = {
  nginx: '/var/log/nginx/access.log', apache: '/var/log/apache2/access.log', haproxy: '/var/log/haproxy.log', caddy: '/var/log/caddy/access.log', traefik: '/var/log/traefik/access.log', envoy: '/var/log/envoy/access.log', kong: '/var/log/kong/access.log',
} as const;
export type ApiGateway = keyof typeof LOGS;
const GATEWAYS = Object.keys(LOGS);

export interface EndpointConfiguration {
  /** Whose access log is read; by default its usual place and format. */
  readonly apiGateway?: ApiGateway;
  /** The access log, where it is not at its usual place. */
  readonly log?: string;
  /** Its format: a name of `pyprocwatch endpoints formats`, the gateway's own format string, or `auto` (default). */
  readonly logFormat?: string;
  /** Routes by patterns, before those that are learned: `/api/v1/users/*`. */
  readonly endpoints?: readonly string[];
  /** Everything else as in .pyprocwatchrc, under `endpoints`. */
  readonly more?: Partial<EndpointsSetting>;
}

export interface MobileBackendOptions {
  /** Where what is counted is kept (default: where the program keeps its state). */
  readonly folder?: string;
  /** Seconds between two snapshots (default 1). */
  readonly intervalSeconds?: number;
}

/** What one endpoint, or another group of requests, came to. Seconds, bytes, percents; NaN is not known. */
export type EndpointResources = Omit<RequestRow, 'p50Seconds' | 'p95Seconds' | 'p99Seconds'> & Partial<Pick<RequestRow, 'p50Seconds' | 'p95Seconds' | 'p99Seconds'>>;

export const SESSION_RESOURCES = ['cpu', 'memory', 'connections', 'bytes'] as const;
export type SessionResource = (typeof SESSION_RESOURCES)[number];

/** What the active sessions of a cohort take. */
export interface CohortImpact {
  readonly cohort: string;
  readonly activeSessions: number;
  readonly requestsPerSecond: number;
  /** CPU seconds by session and minute. */
  readonly cpuSecondsPerSession?: number;
  readonly cpuPercent?: number;
  /** By regression over all cohorts; NaN where its error is greater than itself. */
  readonly memoryBytesPerSession?: number;
  readonly connections?: number;
  readonly sentBytesPerSecond?: number;
}

/** How a backend scales: where more requests at a time begin to cost more than those before. */
export interface Scaling {
  readonly backend: string;
  readonly concurrency: number;
  readonly p95Seconds: number;
  /** NaN while response times are a straight line. */
  readonly bendConcurrency: number;
}

export interface SessionImpact {
  readonly time: number;
  readonly activeSessions: number;
  readonly cohorts: readonly CohortImpact[];
  /** The dearest sessions, by made-up names. */
  readonly sessions: readonly { readonly id: string; readonly cohort: string; readonly country: string; readonly requests: number; readonly cpuSeconds: number; readonly sentBytes: number; readonly connectionSeconds: number }[];
  readonly scaling: readonly Scaling[];
}

export const GEO_METRICS = ['latency', 'resource_usage', 'user_count'] as const;
export type GeoMetric = (typeof GEO_METRICS)[number];

export interface RegionResources {
  readonly region: Region;
  readonly requests: number;
  readonly p50Seconds?: number;
  readonly p95Seconds?: number;
  readonly p99Seconds?: number;
  readonly cpuSeconds?: number;
  readonly cpuSharePercent?: number;
  readonly sentBytes?: number;
  /** Active sessions in a minute, on average. */
  readonly userCount?: number;
}

/** What a resource will take at its highest: cores, bytes, connections, bits a second. */
export interface PeakResource {
  readonly resource: Resource;
  /** The middle, and what it stays below with the confidence asked for, margin included. */
  readonly likely: number;
  readonly bound: number;
  /** When it most likely is, ms since the epoch. */
  readonly time: number;
  /** The highest so far. */
  readonly was: number;
}

export interface PeakPrediction {
  readonly resources: readonly PeakResource[];
  /** Requests a second at the highest; undefined where none are known: then it is the whole machine. */
  readonly requestsPerSecond: { readonly likely: number; readonly bound: number } | undefined;
  /** Sum of errors by sum of values that is to be expected of the load, 0..1; NaN where not known. */
  readonly expectedError: number;
  /** How well it can be told, and what was found on the way, as sentences. */
  readonly words: readonly string[];
}

export interface PeakRequest {
  readonly forecastDays?: number;
  /** 0 to 1. */
  readonly confidenceLevel?: number;
  /** A tenth on top of the bounds. */
  readonly includeSafetyMargin?: boolean;
  /** Of all requests: 1.2 is a fifth more users. */
  readonly userGrowth?: number;
  /** Of a part alone: an endpoint by its route (`/pay`, or `GET /pay`), a region by its two letters, a cohort by its name. */
  readonly of?: Part;
}

/**
 * The requests of a backend: what each endpoint, session and region of the world costs.
 *
 *     const monitor = new MobileBackendMonitor().configureEndpoints({ apiGateway: 'nginx', endpoints: ['/api/v1/users/*'] });
 *     monitor.start();
 *     const endpoints = await monitor.getEndpointResources({ timeRange: '1h' });
 */
export class MobileBackendMonitor {
  readonly #folder: string;
  readonly #intervalSeconds: number;
  #endpoints: EndpointsSetting = endpointsSetting.parse({});
  #timeline: Timeline | undefined;

  constructor({ folder = stateFolder(process.env), intervalSeconds = 1 }: MobileBackendOptions = {}) {
    this.#folder = folder;
    this.#intervalSeconds = intervalSeconds;
  }

  /** Says where requests are read and how they are told apart; before `start`. Throws a `UserError` for what is not understood. */
  configureEndpoints({ apiGateway, log, logFormat = 'auto', endpoints = [], more = {} }: EndpointConfiguration): this {
    if (this.#timeline !== undefined) throw new UserError('requests are being read already', { where: 'configureEndpoints', mend: 'call it before start(), or after stop()', exitCode: EXIT.configuration });
    if (apiGateway !== undefined) oneOf(apiGateway, GATEWAYS, 'apiGateway');
    const file = log ?? (apiGateway === undefined ? undefined : LOGS[apiGateway]);
    const parsed = endpointsSetting.safeParse({ ...more, patterns: [...endpoints, ...more.patterns ?? []], logs: [...file === undefined ? [] : [{ file, format: logFormat, ...(apiGateway === undefined ? {} : { name: apiGateway }) }], ...more.logs ?? []] });
    if (!parsed.success) throw new UserError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), { where: 'configureEndpoints', mend: 'see docs/endpoints.md', exitCode: EXIT.configuration });
    this.#endpoints = parsed.data;
    return this;
  }

  /** Begins to read and to count; what was counted stays in the folder. Snapshots have frames of the kinds endpoint, session, region ... Throws a `UserError` where nothing is to be read. */
  start(): Timeline {
    const { logs, otlp, middleware } = this.#endpoints;
    if (logs.length === 0 && !otlp.enabled && !middleware) throw new UserError('there are no requests to read', { where: 'start', mend: 'call configureEndpoints({ apiGateway: \'nginx\' }) or with a log of yours before', exitCode: EXIT.configuration });
    this.#timeline ??= new ProcessMonitor({
      intervalSeconds: this.#intervalSeconds,
      traffic: { endpoints: this.#endpoints, roots: DEFAULT_ROOTS, folder: this.#folder, socket: this.#endpoints.middleware ? join(this.#folder, REQUESTS_SOCKET) : undefined, hostname: hostname(), command: 'MobileBackendMonitor', minutesMilliseconds: 48 * 3_600_000, hoursMilliseconds: 90 * 86_400_000 },
    }).start();
    return this.#timeline;
  }

  /** Ends what was started; all that was counted is stored. */
  async stop(): Promise<void> {
    await this.#timeline?.close();
    this.#timeline = undefined;
  }

  /** What requests came to in a time up to now (`15m`, `1h`, `7d`), the most CPU first. Rejects with a `UserError` when nothing was counted. */
  async getEndpointResources({ timeRange = '1h', groupBy = 'endpoint', includePercentiles = true }: { readonly timeRange?: string; readonly groupBy?: RequestGroup; readonly includePercentiles?: boolean } = {}): Promise<readonly EndpointResources[]> {
    oneOf(groupBy, REQUEST_GROUPS, 'groupBy');
    const { rows } = await this.#report(timeRange, groupBy);
    return includePercentiles ? rows : rows.map(({ p50Seconds: _p50, p95Seconds: _p95, p99Seconds: _p99, ...row }) => row);
  }

  /** What active sessions take now; after `start`. Rejects with a `UserError` before the first snapshot. */
  async analyzeSessionImpact({ activeSessions = true, resourceMetrics = SESSION_RESOURCES, userCohorts }: { readonly activeSessions?: boolean; readonly resourceMetrics?: readonly SessionResource[]; readonly userCohorts?: readonly string[] } = {}): Promise<SessionImpact> {
    const snapshot = await Promise.resolve(this.#timeline?.latest());
    const cohorts = snapshot?.frame(cohortKind);
    if (snapshot === undefined || cohorts === undefined) throw new UserError('nothing is known of sessions yet', { where: 'analyzeSessionImpact', mend: 'call start() and wait for a snapshot with requests', exitCode: EXIT.unavailable });
    for (const metric of resourceMetrics) oneOf(metric, SESSION_RESOURCES, 'resourceMetrics');
    const has = (metric: SessionResource): boolean => resourceMetrics.includes(metric);
    const rows = rowsOf(cohorts).filter((row) => userCohorts === undefined || userCohorts.includes(cohorts.text('name', row)));
    return {
      // Each is from somewhere, but not each of a cohort.
      time: snapshot.time, activeSessions: sumOf(snapshot.frame(regionKind), 'activeSessions'),
      cohorts: rows.map((row) => ({
        cohort: cohorts.text('name', row), activeSessions: cohorts.number('activeSessions', row), requestsPerSecond: cohorts.number('requestsPerSecond', row),
        ...(has('cpu') ? { cpuSecondsPerSession: cohorts.number('cpuPerSessionSeconds', row), cpuPercent: cohorts.number('cpuPercent', row) } : {}),
        ...(has('memory') ? { memoryBytesPerSession: cohorts.number('memoryPerSessionBytes', row) } : {}),
        ...(has('connections') ? { connections: cohorts.number('connections', row) } : {}),
        ...(has('bytes') ? { sentBytesPerSecond: cohorts.number('sentBytesPerSecond', row) } : {}),
      })),
      sessions: activeSessions ? sessionsOf(snapshot, userCohorts) : [],
      scaling: scalingOf(snapshot),
    };
  }

  /** By part of the world, in a time up to now. Rejects with a `UserError` when nothing was counted. */
  async getGeographicDistribution({ regions, metrics = GEO_METRICS, timeRange = '1h' }: { readonly regions?: readonly Region[]; readonly metrics?: readonly GeoMetric[]; readonly timeRange?: string } = {}): Promise<readonly RegionResources[]> {
    for (const region of regions ?? []) oneOf(region, REGIONS, 'regions');
    for (const metric of metrics) oneOf(metric, GEO_METRICS, 'metrics');
    const { rows } = await this.#report(timeRange, 'region');
    const users = metrics.includes('user_count') ? await this.#users(timeRange) : new Map<string, number>();
    return rows.flatMap((row): RegionResources[] => {
      const region = countryRegion(row.name);
      if (region === undefined || (regions !== undefined && !regions.includes(region))) return [];
      return [{
        region, requests: row.requests,
        ...(metrics.includes('latency') ? { p50Seconds: row.p50Seconds, p95Seconds: row.p95Seconds, p99Seconds: row.p99Seconds } : {}),
        ...(metrics.includes('resource_usage') ? { cpuSeconds: row.cpuSeconds, cpuSharePercent: row.cpuSharePercent, sentBytes: row.sentBytes } : {}),
        ...(metrics.includes('user_count') ? { userCount: users.get(region) ?? 0 } : {}),
      }];
    });
  }

  /** What the next days need at most, by the requests to come and what they cost, of what `pyprocwatch watch` (or record) kept. Rejects with a `UserError` where too little was, or the part is not known. */
  async predictPeakResources({ forecastDays = 7, confidenceLevel = 0.95, includeSafetyMargin = true, userGrowth = 1, of }: PeakRequest = {}): Promise<PeakPrediction> {
    const margin = includeSafetyMargin ? SAFETY_MARGIN : 0;
    const part = of === undefined ? undefined : partOf(of.kind, of.name, 'of');
    const reader = await HistoryReader.open(this.#folder);
    try {
      const history = serviceHistory(reader, Math.min(Date.now(), reader.bounds()?.to ?? Date.now()), part);
      if (history === undefined) throw new UserError('nothing was recorded to predict by', { where: 'predictPeakResources', mend: 'run pyprocwatch watch for some days', exitCode: EXIT.unavailable });
      const { resources, requests, notes } = capacityOutlook(history, { days: forecastDays, confidence: confidenceLevel, margin, scenario: { ...AS_IT_IS, growth: userGrowth }, holidays: undefined, clock: new WallClock(), random: seededRandom(PEAK_SEED) });
      return {
        resources: resources.map(({ resource, was, peak, load }) => ({ resource, was, likely: peak.median, bound: peak.bound * (1 + margin), time: (load.points[peak.step]?.time ?? Number.NaN) * 1000 })),
        requestsPerSecond: requests === undefined ? undefined : { likely: requests.peak(0.5), bound: requests.peak(confidenceLevel) },
        expectedError: (requests ?? resources[0]?.load)?.expectedError ?? Number.NaN, words: [...[requests ?? resources[0]?.load].flatMap((load) => (load === undefined ? [] : [load.words])), ...notes],
      };
    } finally {
      reader.close();
    }
  }

  async #report(timeRange: string, group: RequestGroup): Promise<RequestReport> {
    const period = periodOf(timeRange);
    const reader = await RequestReader.open(this.#folder);
    try {
      return requestReport(reader.slices(period.from, period.to), reader.names(), { period, group, sort: 'cpuSeconds', wanted: () => true });
    } finally {
      reader.close();
    }
  }

  async #users(timeRange: string): Promise<ReadonlyMap<string, number>> {
    const { from, to } = periodOf(timeRange);
    const reader = await RequestReader.open(this.#folder);
    try {
      const sums = new Map<string, number>();
      let minutes = 0;
      for (const { rows } of reader.audience(from, to)) {
        minutes += 1;
        for (const { region, sessions } of rows) sums.set(countryOfCode(region).region, (sums.get(countryOfCode(region).region) ?? 0) + sessions);
      }
      return new Map([...sums].map(([region, sum]) => [region, sum / Math.max(1, minutes)]));
    } finally {
      reader.close();
    }
  }
}

/** Whoever writes JavaScript has no compiler that would say so. */
function oneOf(given: string, known: readonly string[], where: string): void {
  if (!known.includes(given)) throw new UserError(`there is no "${given}"`, { where, mend: suggest(given, known), exitCode: EXIT.usage });
}

const sumOf = (frame: Frame | undefined, field: string): number => (frame === undefined ? 0 : rowsOf(frame).reduce((sum, row) => sum + frame.number(field, row), 0));

const rowsOf = (frame: Frame): number[] => Array.from({ length: frame.count }, (_, row) => row);

const countryRegion = (name: string): Region | undefined => REGIONS.find((region) => region === name);

function periodOf(timeRange: string): { readonly from: number; readonly to: number } {
  const now = Date.now();
  const from = parseTime(`-${timeRange.replace(/^-/, '')}`, now);
  if (from === undefined || from >= now) throw new UserError(`"${timeRange}" is no length of time`, { where: 'timeRange', mend: 'write for example 15m, 1h or 7d', exitCode: EXIT.usage });
  return { from, to: now };
}

function sessionsOf(snapshot: Snapshot, cohorts: readonly string[] | undefined): SessionImpact['sessions'] {
  const frame = snapshot.frame(sessionKind);
  if (frame === undefined) return [];
  return rowsOf(frame).filter((row) => cohorts === undefined || cohorts.includes(frame.text('cohort', row))).map((row) => ({
    id: frame.text('id', row), cohort: frame.text('cohort', row), country: frame.text('country', row), requests: frame.number('requests', row),
    cpuSeconds: frame.number('cpuSeconds', row), sentBytes: frame.number('sentBytes', row), connectionSeconds: frame.number('connectionSeconds', row),
  }));
}

function scalingOf(snapshot: Snapshot): readonly Scaling[] {
  const frame = snapshot.frame(backendKind);
  if (frame === undefined) return [];
  return rowsOf(frame).map((row) => ({ backend: frame.text('address', row), concurrency: frame.number('concurrency', row), p95Seconds: frame.number('p95Seconds', row), bendConcurrency: frame.number('bendConcurrency', row) }));
}
