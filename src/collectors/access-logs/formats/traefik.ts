import type { FormatFamily } from '../format.ts';
import { type JsonMap, jsonTree } from '../json-map.ts';
import { JsonParser } from '../json-parser.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { compileTemplate, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';
import { ESCAPE } from '../unescape.ts';

const NANOSECONDS = 1e-6;
const variable = (name: string, meaning: Meaning = SKIP): TemplatePart => ({ name, meaning, at: 0 });
const authority: Meaning = { operation: OPERATION.authority, field: 'upstream' };

/** https://doc.traefik.io/traefik/observability/access-logs: the common format; its time is that of the request's start. */
const COMMON: readonly TemplatePart[] = [
  variable('ClientHost', text('client')), { literal: ' - ' }, variable('ClientUsername', text('user')), { literal: ' [' },
  variable('StartUTC', { operation: OPERATION.clf, number: 'end', resolution: 1000, atStart: true }), { literal: '] "' }, variable('Request', { operation: OPERATION.request }), { literal: '" ' },
  variable('OriginStatus', number('status')), { literal: ' ' }, variable('OriginContentSize', number('bytesSent')), { literal: ' "' }, variable('request_Referer'), { literal: '" "' },
  variable('request_User-Agent', text('userAgent')), { literal: '" ' }, variable('RequestCount'), { literal: ' "' }, variable('RouterName', text('route')), { literal: '" "' },
  variable('ServiceURL', authority), { literal: '" ' }, variable('Duration', number('duration')), { literal: 'ms' },
];

const JSON_MAP: JsonMap = {
  StartUTC: { operation: OPERATION.iso, number: 'end' }, RequestMethod: text('method'), RequestPath: { operation: OPERATION.target, field: 'path' }, RequestHost: text('host'),
  ClientHost: text('client', 2), ClientAddr: { operation: OPERATION.address, field: 'client' }, ClientUsername: text('user'), DownstreamStatus: number('status', 1, 2), OriginStatus: number('status'),
  DownstreamContentSize: number('bytesSent'), RequestContentSize: number('bytesReceived'), Duration: number('duration', NANOSECONDS), OriginDuration: number('upstream', NANOSECONDS),
  ServiceAddr: text('upstream', 2), ServiceURL: authority, ServiceName: text('service'), RouterName: text('route'), TraceId: text('trace', 2), 'request_X-Request-Id': text('trace'), 'request_User-Agent': text('userAgent'),
  'request_Cf-Ipcountry': text('region'), 'downstream_X-Cache': text('cache'),
};

export const TRAEFIK: FormatFamily = {
  name: 'traefik',
  help: 'Traefik: the common format, or JSON ("traefik:json"), which tells milliseconds',
  configuration: 'accessLog:\n  filePath: /var/log/traefik/access.log\n  format: json\n  fields:\n    headers:\n      names:\n        User-Agent: keep',
  builtIn: { common: 'common', json: 'json' },
  own: '',
  compile(format: string, options: FormatOptions): () => LineParser {
    if (format === 'json') {
      const tree = jsonTree(JSON_MAP, options);
      return () => new JsonParser(tree, { atStart: true, zone: 'utc', resolution: 1 });
    }
    const template = compileTemplate(COMMON, options, ESCAPE.none);
    return () => new TemplateParser(template);
  },
};
