import type { FormatFamily } from '../format.ts';
import { type JsonMap, jsonTree } from '../json-map.ts';
import { JsonParser } from '../json-parser.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { number, OPERATION, text } from '../template.ts';

/** https://developer.konghq.com/plugins/file-log: `started_at` is the request's start, latencies are milliseconds; the last of `tries` served. */
const MAP: JsonMap = {
  'started_at': { operation: OPERATION.epoch, number: 'end' }, 'latencies.request': number('duration'), 'latencies.proxy': number('upstream'), 'request.method': text('method'),
  'request.uri': { operation: OPERATION.target, field: 'path' }, 'request.headers.host': text('host'), 'request.headers.user-agent': text('userAgent'), 'request.size': number('bytesReceived'),
  'request.id': text('trace', 1), 'response.status': number('status'), 'response.size': number('bytesSent'), 'client_ip': text('client'), 'service.name': text('service'), 'route.name': text('route'),
  'authenticated_entity.id': text('user'), 'consumer.username': text('user', 2), 'tries.ip': text('upstream'), 'tries.port': { operation: OPERATION.port },
};

export const KONG: FormatFamily = {
  name: 'kong',
  help: 'Kong: JSON of file-log, http-log, tcp-log',
  configuration: 'plugins:\n- name: file-log\n  config:\n    path: /var/log/kong/requests.json',
  builtIn: { 'file-log': 'json' },
  own: '',
  compile(_format: string, options: FormatOptions): () => LineParser {
    const tree = jsonTree(MAP, options);
    return () => new JsonParser(tree, { atStart: true, zone: 'utc', resolution: 1 });
  },
};
