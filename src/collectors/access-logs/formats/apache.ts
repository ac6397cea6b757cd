import { calendarParts } from '../calendar-time.ts';
import type { FormatFamily } from '../format.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { CALENDAR, compileTemplate, formatError, joinLiterals, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';

const MICROSECONDS = 1e-3;
const SECONDS = 1000;

/** https://httpd.apache.org/docs/2.4/mod/mod_log_config.html */
const DIRECTIVES: Readonly<Record<string, Meaning>> = {
  'a': { operation: OPERATION.address, field: 'client', rank: 4 }, '{c}a': text('client', 1), 'h': text('client', 3),
  'u': text('user'), 'r': { operation: OPERATION.request, rank: 2 }, 'm': text('method', 3), 'U': { operation: OPERATION.target, field: 'path', rank: 1 },
  's': number('status'), '>s': number('status', 1, 2), '<s': number('status'),
  'b': number('bytesSent'), 'B': number('bytesSent'), 'O': number('bytesSent', 1, 2), 'I': number('bytesReceived'),
  'D': number('duration', MICROSECONDS, 4), 'T': number('duration', SECONDS, 1), '{s}T': number('duration', SECONDS, 1), '{ms}T': number('duration', 1, 3), '{us}T': number('duration', MICROSECONDS, 4),
  'v': text('host', 1), 'V': text('host', 1), '{host}i': text('host', 2), '{x-forwarded-host}i': text('host', 1),
  '{user-agent}i': text('userAgent'), '{x-forwarded-for}i': { operation: OPERATION.firstAddress, field: 'client', rank: 2 },
  '{x-request-id}i': text('trace', 2), '{traceparent}i': text('trace', 3), '{unique_id}e': text('trace', 1), 'L': text('trace', 1),
  '{balancer_worker_name}e': { operation: OPERATION.authority, field: 'upstream' }, '{cache-status}e': text('cache', 2), '{x-cache}o': text('cache'),
  '{cf-ipcountry}i': text('region'), '{cloudfront-viewer-country}i': text('region'), '{geoip_country_code}e': text('region', 2), '{mm_country_code}e': text('region', 2),
  'X': { operation: OPERATION.connection },
};
const SESSION_COOKIE = /^\{.*(?:sess|sid)\}C$/i;
const DIRECTIVE = /%(?:!?\d{3}(?:,\d{3})*)?([<>]?)(?:\{([^}]*)\})?(\^t[io]|[A-Za-z%])/g;

const epoch = (scale: number, resolution: 1 | 1000, atStart: boolean): Meaning => ({ operation: OPERATION.epoch, number: 'end', scale, rank: resolution === 1 ? 3 : 2, resolution, atStart });

/** What a `%{...}t` is made of: the time of the request's start, unless it says `end:`. */
function timeParts(argument: string, at: number): TemplatePart[] {
  const [, edge, format = ''] = /^(begin:|end:)?(.*)$/s.exec(argument) ?? [];
  const atStart = edge !== 'end:';
  const name = `%{${argument}}t`;
  const one = (meaning: Meaning): TemplatePart[] => [{ name, at, meaning }];
  switch (format) {
    case '':
      return [{ literal: '[' }, { name, at, meaning: { operation: OPERATION.clf, number: 'end', resolution: 1000, atStart } }, { literal: ']' }];
    case 'sec':
      return one(epoch(SECONDS, 1000, atStart));
    case 'msec':
      return one(epoch(1, 1, atStart));
    case 'usec':
      return one(epoch(MICROSECONDS, 1, atStart));
    case 'msec_frac':
      return one({ operation: OPERATION.calendar, part: CALENDAR.fraction, width: 3, atStart });
    case 'usec_frac':
      return one({ operation: OPERATION.calendar, part: CALENDAR.fraction, width: 6, atStart });
    default: {
      const parts = calendarParts(format, at, atStart);
      if (parts === undefined) throw formatError(`a time format we cannot read: ${format}`, at, 'use %t, %{msec}t, or the directives %Y %m %b %d %H %M %S %T %F %z');
      return parts;
    }
  }
}

/** The parts of a LogFormat. */
function apacheParts(format: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let last = 0;
  for (const found of format.matchAll(DIRECTIVE)) {
    const between = format.slice(last, found.index);
    if (between.includes('%')) throw formatError('a % without a directive', last + between.indexOf('%'), 'write %% for the sign itself');
    parts.push({ literal: between });
    last = found.index + found[0].length;
    const [whole, edge = '', argument, letter = ''] = found;
    if (letter === '%') {
      parts.push({ literal: '%' });
    } else if (letter === 't') {
      parts.push(...timeParts(argument ?? '', found.index));
    } else {
      const named = argument === undefined ? `${letter === 's' ? edge : ''}${letter}` : `{${argument.toLowerCase()}}${letter}`;
      const meaning = DIRECTIVES[named] ?? (SESSION_COOKIE.test(`{${argument ?? ''}}${letter}`) ? text('session') : SKIP);
      const before = parts.at(-2);
      // %q begins with its own question mark, where a path ends.
      if (letter === 'q' && parts.at(-1) !== undefined && format[found.index - 1] === 'U' && before !== undefined) parts.pop();
      else parts.push({ name: argument === undefined ? whole.slice(1) : `{${argument}}${letter}`, at: found.index, meaning });
    }
  }
  const rest = format.slice(last);
  if (rest.includes('%')) throw formatError('a % without a directive', last + rest.indexOf('%'), 'write %% for the sign itself');
  parts.push({ literal: rest });
  return joinLiterals(parts);
}

/** Takes `LogFormat "..." name` or `CustomLog file "..."` apart. */
function directive(format: string): string {
  const found = /^\s*(?:LogFormat|CustomLog\s+\S+)\s+"((?:[^"\\]|\\.)*)"/i.exec(format);
  const body = found?.[1] ?? format;
  return body.replaceAll(/\\(["\\tn])/g, (_, letter: string) => (letter === 't' ? '\t' : letter === 'n' ? '' : letter));
}

const COMMON = '%h %l %u %t "%r" %>s %b';
const COMBINED = `${COMMON} "%{Referer}i" "%{User-Agent}i"`;
const FULL = `${COMBINED} %{begin:msec}t %D %I %O %{BALANCER_WORKER_NAME}e %{UNIQUE_ID}e %X`;

export const APACHE: FormatFamily = {
  name: 'apache',
  help: 'Apache httpd: any LogFormat',
  configuration: `LogFormat "${FULL.replaceAll('"', '\\"')}" pyprocwatch\nCustomLog logs/access.log pyprocwatch`,
  builtIn: { combined: COMBINED, common: COMMON, vhost_combined: `%v:%p ${COMBINED}`, pyprocwatch: FULL },
  own: 'the LogFormat, with its %directives',
  looksOwn: (format: string): boolean => /^\s*(?:LogFormat|CustomLog)\s/i.test(format) || /%(?:[<>]?[hlutrsbDTUqm]|\{[^}]+\}[a-zA-Z^])(?![A-Z])/.test(format),
  compile(format: string, options: FormatOptions): () => LineParser {
    const template = compileTemplate(apacheParts(directive(format)), options);
    return () => new TemplateParser(template);
  },
};
