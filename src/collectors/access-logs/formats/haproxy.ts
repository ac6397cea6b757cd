import type { FormatFamily } from '../format.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import type { FieldName } from '../request-line.ts';
import { compileTemplate, formatError, joinLiterals, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';
import { ESCAPE } from '../unescape.ts';

const clf = (rank: number, resolution: 1 | 1000): Meaning => ({ operation: OPERATION.clf, number: 'end', rank, resolution, atStart: true });

/** HAProxy's configuration manual, 8.2.6 (2.6). Times are those of the request's start: its first byte (%tr) or the connection's (%t). */
const VARIABLES: Readonly<Record<string, Meaning>> = {
  'ci:cp': { operation: OPERATION.hostPort, field: 'client' }, 'ci': text('client'), 'tr': clf(4, 1), 'trg': clf(3, 1000), 'trl': clf(3, 1000), 't': clf(2, 1), 'T': clf(1, 1000), 'Tl': clf(1, 1000),
  'b/s': { operation: OPERATION.server, rank: 2 }, 'b': text('service'), 's': text('upstream'), 'si:sp': text('upstream', 3), 'si': text('upstream', 2),
  'TR/Tw/Tc/Tr/Ta': { operation: OPERATION.timers, rank: 2 }, 'Ta': number('duration'), 'Tt': number('duration', 1, 0), 'Tr': number('upstream'),
  'ST': number('status'), 'B': number('bytesSent'), 'U': number('bytesReceived'), 'tsc': { operation: OPERATION.termination }, 'ts': { operation: OPERATION.termination },
  'hr': { operation: OPERATION.captures }, 'hs': { operation: OPERATION.captures }, 'r': { operation: OPERATION.request, rank: 3 },
  'HM': text('method', 4), 'HP': { operation: OPERATION.target, field: 'path', rank: 1 }, 'HPO': { operation: OPERATION.target, field: 'path', rank: 1 }, 'HU': { operation: OPERATION.target, field: 'path', rank: 2 },
  'ID': text('trace'), 'ft': text('route'), 'f': text('route', 0),
};
/** What belongs together is read as one. */
const VARIABLE = /%(?:\{[^}]*\})?(?:(TR\/%Tw\/%Tc\/%Tr\/%Ta|ci:%cp|si:%sp|b\/%s)(?![A-Za-z])|([A-Za-z]+)|(\[(?:[^\]\\]|\\.)*\])|(%))/g;
const CAPTURE = /^(hr|hs)\[(\d+)\]$/;

const HTTPLOG = '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';

/** Fields that are to be taken of captured headers, `hr[0]` ..., and the other choices. */
function choices({ cohorts = [], zone, ...named }: FormatOptions): { captures: Map<string, FieldName[]>; others: FormatOptions } {
  const captures = new Map<string, FieldName[]>();
  const take = (name: string, field: FieldName): boolean => {
    const [, list, index] = CAPTURE.exec(name) ?? [];
    if (list === undefined || Number(index) > 63) return false;
    const fields = captures.get(list) ?? [];
    fields[Number(index)] = field;
    captures.set(list, fields);
    return true;
  };
  const fields = ['cohort', 'cohort2', 'cohort3', 'cohort4'] as const;
  const roles = ['client', 'session', 'trace', 'user', 'region', 'host', 'upstream'] as const;
  const left = Object.fromEntries(roles.flatMap((role) => (named[role] === undefined || take(named[role], role) ? [] : [[role, named[role].replace(/^%/, '')]])));
  return { captures, others: { ...left, cohorts: cohorts.filter((name, index) => !take(name, fields[index] ?? 'cohort4')), ...(zone === undefined ? {} : { zone }) } };
}

function haproxyParts(format: string, captures: Map<string, FieldName[]>): TemplatePart[] {
  const parts: TemplatePart[] = [{ name: 'prefix', at: 0, meaning: { operation: OPERATION.prefix } }];
  let last = 0;
  for (const found of format.matchAll(VARIABLE)) {
    parts.push({ literal: format.slice(last, found.index) });
    last = found.index + found[0].length;
    const [whole, joined, single, sample, percent] = found;
    if (percent !== undefined) {
      parts.push({ literal: '%' });
      continue;
    }
    const quoted = /^%\{[^}]*\+Q/.test(whole);
    const name = joined?.replaceAll('%', '') ?? single ?? sample ?? '';
    const fields = captures.get(name);
    const meaning = fields === undefined ? VARIABLES[name] ?? SKIP : { operation: OPERATION.captures, captures: fields };
    if (quoted) parts.push({ literal: '"' });
    parts.push({ name, at: found.index, meaning });
    if (quoted) parts.push({ literal: '"' });
  }
  parts.push({ literal: format.slice(last) });
  for (const part of parts) if ('literal' in part && part.literal.includes('%')) throw formatError('a % without a variable', Math.max(0, format.indexOf(part.literal)), 'write %% for the sign itself');
  return joinLiterals(parts);
}

/** `log-format "..."` as it stands in the configuration, where spaces may be escaped instead of the whole being quoted. */
const directive = (format: string): string => format.replace(/^\s*log-format\s+/, '').replace(/^"(.*)"\s*$/s, '$1').replaceAll(/\\([ "\\])/g, '$1');

export const HAPROXY: FormatFamily = {
  name: 'haproxy',
  help: 'HAProxy: option httplog or any log-format, with or without the prefix of syslog',
  configuration: 'defaults\n  mode http\n  option httplog\n  # captured headers are there as hr[0], hr[1] ...\n  capture request header X-Tenant len 64',
  builtIn: { httplog: HTTPLOG, httpslog: `${HTTPLOG} %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc` },
  own: 'the log-format, with its %variables',
  looksOwn: (format: string): boolean => /^\s*log-format\s/.test(format) || /%(?:ci|ft|TR|ST|HM|HU|\{\+[QE][^}]*\}r)\b/.test(format),
  compile(format: string, options: FormatOptions): () => LineParser {
    const { captures, others } = choices(options);
    const template = compileTemplate(haproxyParts(directive(format), captures), others, ESCAPE.hash);
    return () => new TemplateParser(template);
  },
};
