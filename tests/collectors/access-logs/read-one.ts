import { BAD_WORDS, compileFormat, type FieldName, type FormatOptions, RequestLine } from '../../../src/collectors/access-logs/index.ts';

const TEXTS: readonly FieldName[] = ['method', 'path', 'host', 'client', 'session', 'upstream', 'trace', 'cache', 'userAgent', 'region', 'user', 'service', 'route', 'cohort', 'cohort2', 'cohort3', 'cohort4'];

/** All that one line tells, without what it does not. */
export function readOne(format: string, text: string | Uint8Array, options: FormatOptions = {}): Record<string, unknown> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text.slice();
  const line = new RequestLine();
  const bad = compileFormat(format, options).parser().parse(line, bytes, 0, bytes.length);
  if (bad !== 0) return { bad: BAD_WORDS[bad] };
  const told: Record<string, unknown> = {};
  for (const field of TEXTS) if (line.end(field) > line.start(field)) told[field] = line.text(field);
  for (const name of ['durationMilliseconds', 'upstreamMilliseconds', 'status', 'bytesSent', 'bytesReceived'] as const) if (!Number.isNaN(line[name])) told[name] = Math.round(line[name] * 1e6) / 1e6;
  return { ...told, end: new Date(line.endMilliseconds).toISOString(), resolution: line.resolutionMilliseconds, ...(line.upgraded ? { upgraded: true } : {}), ...(line.aborted ? { aborted: true } : {}) };
}
