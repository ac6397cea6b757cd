import type { RequestSpan, SpanResource } from '../../analysis/traces/request-span.ts';
import { UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import type { Identities } from '../identity/identities.ts';
import type { Pseudonyms } from '../identity/pseudonyms.ts';
import { ATTRIBUTE_NAMES, type AttributeName } from './attributes.ts';
import { TextTable } from './text-table.ts';

/** Addresses, and ports of each, whose texts are kept. */
const MOST_PEERS = 512;

const SLASH = 0x2f;
const QUERY = 0x3f;
const FRAGMENT = 0x23;

const placeOf = (name: AttributeName): number => ATTRIBUTE_NAMES.indexOf(name);
const METHOD = placeOf('method');
const ROUTE = placeOf('route');
const PATH = placeOf('path');
const URL = placeOf('url');
const STATUS = placeOf('status');
const CLIENT = placeOf('client');
const NEIGHBOUR = placeOf('neighbour');
const SESSION = placeOf('session');
const USER = placeOf('user');
const COHORT = placeOf('cohort');
const ADDRESS = placeOf('address');
const PORT = placeOf('port');
const SENT = placeOf('sent');
const RECEIVED = placeOf('received');
const SERVICE = placeOf('service');
const INSTANCE = placeOf('instance');
const PID = placeOf('pid');
const HOST = placeOf('host');
/** Of old conventions, by the kind of a span. */
const OLD_ADDRESS = { server: placeOf('hostName'), client: placeOf('peerName') } as const;
const OLD_PORT = { server: placeOf('hostPort'), client: placeOf('peerPort') } as const;

/** What was read of one span (or resource) so far: attributes as ranges of bytes or as numbers. Reused for each. */
export class SpanDraft {
  readonly starts = new Int32Array(ATTRIBUTE_NAMES.length);
  /** -1: not told. */
  readonly ends = new Int32Array(ATTRIBUTE_NAMES.length).fill(-1);
  readonly numbers = new Float64Array(ATTRIBUTE_NAMES.length).fill(Number.NaN);
  kind = 0;
  traceId = '';
  spanId = '';
  parentId = '';
  /** Epoch ms; ms. */
  start = Number.NaN;
  duration = Number.NaN;
  nameStart = 0;
  nameEnd = 0;

  reset(): void {
    this.ends.fill(-1);
    this.numbers.fill(Number.NaN);
    this.kind = 0;
    this.traceId = '';
    this.spanId = '';
    this.parentId = '';
    this.start = Number.NaN;
    this.duration = Number.NaN;
    this.nameStart = 0;
    this.nameEnd = 0;
  }

  /** What was told first stays: of old and new names for one thing there may be both. */
  range(place: number, start: number, end: number): void {
    if ((this.ends[place] ?? 0) >= 0) return;
    this.starts[place] = start;
    this.ends[place] = end;
  }

  number(place: number, value: number): void {
    if (Number.isNaN(this.numbers[place])) this.numbers[place] = value;
  }
}

/** Makes spans of drafts. Texts are made once each; identifiers are replaced by pseudonyms here. */
export class SpanMaker {
  readonly #identities: Identities;
  /** Few and known by all; paths are many, and must not push those out. */
  readonly #names = new TextTable(8192);
  readonly #paths = new TextTable(16_384);
  readonly #peers = new Map<SafeText, Map<number, SafeText>>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  resource(bytes: Buffer, draft: SpanDraft): SpanResource {
    const text = (place: number): SafeText => this.#text(bytes, draft, place);
    return { service: text(SERVICE), instance: text(INSTANCE), host: text(HOST), pid: this.#number(bytes, draft, PID) };
  }

  span(bytes: Buffer, draft: SpanDraft, resource: SpanResource): RequestSpan {
    const method = this.#text(bytes, draft, METHOD);
    const path = this.#path(bytes, draft);
    const told = this.#text(bytes, draft, ROUTE);
    // Other protocols than HTTP (gRPC, GraphQL) name what was asked for in the span's name.
    const route = told !== '' || path !== '' ? told : this.#names.text(bytes, draft.nameStart, draft.nameEnd);
    const status = this.#number(bytes, draft, STATUS);
    const client = (draft.ends[CLIENT] ?? -1) >= 0 ? CLIENT : NEIGHBOUR;
    return {
      kind: draft.kind === 2 ? 'server' : 'client', traceId: draft.traceId, spanId: draft.spanId, parentId: draft.parentId, start: draft.start, duration: draft.duration,
      method, route, path, status: status >= 100 && status <= 599 ? Math.floor(status) : 0,
      client: this.#pseudonym(this.#identities.clients, bytes, draft, client),
      session: this.#pseudonym(this.#identities.sessions, bytes, draft, (draft.ends[SESSION] ?? -1) >= 0 ? SESSION : USER),
      country: (draft.ends[client] ?? -1) < 0 ? UNKNOWN_COUNTRY : this.#identities.geo?.countryOf(bytes, draft.starts[client] ?? 0, draft.ends[client] ?? 0) ?? UNKNOWN_COUNTRY,
      cohort: this.#text(bytes, draft, COHORT), peer: this.#peer(bytes, draft), bytesSent: this.#number(bytes, draft, SENT), bytesReceived: this.#number(bytes, draft, RECEIVED), cpuMilliseconds: Number.NaN, resource,
    };
  }

  #text(bytes: Buffer, draft: SpanDraft, place: number): SafeText {
    const end = draft.ends[place] ?? -1;
    return end < 0 ? EMPTY_TEXT : this.#names.text(bytes, draft.starts[place] ?? 0, end);
  }

  /** A number, which old conventions and some libraries write as text; NaN for what is none or is negative. */
  #number(bytes: Buffer, draft: SpanDraft, place: number): number {
    const number = draft.numbers[place] ?? Number.NaN;
    if (!Number.isNaN(number)) return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : Number.NaN;
    const end = draft.ends[place] ?? -1;
    const start = draft.starts[place] ?? 0;
    if (end <= start || end - start > 15) return Number.NaN;
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      value = value * 10 + digit;
    }
    return value;
  }

  #path(bytes: Buffer, draft: SpanDraft): SafeText {
    const place = (draft.ends[PATH] ?? -1) >= 0 ? PATH : URL;
    const end = draft.ends[place] ?? -1;
    let start = draft.starts[place] ?? 0;
    if (end < 0) return EMPTY_TEXT;
    if (place === URL) {
      // scheme://host/path
      let slashes = 0;
      while (start < end && (slashes < 3 || bytes[start] !== SLASH)) {
        if (bytes[start] === SLASH) slashes += 1;
        if (slashes === 3) break;
        start += 1;
      }
    }
    let stop = start;
    while (stop < end && bytes[stop] !== QUERY && bytes[stop] !== FRAGMENT) stop += 1;
    return this.#paths.text(bytes, start, stop);
  }

  #pseudonym(names: Pseudonyms | undefined, bytes: Buffer, draft: SpanDraft, place: number): SafeText {
    const end = draft.ends[place] ?? -1;
    const start = draft.starts[place] ?? 0;
    return names === undefined || end <= start ? EMPTY_TEXT : names.nameOf(names.idOf(bytes, start, end));
  }

  #peer(bytes: Buffer, draft: SpanDraft): SafeText {
    const kind = draft.kind === 2 ? 'server' : 'client';
    const isNew = (draft.ends[ADDRESS] ?? -1) >= 0;
    const address = this.#text(bytes, draft, isNew ? ADDRESS : OLD_ADDRESS[kind]);
    const port = this.#number(bytes, draft, isNew ? PORT : OLD_PORT[kind]);
    if (address === '' || Number.isNaN(port)) return address;
    let ports = this.#peers.get(address);
    if (ports === undefined) {
      if (this.#peers.size >= MOST_PEERS) this.#peers.clear();
      ports = new Map();
      this.#peers.set(address, ports);
    }
    const known = ports.get(port);
    if (known !== undefined) return known;
    if (ports.size >= MOST_PEERS) ports.clear();
    const text = safeText(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
    ports.set(port, text);
    return text;
  }
}
