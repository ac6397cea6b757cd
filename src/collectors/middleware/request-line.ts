import type { RequestSpan, SpanResource } from '../../analysis/traces/request-span.ts';
import { REQUEST_FIELDS, WIRE_VERSION } from '../../middleware/wire.ts';
import { UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import type { Identities } from '../identity/identities.ts';

const LONGEST = 256;
/** A request that is said to last longer than ten days is none, ms. */
const LONGEST_DURATION = 864e6;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): SafeText => (typeof value === 'string' && value !== '' ? safeText(value.length > LONGEST ? value.slice(0, LONGEST) : value) : EMPTY_TEXT);
const number = (value: unknown, most = Number.MAX_SAFE_INTEGER): number => (typeof value === 'number' && value >= 0 && value <= most ? value : Number.NaN);
const hexadecimal = (value: unknown, digits: number): string => (typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value) ? value : '');

/** The first line of a connection: who reports. Undefined for what is none of our version. */
export function parseHello(line: string): SpanResource | undefined {
  const hello = parsed(line);
  if (typeof hello !== 'object' || hello === null || !('v' in hello) || hello.v !== WIRE_VERSION) return undefined;
  const { service, instance, host, pid }: Readonly<Record<string, unknown>> = { ...hello };
  return { service: text(service), instance: text(instance), host: text(host), pid: Number.isSafeInteger(pid) ? number(pid) : Number.NaN };
}

/**
 * A request as our middleware writes it (src/middleware/wire.ts), in the form of spans. What it says is a session is hashed once more:
 * who writes here may be anybody of this user, and then a raw one is not kept either. Undefined for what is none.
 */
export function parseRequestLine(line: string, resource: SpanResource, { clients, sessions, geo }: Identities): RequestSpan | undefined {
  const fields = parsed(line);
  if (!Array.isArray(fields) || fields.length < REQUEST_FIELDS.length) return undefined;
  const values: readonly unknown[] = fields;
  const [start, duration, method, route, path, status, sent, received, session, network, cohort, trace, parent, cpu] = values;
  const [began, lasted, code] = [number(start), number(duration, LONGEST_DURATION), number(status)];
  if (!(began > 0) || Number.isNaN(lasted)) return undefined;
  const address = typeof network === 'string' ? network.slice(0, LONGEST) : '';
  return {
    kind: 'server', traceId: hexadecimal(trace, 32), spanId: '', parentId: hexadecimal(parent, 16), start: began, duration: lasted, method: text(method), route: text(route), path: text(typeof path === 'string' ? path.split(/[?#]/, 1)[0] : ''),
    status: code >= 100 && code <= 599 ? Math.floor(code) : 0,
    client: address === '' ? EMPTY_TEXT : clients?.nameOfText(address) ?? EMPTY_TEXT,
    session: typeof session === 'string' && session !== '' ? sessions?.nameOfText(session.slice(0, LONGEST)) ?? EMPTY_TEXT : EMPTY_TEXT,
    country: address === '' ? UNKNOWN_COUNTRY : geo?.countryOfText(address) ?? UNKNOWN_COUNTRY,
    cohort: text(cohort), peer: EMPTY_TEXT, bytesSent: number(sent), bytesReceived: number(received), cpuMilliseconds: number(cpu, LONGEST_DURATION), resource,
  };
}
