import type { FormatFamily } from '../format.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { compileTemplate, formatError, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';
import { ESCAPE } from '../unescape.ts';

const SECONDS = 1000;

/** https://nginx.org/en/docs/http/ngx_http_log_module.html and the modules that define the variables. */
const VARIABLES: Readonly<Record<string, Meaning>> = {
  msec: { operation: OPERATION.epoch, number: 'end', scale: SECONDS, rank: 3, resolution: 1 },
  time_iso8601: { operation: OPERATION.iso, number: 'end', rank: 2, resolution: 1000 },
  time_local: { operation: OPERATION.clf, number: 'end', rank: 1, resolution: 1000 },
  request: { operation: OPERATION.request, rank: 2 },
  // As the client sent it; $uri was normalized and perhaps rewritten.
  request_uri: { operation: OPERATION.target, field: 'path', rank: 3 },
  uri: { operation: OPERATION.target, field: 'path', rank: 1 },
  document_uri: { operation: OPERATION.target, field: 'path', rank: 1 },
  request_method: text('method', 3),
  status: number('status'),
  bytes_sent: number('bytesSent', 1, 2),
  body_bytes_sent: number('bytesSent'),
  request_length: number('bytesReceived', 1, 2),
  content_length: number('bytesReceived'),
  request_time: number('duration', SECONDS),
  upstream_response_time: { operation: OPERATION.list, number: 'upstream', scale: SECONDS },
  upstream_addr: { operation: OPERATION.last, field: 'upstream' },
  remote_addr: text('client', 3),
  realip_remote_addr: text('client', 1),
  http_x_forwarded_for: { operation: OPERATION.firstAddress, field: 'client', rank: 2 },
  http_x_real_ip: text('client', 2),
  host: text('host', 3),
  http_host: text('host', 2),
  server_name: text('host', 1),
  proxy_host: text('service'),
  upstream_name: text('service', 2),
  remote_user: text('user'),
  http_user_agent: text('userAgent'),
  upstream_cache_status: text('cache', 2),
  sent_http_x_cache: text('cache'),
  upstream_http_x_cache: text('cache'),
  opentelemetry_trace_id: text('trace', 5),
  otel_trace_id: text('trace', 5),
  http_traceparent: text('trace', 4),
  http_x_request_id: text('trace', 2),
  request_id: text('trace', 3),
  req_id: text('trace', 3),
  geoip2_data_country_code: text('region', 3),
  geoip2_data_country_iso_code: text('region', 3),
  geoip_country_code: text('region', 3),
  http_cf_ipcountry: text('region', 2),
  http_cloudfront_viewer_country: text('region', 2),
  http_x_vercel_ip_country: text('region', 2),
  http_x_country_code: text('region'),
};
const SESSION_COOKIE = /^cookie_.*(?:sess|sid$|sid_)/i;
const VARIABLE = /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g;

const meaningOf = (name: string): Meaning => VARIABLES[name] ?? (SESSION_COOKIE.test(name) ? text('session') : SKIP);

/** A person may write $name or name. */
function withoutSigil({ cohorts, zone, only, ...named }: FormatOptions): FormatOptions {
  const plain = (name: string): string => name.replace(/^\$\{?|\}$/g, '');
  return { ...Object.fromEntries(Object.entries(named).map(([role, name]) => [role, plain(name)])), ...(cohorts === undefined ? {} : { cohorts: cohorts.map(plain) }), ...(zone === undefined ? {} : { zone }), ...(only === undefined ? {} : { only }) };
}

const FULL = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $msec $request_time $request_length "$upstream_addr" "$upstream_response_time" $upstream_cache_status $host $request_id';

/**
 * Takes `log_format NAME [escape=...] 'first' 'second';` apart: the format as one string, and how values are escaped.
 * A format without that around it stays as it is.
 */
function directive(format: string): { format: string; json: boolean; raw: boolean; offset: number } {
  const found = /^\s*log_format\s+\S+\s*/.exec(format);
  const offset = found?.[0].length ?? 0;
  const rest = format.slice(offset);
  const escape = /^\s*escape=(default|json|none)\s+/.exec(rest);
  const body = rest.slice(escape?.[0].length ?? 0);
  const quoted = [...body.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)];
  const isQuoted = found !== null || /^\s*'(?:[^'\\]|\\.)*'\s*(?:'|;?\s*$)/.test(body);
  const joined = isQuoted && quoted.length > 0 ? quoted.map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(['"\\])/g, '$1')).join('') : body;
  return { format: joined, json: escape?.[1] === 'json', raw: escape?.[1] === 'none', offset: isQuoted ? -1 : offset + (escape?.[0].length ?? 0) };
}

/** The parts of a log_format. */
export function nginxParts(format: string, offset = 0): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let last = 0;
  const push = (): void => {
    if (literal !== '') parts.push({ literal });
    literal = '';
  };
  for (const found of format.matchAll(VARIABLE)) {
    literal += format.slice(last, found.index);
    const name = found[1] ?? found[2] ?? '';
    push();
    parts.push({ name, meaning: meaningOf(name.toLowerCase()), at: found.index + offset });
    last = found.index + found[0].length;
  }
  literal += format.slice(last);
  const stray = literal.indexOf('$');
  if (stray >= 0) throw formatError('a $ without a name', format.length - literal.length + stray + offset, 'write the name of a variable behind it');
  push();
  return parts;
}

export const NGINX: FormatFamily = {
  name: 'nginx',
  help: 'nginx, also behind Kubernetes ingress: any log_format',
  configuration: `log_format pyprocwatch '${FULL}';\naccess_log /var/log/nginx/access.log pyprocwatch;`,
  builtIn: { combined: '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"', pyprocwatch: FULL },
  own: 'the log_format, with its $variables',
  looksOwn: (format: string): boolean => /\$\{?[a-z_]+/.test(format) || /^\s*log_format\s/.test(format),
  compile(format: string, options: FormatOptions): () => LineParser {
    const read = directive(format);
    // escape=none gives up what could be told apart; quotes in values are then cut where they stand.
    const parts = nginxParts(read.format, Math.max(0, read.offset));
    const template = compileTemplate(parts, withoutSigil(options), read.raw ? ESCAPE.none : ESCAPE.backslash);
    return () => new TemplateParser(template);
  },
};
