import type { Family } from './family.ts';

/** One of the two text formats that Prometheus reads. */
export interface MetricsFormat {
  readonly name: 'openmetrics' | 'text';
  /** Of the answer. */
  readonly contentType: string;
}

const OPENMETRICS_VERSIONS = ['1.0.0', '0.0.1'] as const;
const openMetrics = (version: string): MetricsFormat => ({ name: 'openmetrics', contentType: `application/openmetrics-text; version=${version}; charset=utf-8` });

export const OPENMETRICS = openMetrics(OPENMETRICS_VERSIONS[0]);
/** Prometheus text 0.0.4: what everything reads. */
export const TEXT: MetricsFormat = { name: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' };

/** What a clause of an Accept header asks for, if it is one of ours. */
function formatOf(type: string, version: string | undefined): MetricsFormat | undefined {
  if (type === 'application/openmetrics-text') {
    const known = OPENMETRICS_VERSIONS.find((each) => each === (version ?? OPENMETRICS_VERSIONS[0]));
    return known === undefined ? undefined : openMetrics(known);
  }
  const isText = type === 'text/plain' && (version === undefined || version === '0.0.4');
  return isText || type === 'text/*' || type === '*/*' ? TEXT : undefined;
}

/** The format that an Accept header prefers; text 0.0.4 when it names none of ours: a person's browser shows it. */
export function negotiateFormat(accept: string | undefined): MetricsFormat {
  let [best, most] = [TEXT, 0];
  for (const clause of (accept ?? '').split(',')) {
    const [type = '', ...rest] = clause.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map((part): [string, string] => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim().replace(/^"(.*)"$/, '$1')];
    }));
    const format = formatOf(type, parameters.get('version'));
    const quality = Number(parameters.get('q') ?? 1);
    if (format !== undefined && quality > most) [best, most] = [format, quality];
  }
  return best;
}

/** Base units that the name of a family ends in. */
const UNIT = /_(bytes_per_second|bytes|seconds|ratio|celsius)$/;

const escapeHelp = (help: string): string => help.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
const numberText = (value: number): string => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));

function samplesOf({ name, labels, values }: Family): string {
  let text = '';
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) text += `${name}${labels[index]?.text ?? ''} ${numberText(value)}\n`;
  });
  return text;
}

function classicText(family: Family): string {
  const { name, help, type } = family;
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type === 'info' ? 'gauge' : type}\n${samplesOf(family)}`;
}

/** The family's own name is that of its samples without `_total` and `_info`; quotes in help are escaped here, and only here. */
function openMetricsText(family: Family): string {
  const { help, type } = family;
  const name = type === 'gauge' ? family.name : family.name.replace(/_(?:total|info)$/, '');
  const unit = UNIT.exec(name)?.[1];
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escapeHelp(help).replaceAll('"', String.raw`\"`)}\n${samplesOf(family)}`;
}

/** Families as text. No timestamps: the time is that of the scrape. */
export function renderMetrics(families: readonly Family[], { name }: MetricsFormat): string {
  let text = '';
  for (const family of families) text += name === 'openmetrics' ? openMetricsText(family) : classicText(family);
  return name === 'openmetrics' ? `${text}# EOF\n` : text;
}
