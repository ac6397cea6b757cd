import { suggest } from '../../analysis/nearest.ts';
import { CATALOG } from '../../model/catalog.ts';
import { findField, isNumber, type Kind } from '../../model/kind.ts';
import { metricsOf } from '../../model/prometheus.ts';

/** What a name of series means: a figure of a kind, or whether its entities are there (`field` undefined, always 1). */
export interface Metric {
  readonly kind: Kind;
  readonly field: string | undefined;
  /** Its own values times this are what the name says: Prometheus' names have base units. */
  readonly scale: number;
  /** The name in Prometheus. */
  readonly name: string;
}

/** Names that are in use for kinds beside their own. */
const KINDS: ReadonlyMap<string, Kind> = new Map(CATALOG.flatMap((kind) => [[kind.name, kind], [kind.plural, kind]] as const));

const PROMETHEUS: ReadonlyMap<string, Metric> = new Map(CATALOG.flatMap((kind): [string, Metric][] => [
  ...metricsOf(kind).map(({ name, field, scale }): [string, Metric] => [name, { kind, field, scale, name }]),
  [upName(kind), { kind, field: undefined, scale: 1, name: upName(kind) }],
]));

const OTEL: ReadonlyMap<string, Metric> = new Map(CATALOG.flatMap((kind) => metricsOf(kind).flatMap(({ name, field, declared }) => (declared.otel === undefined ? [] : [[declared.otel, { kind, field, scale: 1, name }] as const]))));

function upName(kind: Kind): string {
  return `pyprocwatch_${kind.name.replaceAll(/([A-Z])/g, '_$1').toLowerCase()}_up`;
}

const UP = 'up';

/** Units that names of fields end in, and that people leave out. */
const UNIT_ENDINGS = ['', 'Bytes', 'Percent', 'Seconds', 'BytesPerSecond', 'PerSecond'] as const;

/** `memory.rss` of a kind: a field by name or alias, with or without its unit and the words that say what it belongs to. */
function fieldOf(kind: Kind, rest: string): string | undefined {
  const words = rest.split(/[._]/);
  const camel = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  for (const candidate of [rest, camel, words.at(-1) ?? '']) {
    for (const ending of UNIT_ENDINGS) {
      const found = findField(kind, `${candidate}${ending}`);
      if (found !== undefined && isNumber(found.field)) return found.name;
    }
  }
  return undefined;
}

/** What a name means; undefined for one that nothing of ours has. */
export function metricNamed(name: string): Metric | undefined {
  const known = PROMETHEUS.get(name);
  if (known !== undefined) return known;
  const dot = name.indexOf('.');
  const kind = dot < 0 ? undefined : KINDS.get(name.slice(0, dot));
  if (kind !== undefined) {
    const rest = name.slice(dot + 1);
    if (rest === UP) return { kind, field: undefined, scale: 1, name: upName(kind) };
    const field = fieldOf(kind, rest);
    const exported = metricsOf(kind).find((each) => each.field === field);
    if (exported !== undefined) return { kind, field, scale: 1, name: exported.name };
  }
  return OTEL.get(name);
}

/** How to mend a name that means nothing. */
export function mendMetric(name: string): string {
  const [first = '', ...rest] = name.split('.');
  const kind = KINDS.get(first);
  if (kind === undefined) return rest.length === 0 ? suggest(name, [...PROMETHEUS.keys()]) : suggest(first, CATALOG.filter((each) => metricsOf(each).length > 0).map((each) => each.name));
  const names = metricsOf(kind).flatMap(({ field, declared }) => [field, ...(declared.aliases ?? [])]).filter((each) => /^[a-zA-Z]\w*$/.test(each));
  return suggest(rest.at(-1) ?? '', names).replace(/"(.*)"/, `"${kind.name}.$1"`);
}
