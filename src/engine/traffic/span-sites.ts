import { ROUTE } from '../../analysis/requests/route-names.ts';
import type { RequestRecord } from '../../analysis/traffic/request-record.ts';
import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import { CACHE } from '../../analysis/traffic/request-record.ts';
import type { Pseudonyms } from '../../collectors/identity/index.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import { LogSite, SITE_ROUTES } from './log-site.ts';
import { ELSEWHERE } from './backend-state.ts';
import type { NumberedTexts } from './numbered-texts.ts';
import { uniqueName } from './site-names.ts';

/** Services that tell of themselves and are told apart. */
const MOST_SERVICES = 50;
const UNNAMED = safeText('(unnamed service)');
const LONGEST_NAME = 100;
/** What is said to last longer than ten days, ms, is no request: a clock that was set meanwhile. */
const LONGEST_DURATION = 864e6;
/** An address and port, of no loopback. */
const ADDRESS = /^(?!127\.|\[::1\])(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d+$/i;

export interface SpanSitesOptions {
  /** Where sites are; services are added at its end. */
  readonly sites: LogSite[];
  readonly patterns: readonly string[];
  readonly mostRoutes: number;
  readonly sessions: Pseudonyms;
  readonly cohorts: NumberedTexts;
  /** The number of the processes at an address, and of a process; -1 for none. */
  readonly backendAt: (site: SafeText, address: SafeText) => number;
  readonly backendOf: (site: SafeText, pid: number) => number;
  /** This host's name: pids of others mean nothing here. */
  readonly hostname: string;
}

/** Makes records of what programs tell of their own requests, each service as a site of its own. */
export class SpanSites {
  readonly #options: SpanSitesOptions;
  readonly #byService = new Map<SafeText, LogSite>();

  constructor(options: SpanSitesOptions) {
    this.#options = options;
  }

  siteOf(service: SafeText): LogSite | undefined {
    const known = this.#byService.get(service);
    if (known !== undefined) return known;
    if (this.#byService.size >= MOST_SERVICES) return undefined;
    const { sites, patterns, mostRoutes } = this.#options;
    const site = new LogSite({ index: sites.length, name: uniqueName(service === '' ? UNNAMED : safeText(service.slice(0, LONGEST_NAME)), sites), patterns, mostRoutes, backend: -1, gateway: -1 });
    sites.push(site);
    this.#byService.set(service, site);
    return site;
  }

  /** The number of an endpoint as a trace names it; undefined for a service that told of no request, or no route. */
  endpointOf(service: SafeText, method: SafeText, route: SafeText): number | undefined {
    const site = this.#byService.get(service);
    return site === undefined || route === '' ? undefined : site.index * SITE_ROUTES + routeOf(site, { method, route, path: EMPTY_TEXT, status: 200 });
  }

  /** Fills `record` from a server span; undefined when there are too many services, or it is no request. */
  fill(span: RequestSpan, record: RequestRecord): LogSite | undefined {
    if (!(span.duration <= LONGEST_DURATION)) return undefined;
    const site = this.siteOf(span.resource.service);
    if (site === undefined) return undefined;
    site.good += 1;
    record.endedAt = span.start + span.duration;
    record.duration = span.duration;
    // All of it was spent in the program itself.
    record.upstream = span.duration;
    // Without a status it was no HTTP, and nothing tells that it failed.
    record.status = span.status === 0 ? 200 : span.status;
    record.sentBytes = span.bytesSent > 0 ? span.bytesSent : 0;
    record.receivedBytes = span.bytesReceived > 0 ? span.bytesReceived : 0;
    record.byGateway = false;
    record.connection = span.status === 101;
    record.endpoint = site.index * SITE_ROUTES + routeOf(site, span);
    record.backend = this.#backend(site, span);
    record.session = this.#session(span);
    record.region = span.country;
    record.cohort = span.cohort === EMPTY_TEXT ? -1 : this.#options.cohorts.numberOf(span.cohort);
    record.edge = -1;
    record.cache = CACHE.unknown;
    record.cpuSeconds = span.cpuMilliseconds / 1000;
    return site;
  }

  #backend(site: LogSite, { resource: { pid, host }, peer }: RequestSpan): number {
    const { backendAt, backendOf, hostname } = this.#options;
    const isHere = host === EMPTY_TEXT || host === hostname;
    if (!Number.isNaN(pid) && isHere) return backendOf(site.name, pid);
    // A container has a host name of its own, and an address that is looked for; a name or a loopback address of another host would be found here, and is not it.
    if (!isHere && !ADDRESS.test(peer)) return ELSEWHERE;
    return peer.includes(':') ? backendAt(site.name, peer) : -1;
  }

  /** A made-up name already; it is named again, so that all sessions are numbered in one way. */
  #session({ session, client }: RequestSpan): number {
    const name = session === EMPTY_TEXT ? client : session;
    if (name === EMPTY_TEXT) return -1;
    const bytes = Buffer.from(name);
    return this.#options.sessions.idOf(bytes, 0, bytes.length);
  }
}

/** The route that the program names, else one that is learned from paths. */
function routeOf(site: LogSite, { method, route, path, status }: Pick<RequestSpan, 'method' | 'route' | 'path' | 'status'>): number {
  const text = route === EMPTY_TEXT ? path : route;
  if (text === '') return ROUTE.malformed;
  const bytes = Buffer.from(`${method} ${text.startsWith('/') ? text : `/${text}`}`);
  const space = bytes.indexOf(32);
  return site.routes.idOf(bytes, 0, space, space + 1, bytes.length, route === EMPTY_TEXT ? status : 200);
}
