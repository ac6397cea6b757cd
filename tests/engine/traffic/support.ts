import { compileFormat, type FormatOptions, LineReader, type RequestLine } from '../../../src/collectors/access-logs/index.ts';
import { type Geo, openGeo } from '../../../src/collectors/geo/index.ts';
import { Pseudonyms, type PseudonymOptions } from '../../../src/collectors/identity/index.ts';
import type { EndpointsSetting } from '../../../src/config/endpoints.ts';
import { BackendWatch } from '../../../src/engine/traffic/backend-watch.ts';
import { CohortRules } from '../../../src/engine/traffic/cohort-rules.ts';
import { CostKeeper } from '../../../src/engine/traffic/cost-keeper.ts';
import { EdgeNames } from '../../../src/engine/traffic/edge-names.ts';
import { LogSite, type SiteOptions, SITE_ROUTES } from '../../../src/engine/traffic/log-site.ts';
import { NumberedTexts } from '../../../src/engine/traffic/numbered-texts.ts';
import { RequestIntake } from '../../../src/engine/traffic/request-intake.ts';
import { namesOf } from '../../../src/engine/traffic/site-names.ts';
import { TrafficMonitor } from '../../../src/engine/traffic/traffic-monitor.ts';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import type { Frame } from '../../../src/model/frame.ts';
import { type SafeText, safeText } from '../../../src/model/safe-text.ts';
import { temporaryFolder } from '../../config/support.ts';

/** A moment; 2027-01-15 08:00:00 UTC. */
export const T0 = 1_800_000_000_000;

/** nginx with all that the monitor can use. */
export const FORMAT = '$remote_addr [$time_iso8601] $msec "$request" $status $body_bytes_sent $request_time $upstream_response_time "$upstream_addr" "$http_user_agent" "$http_x_session" "$http_x_plan" "$http_cf_ray" "$upstream_cache_status"';

export interface LineWords {
  readonly at?: number;
  readonly client?: string;
  readonly request?: string;
  readonly status?: number;
  readonly bytes?: number;
  readonly seconds?: number | string;
  readonly upstreamSeconds?: number | string;
  readonly upstream?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly plan?: string;
  readonly ray?: string;
  readonly cache?: string;
}

export const lineOf = ({ at = T0, client = '81.2.69.142', request = 'GET /users/17 HTTP/1.1', status = 200, bytes = 500, seconds = 0.02, upstreamSeconds = seconds, upstream = '127.0.0.1:8080', agent = 'App/1 Android', session = '-', plan = '-', ray = '-', cache = '-' }: LineWords = {}): string =>
  `${client} [${new Date(at).toISOString().slice(0, 19)}+00:00] ${(at / 1000).toFixed(3)} "${request}" ${status} ${bytes} ${seconds} ${upstreamSeconds} "${upstream}" "${agent}" "${session}" "${plan}" "${ray}" "${cache}"\n`;

export const siteOf = (options: Partial<SiteOptions> = {}): LogSite => new LogSite({ index: 0, name: safeText('shop'), patterns: [], mostRoutes: 500, backend: -1, gateway: -1, ...options });

/** Calls `each` for each line; the object is good until it returns. */
export function readLines(site: LogSite, text: string, each: (line: RequestLine) => void, more: FormatOptions = { session: 'http_x_session' }): void {
  const options = { ...more, ...(site.extra.length === 0 ? {} : { cohorts: site.extra }) };
  new LineReader(compileFormat(FORMAT, options).parser(), each, site.bad).feed(Buffer.from(text));
}

export const recordOf = (over: Partial<RequestRecord> = {}): RequestRecord => ({ ...blankRecord(), endedAt: T0, duration: 20, upstream: 18, status: 200, endpoint: 5, region: 60, session: 1, ...over });

/** Rows of a frame as objects. */
export const rowsOf = (frame: Frame | undefined): readonly Readonly<Record<string, number | string>>[] => (frame === undefined ? [] : Array.from({ length: frame.count }, (_, row) => Object.fromEntries([
  ...frame.kind.numbers.map((name) => [name, frame.number(name, row)] as const), ...frame.kind.texts.map((name) => [name, frame.text(name, row)] as const),
])));

export interface World {
  readonly monitor: TrafficMonitor;
  readonly sites: LogSite[];
  readonly backends: BackendWatch;
  readonly costs: CostKeeper;
  readonly sessions: Pseudonyms;
  readonly names: ReturnType<typeof namesOf>;
  readonly addSite: (options?: Partial<SiteOptions>) => LogSite;
  /** Lines of a log that the monitor takes at a time. */
  readonly feed: (site: LogSite, text: string, now: number) => void;
  readonly rows: (kind: string, now: number) => readonly Readonly<Record<string, number | string>>[];
}

export interface WorldOptions {
  readonly cohorts?: EndpointsSetting['cohorts'];
  readonly pseudonyms?: Partial<PseudonymOptions>;
  readonly country?: string;
  readonly sessionMilliseconds?: number;
  readonly began?: number;
  /** ms of the clock that processes are watched by. */
  readonly clock?: () => number;
}

const geo: Geo = await openGeo();

/** A whole monitor with nothing around it: no process is found, nothing is stored. */
export function world({ cohorts = [], pseudonyms = {}, country, sessionMilliseconds = 300_000, began = T0 - 100_000, clock = () => T0 }: WorldOptions = {}): World {
  const sites: LogSite[] = [];
  const [cohortNames, edgeNames] = [new NumberedTexts(256), new NumberedTexts(1024)];
  const sessions = new Pseudonyms({ of: 'session', ...pseudonyms });
  const empty = temporaryFolder();
  const backends = new BackendWatch({ proc: empty, sys: empty }, clock);
  const costs = new CostKeeper(() => 0.5, 1);
  const names = namesOf({ routes: SITE_ROUTES, sources: () => sites, cohorts: cohortNames, edges: edgeNames, sessions, country });
  const backendAt = (site: SafeText, address: SafeText): number => backends.atAddress(site, address);
  const intake = new RequestIntake({ geo, sessions, cohorts: new CohortRules(cohorts, cohortNames), edges: new EdgeNames(edgeNames), backendAt, retired: () => backends.retired });
  const monitor = new TrafficMonitor({ intake, backends, costs, names, sessions, sessionMilliseconds, began });
  const addSite = (options: Partial<SiteOptions> = {}): LogSite => {
    const site = siteOf({ index: sites.length, ...options });
    sites.push(site);
    return site;
  };
  return {
    monitor, sites, backends, costs, sessions, names, addSite,
    feed: (site, text, now) => readLines(site, text, (line) => monitor.line(site, line, now)),
    rows: (kind, now) => rowsOf(monitor.frames(now).find((frame) => frame.kind.name === kind)),
  };
}
