import { calendarParts } from '../calendar-time.ts';
import type { FormatFamily } from '../format.ts';
import { jsonTree } from '../json-map.ts';
import { JsonParser } from '../json-parser.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { compileTemplate, formatError, joinLiterals, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';
import { ESCAPE } from '../unescape.ts';

const firstAddress = (rank: number): Meaning => ({ operation: OPERATION.firstAddress, field: 'client', rank });
const address = (rank: number): Meaning => ({ operation: OPERATION.address, field: 'client', rank });
const path = (rank: number): Meaning => ({ operation: OPERATION.target, field: 'path', rank });

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
const OPERATORS: Readonly<Record<string, Meaning>> = {
  'START_TIME': { operation: OPERATION.iso, number: 'end', resolution: 1, atStart: true },
  'REQ(:METHOD)': text('method'), 'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)': path(3), 'REQ(:PATH)': path(2), 'REQ(X-ENVOY-ORIGINAL-PATH)': path(1),
  'RESPONSE_CODE': number('status'), 'RESPONSE_FLAGS': { operation: OPERATION.flags }, 'BYTES_RECEIVED': number('bytesReceived'), 'BYTES_SENT': number('bytesSent'),
  'DURATION': number('duration'), 'RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)': number('upstream'),
  'REQ(X-FORWARDED-FOR)': firstAddress(2), 'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT': address(3), 'DOWNSTREAM_REMOTE_ADDRESS': address(3), 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT': address(1), 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS': address(1),
  'REQ(USER-AGENT)': text('userAgent'), 'REQ(:AUTHORITY)': text('host'), 'UPSTREAM_HOST': text('upstream', 2), 'UPSTREAM_REMOTE_ADDRESS': text('upstream'), 'UPSTREAM_CLUSTER': text('service'), 'ROUTE_NAME': text('route'),
  'TRACE_ID': text('trace', 3), 'REQ(TRACEPARENT)': text('trace', 2), 'REQ(X-REQUEST-ID)': text('trace'), 'REQ(CF-IPCOUNTRY)': text('region'), 'RESP(X-CACHE)': text('cache'),
};

/** Envoy's JSON has the names its configuration gives; these are Istio's and those of the documentation's examples. */
const JSON_NAMES: Readonly<Record<string, string>> = {
  'start_time': 'START_TIME', 'method': 'REQ(:METHOD)', 'path': 'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)', 'response_code': 'RESPONSE_CODE', 'status': 'RESPONSE_CODE', 'response_flags': 'RESPONSE_FLAGS', 'bytes_received': 'BYTES_RECEIVED', 'bytes_sent': 'BYTES_SENT',
  'duration': 'DURATION', 'upstream_service_time': 'RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)', 'x_forwarded_for': 'REQ(X-FORWARDED-FOR)', 'downstream_remote_address': 'DOWNSTREAM_REMOTE_ADDRESS', 'user_agent': 'REQ(USER-AGENT)',
  'authority': 'REQ(:AUTHORITY)', 'upstream_host': 'UPSTREAM_HOST', 'upstream_cluster': 'UPSTREAM_CLUSTER', 'route_name': 'ROUTE_NAME', 'trace_id': 'TRACE_ID', 'request_id': 'REQ(X-REQUEST-ID)',
};

const DEFAULT = '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"';

function envoyParts(format: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let last = 0;
  for (const found of format.matchAll(/%([A-Z_]+)(\((.*?)\))?(?::(\d+))?%/g)) {
    parts.push({ literal: format.slice(last, found.index) });
    last = found.index + found[0].length;
    const [, command = '', parentheses, argument = ''] = found;
    if (command === 'START_TIME' && argument !== '') {
      const times = argument === '%s' ? undefined : calendarParts(argument, found.index, true);
      const epoch = /^%s(?:\.%[1-9]f)?$/.test(argument);
      if (times === undefined && !epoch) throw formatError(`a time format we cannot read: ${argument}`, found.index, 'use %START_TIME% without one');
      if (epoch) parts.push({ name: command, at: found.index, meaning: { operation: OPERATION.epoch, number: 'end', scale: 1000, resolution: argument === '%s' ? 1000 : 1, atStart: true } });
      else parts.push(...(times ?? []));
      continue;
    }
    const name = parentheses === undefined ? command : `${command}(${argument.toUpperCase()})`;
    parts.push({ name, at: found.index, meaning: OPERATORS[name] ?? SKIP });
  }
  parts.push({ literal: format.slice(last).replace(/(?:\\n|\n)$/, '') });
  for (const part of parts) if ('literal' in part && /%[A-Z]/.test(part.literal)) throw formatError('a % without an operator', Math.max(0, format.indexOf(part.literal)), 'an operator stands between two %');
  return joinLiterals(parts);
}

export const ENVOY: FormatFamily = {
  name: 'envoy',
  help: 'Envoy and Istio: the default string, any format string, or JSON ("envoy:json")',
  configuration: `access_log:\n- name: envoy.access_loggers.file\n  typed_config:\n    "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog\n    path: /var/log/envoy/access.log`,
  builtIn: { default: DEFAULT, json: 'json' },
  own: 'the format string, with its %OPERATORS%',
  looksOwn: (format: string): boolean => /%[A-Z_]{6,}(?:\(.*?\))?%|%REQ?S?P?\(/.test(format),
  compile(format: string, options: FormatOptions): () => LineParser {
    if (format === 'json') {
      const map = Object.entries(JSON_NAMES).map(([name, operator]) => [name, OPERATORS[operator] ?? SKIP] as const);
      const tree = jsonTree(Object.fromEntries(map), options);
      return () => new JsonParser(tree, { atStart: true, zone: 'utc', resolution: 1 });
    }
    const template = compileTemplate(envoyParts(format), { zone: 'utc', ...options }, ESCAPE.none);
    return () => new TemplateParser(template);
  },
};
