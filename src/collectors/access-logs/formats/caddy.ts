import type { FormatFamily } from '../format.ts';
import { type JsonMap, jsonTree } from '../json-map.ts';
import { JsonParser } from '../json-parser.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { number, OPERATION, text } from '../template.ts';

/** https://caddyserver.com/docs/logging: `ts` is the time at which the line was written, after the response; `duration` in seconds. */
const MAP: JsonMap = {
  'ts': { operation: OPERATION.time, number: 'end' }, 'request.client_ip': text('client', 3), 'request.remote_ip': text('client', 2), 'request.remote_addr': { operation: OPERATION.address, field: 'client' },
  'request.method': text('method'), 'request.host': text('host'), 'request.uri': { operation: OPERATION.target, field: 'path' }, 'request.headers.User-Agent': text('userAgent'),
  'request.headers.X-Request-Id': text('trace'), 'request.headers.Traceparent': text('trace', 2), 'request.headers.Cf-Ipcountry': text('region'), 'traceID': text('trace', 3), 'user_id': text('user'),
  'duration': { operation: OPERATION.duration, number: 'duration', scale: 1000 }, 'size': number('bytesSent'), 'bytes_read': number('bytesReceived'), 'status': number('status'), 'resp_headers.X-Cache': text('cache'),
};

export const CADDY: FormatFamily = {
  name: 'caddy',
  help: 'Caddy 2: JSON',
  configuration: ':443 {\n  log {\n    output file /var/log/caddy/access.log\n    format json\n  }\n}',
  builtIn: { json: 'json' },
  own: '',
  compile(_format: string, options: FormatOptions): () => LineParser {
    const tree = jsonTree(MAP, options);
    return () => new JsonParser(tree, { atStart: false, zone: options.zone ?? 'local' });
  },
};
