import { UserError } from '../../../model/errors.ts';
import type { FormatFamily } from '../format.ts';
import { type JsonMap, jsonTree } from '../json-map.ts';
import { JsonParser } from '../json-parser.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { COHORTS, type FieldName, NUMBER, type NumberName } from '../request-line.ts';
import { formatError, type Meaning, number, OPERATION, text } from '../template.ts';

const time = (rank: number, atStart = false): Meaning => ({ operation: OPERATION.time, number: 'end', rank, atStart });
const duration = (scale: number, rank = 1, name: NumberName = 'duration'): Meaning => ({ operation: OPERATION.duration, number: name, scale, rank });
const path = (rank: number): Meaning => ({ operation: OPERATION.target, field: 'path', rank });
const request: Meaning = { operation: OPERATION.request, rank: 1 };
const client = (rank: number): Meaning => ({ operation: OPERATION.firstAddress, field: 'client', rank });

/** Names that loggers give: nginx with escape=json, pino-http, morgan, Elastic Common Schema, OpenTelemetry's conventions. */
const AUTO: JsonMap = {
  'msec': time(5), '@timestamp': time(4), 'timestamp': time(3), 'ts': time(3), 'time': time(3), 'time_iso8601': time(3), 'time_local': time(2), 'datetime': time(2),
  'request_method': text('method'), 'method': text('method'), 'req.method': text('method'), 'http.request.method': text('method', 2), 'http\\.request\\.method': text('method', 2), 'verb': text('method'),
  'request_uri': path(3), 'uri': path(2), 'url': path(2), 'path': path(1), 'req.url': path(2), 'url.path': path(3), 'url\\.path': path(3), 'http\\.target': path(2), 'request': request,
  'status': number('status'), 'status_code': number('status'), 'statusCode': number('status'), 'res.statusCode': number('status'), 'response.status': number('status'), 'http.response.status_code': number('status', 2), 'http\\.response\\.status_code': number('status', 2),
  'request_time': duration(1000, 2), 'duration': duration(1000), 'duration_ms': duration(1, 3), 'durationMs': duration(1, 3), 'responseTime': duration(1, 2), 'response_time_ms': duration(1, 3), 'latency_ms': duration(1, 3), 'elapsed_ms': duration(1, 3), 'event.duration': duration(1e-6, 3), 'latency': duration(1000),
  'upstream_response_time': { operation: OPERATION.list, number: 'upstream', scale: 1000 }, 'upstream_addr': { operation: OPERATION.last, field: 'upstream' },
  'remote_addr': client(3), 'client_ip': client(4), 'clientIp': client(4), 'remote_ip': client(3), 'ip': client(2), 'client.ip': client(4), 'client\\.address': client(4), 'req.remoteAddress': client(2), 'http_x_forwarded_for': client(1),
  'host': text('host'), 'http_host': text('host', 2), 'server_name': text('host', 0), 'req.headers.host': text('host'), 'url.domain': text('host'), 'user_agent': text('userAgent'), 'http_user_agent': text('userAgent'), 'req.headers.user-agent': text('userAgent'), 'user_agent.original': text('userAgent'),
  'bytes_sent': number('bytesSent', 1, 2), 'body_bytes_sent': number('bytesSent'), 'size': number('bytesSent'), 'http.response.bytes': number('bytesSent', 1, 2), 'request_length': number('bytesReceived'), 'bytes_received': number('bytesReceived'), 'http.request.bytes': number('bytesReceived', 1, 2),
  'trace_id': text('trace', 3), 'traceId': text('trace', 3), 'trace.id': text('trace', 3), 'request_id': text('trace'), 'requestId': text('trace'), 'req.id': text('trace'), 'http_x_request_id': text('trace'), 'upstream_cache_status': text('cache'), 'session': text('session'), 'session_id': text('session'), 'sessionId': text('session'),
  'remote_user': text('user'), 'user_id': text('user'), 'userId': text('user'), 'country': text('region'), 'geoip_country_code': text('region'), 'http_cf_ipcountry': text('region'),
};

const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
const FIELDS: readonly FieldName[] = ['method', 'host', 'client', 'session', 'upstream', 'trace', 'cache', 'userAgent', 'region', 'user', 'service', 'route', 'cohort', 'cohort2', 'cohort3', 'cohort4'];

function isField(name: string): name is FieldName {
  return FIELDS.some((field) => field === name);
}
function isNumber(name: string): name is NumberName {
  return name in NUMBER;
}

/** What a role of a map means; undefined for a role that there is none of. */
function meaningOf(role: string, scale: number | undefined): Meaning | undefined {
  if (role === 'time' || role === 'end' || role === 'start') return { ...time(1), ...(scale === undefined ? {} : { scale }), atStart: role === 'start' };
  if (role === 'path') return path(2);
  if (role === 'request') return request;
  if (role === 'client') return client(1);
  if (role === 'duration' || role === 'upstreamTime') return duration(scale ?? 1000, 1, role === 'duration' ? 'duration' : 'upstream');
  if (isField(role)) return text(role);
  return isNumber(role) && role !== 'upstream' ? number(role) : undefined;
}

/** A map as a person writes it: `time=ts,method=req.method,path=req.url,status=res.status,duration=elapsed:ms`. */
function parseMap(format: string): { map: JsonMap; atStart: boolean } {
  const map: Record<string, Meaning> = {};
  let atStart = false;
  let at = 0;
  for (const entry of format.split(',')) {
    const found = /^\s*([A-Za-z0-9]+)\s*=\s*(\S+?)(?::(s|ms|us|ns))?\s*$/.exec(entry);
    const [, role = '', name = '', unit] = found ?? [];
    if (found === null) throw formatError(`not a field: "${entry.trim().slice(0, 40)}"`, at, 'write ROLE=NAME, with :s, :ms, :us or :ns behind a duration or time');
    const meaning = meaningOf(role, unit === undefined ? undefined : UNITS[unit]);
    if (meaning === undefined) throw formatError(`no role "${role}"`, at, `there are time, start, path, request, duration, upstreamTime, status, bytesSent, bytesReceived, ${FIELDS.slice(0, 12 + COHORTS).join(', ')}`);
    if (role === 'start') atStart = true;
    map[name] = meaning;
    at += entry.length + 1;
  }
  if (!Object.values(map).some((meaning) => meaning.number === 'end')) throw new UserError('the map does not tell the time', { where: 'format', mend: 'add time=NAME (of the end) or start=NAME' });
  return { map, atStart };
}

export const JSON_LINES: FormatFamily = {
  name: 'json',
  help: 'any JSON lines: names that are usual, or "json:time=ts,path=req.url,duration=elapsed:ms,..."',
  configuration: '{"time":"2026-01-05T10:00:00.123Z","method":"GET","path":"/users/1","status":200,"duration":0.0123,"client_ip":"192.0.2.1"}',
  builtIn: { auto: '' },
  own: 'ROLE=NAME,... with dotted names',
  looksOwn: (format: string): boolean => /^\s*(?:time|start|path|method|request)\s*=/.test(format),
  compile(format: string, options: FormatOptions): () => LineParser {
    const { map, atStart } = format === '' ? { map: AUTO, atStart: false } : parseMap(format);
    const tree = jsonTree(map, options);
    return () => new JsonParser(tree, { atStart, zone: options.zone ?? 'utc' });
  },
};
