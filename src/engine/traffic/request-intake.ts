import { ByteTable } from '../../analysis/requests/byte-table.ts';
import { cacheOutcome } from '../../analysis/geo/cache-status.ts';
import { CACHE, type RequestRecord } from '../../analysis/traffic/request-record.ts';
import type { RequestLine } from '../../collectors/access-logs/index.ts';
import { countryOfHeader, type Geo } from '../../collectors/geo/index.ts';
import type { Pseudonyms } from '../../collectors/identity/index.ts';
import { UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { CohortRules } from './cohort-rules.ts';
import type { EdgeNames } from './edge-names.ts';
import type { LogSite } from './log-site.ts';

const MOST_UPSTREAMS = 4096;
const LONGEST_UPSTREAM = 200;
const MOST_AGENT = 256;
const LONGEST_CACHE = 200;
/** nginx's word for a client that went away. */
const ABORTED = 499;

/** What is behind the bytes of a log: who, from where, by which processes. */
export interface IntakeParts {
  readonly geo: Geo;
  readonly sessions: Pseudonyms;
  readonly cohorts: CohortRules;
  readonly edges: EdgeNames;
  /** The number of the processes at an address; -1 for none. */
  readonly backendAt: (site: SafeText, address: SafeText) => number;
  /** Rises when numbers of processes are given to others. */
  readonly retired?: () => number;
}

/** Makes records of lines. No raw address or session leaves it: sessions are numbers of made-up names, clients countries. */
export class RequestIntake {
  readonly #parts: IntakeParts;
  readonly #upstreams = new ByteTable({ limit: MOST_UPSTREAMS, keyBytes: LONGEST_UPSTREAM });
  readonly #backends: { generation: number; backend: number }[] = [];
  readonly #caches = new ByteTable({ limit: 256 });
  readonly #outcomes: { generation: number; outcome: number }[] = [];
  #retired = 0;
  readonly #both = Buffer.alloc(128 + MOST_AGENT);

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Fills `record` from a line of the site's log. */
  fill(site: LogSite, line: RequestLine, record: RequestRecord): void {
    const { bytes } = line;
    record.endedAt = line.endMilliseconds;
    record.duration = line.durationMilliseconds;
    record.upstream = line.upstreamMilliseconds;
    const status = Number.isNaN(line.status) ? 0 : line.status;
    record.status = line.aborted && status < 400 ? ABORTED : status;
    record.sentBytes = known(line.bytesSent);
    record.receivedBytes = known(line.bytesReceived);
    record.connection = line.upgraded;
    record.endpoint = site.endpoint(line);
    record.backend = this.#backend(site, line);
    record.byGateway = record.backend >= 0 && record.backend === site.gateway && site.named > 0;
    record.session = this.#session(line);
    record.region = this.#region(line);
    record.cohort = this.#parts.cohorts.of(line, site.cohortField);
    record.cache = line.end('cache') > line.start('cache') ? this.#cache(bytes, line.start('cache'), line.end('cache')) : CACHE.unknown;
    record.edge = site.edgeField === undefined ? -1 : this.#parts.edges.numberOf(site.edge, line.end(site.edgeField) > line.start(site.edgeField) ? line.text(site.edgeField) : '');
    record.cpuSeconds = Number.NaN;
  }

  #backend(site: LogSite, line: RequestLine): number {
    const [start, end] = [line.start('upstream'), line.end('upstream')];
    // Of a log that names who is behind the gateway, what names nobody was answered by the gateway itself.
    if (end <= start) return site.backend < 0 && (site.named > 0 || site.alone) ? site.gateway : site.backend;
    site.named += 1;
    const id = this.#upstreams.idOf(line.bytes, start, end);
    const generation = this.#upstreams.generation(id);
    const retired = this.#parts.retired?.() ?? 0;
    if (retired !== this.#retired) this.#backends.length = 0;
    this.#retired = retired;
    const known = this.#backends[id];
    if (known !== undefined && known.generation === generation) return known.backend;
    const backend = this.#parts.backendAt(site.name, safeText(line.text('upstream').slice(0, LONGEST_UPSTREAM)));
    this.#backends[id] = { generation, backend };
    return backend;
  }

  #session(line: RequestLine): number {
    const { sessions } = this.#parts;
    const [start, end] = [line.start('session'), line.end('session')];
    if (end > start) return sessions.idOf(line.bytes, start, end);
    const [clientStart, clientEnd] = [line.start('client'), Math.min(line.end('client'), line.start('client') + 100)];
    if (clientEnd <= clientStart) return -1;
    const [agentStart, agentEnd] = [line.start('userAgent'), Math.min(line.end('userAgent'), line.start('userAgent') + MOST_AGENT)];
    if (agentEnd <= agentStart) return sessions.idOf(line.bytes, clientStart, clientEnd);
    // Many people share an address; fewer share a program too.
    this.#both.set(line.bytes.subarray(clientStart, clientEnd), 0);
    this.#both.set(line.bytes.subarray(agentStart, agentEnd), clientEnd - clientStart);
    return sessions.idOf(this.#both, 0, clientEnd - clientStart + agentEnd - agentStart);
  }

  #region(line: RequestLine): number {
    const { geo } = this.#parts;
    if (line.end('region') > line.start('region')) {
      const told = countryOfHeader(line.bytes, line.start('region'), line.end('region'));
      if (told !== UNKNOWN_COUNTRY) return told;
    }
    return line.end('client') > line.start('client') ? geo.countryOf(line.bytes, line.start('client'), line.end('client')) : UNKNOWN_COUNTRY;
  }

  #cache(bytes: Uint8Array, start: number, end: number): number {
    const id = this.#caches.idOf(bytes, start, end);
    const generation = this.#caches.generation(id);
    const known = this.#outcomes[id];
    if (known?.generation === generation) return known.outcome;
    const outcome = CACHE[cacheOutcome(Buffer.from(bytes.subarray(start, Math.min(end, start + LONGEST_CACHE))).toString('latin1'))];
    this.#outcomes[id] = { generation, outcome };
    return outcome;
  }
}

const known = (value: number): number => (value > 0 ? value : 0);
