import { nearest, suggest } from '../../analysis/nearest.ts';
import { CATALOG } from '../../model/catalog.ts';
import type { NumberField } from '../../model/fields.ts';
import { findField, isNumber, type Kind } from '../../model/kind.ts';
import { alert } from '../../model/kinds/alert.ts';
import { fact } from '../../model/kinds/host-parts.ts';
import { type ExportedMetric, metricsOf, snakeCase } from '../../model/prometheus.ts';
import type { SelectorNode } from './ast.ts';
import { METRIC_NAME } from './label-set.ts';

/** What a name of series means: a figure of a kind, or whether its entities are there (`field` undefined, always 1). */
export interface Metric {
  readonly kind: Kind;
  readonly field: string | undefined;
  /** Its own values times this are what the name says: Prometheus' names have base units. */
  readonly scale: number;
  /** The name in Prometheus. */
  readonly name: string;
}

/** Kinds that no snapshot has when rules are evaluated: read for one process when somebody looks, or made of the rules themselves. */
const NEVER_THERE: ReadonlySet<string> = new Set([fact.name, alert.name, ...CATALOG.flatMap(({ links }) => links.flatMap(({ kind, by }) => (by === 'inspect' ? [kind] : [])))]);
const SERIES_KINDS = CATALOG.filter(({ name }) => !NEVER_THERE.has(name));

/** Names that are in use for kinds beside their own. */
const KINDS: ReadonlyMap<string, Kind> = new Map(SERIES_KINDS.flatMap((kind) => [[kind.name, kind], [kind.plural, kind]] as const));

const metricOf = ({ kind, field, scale, name }: ExportedMetric): Metric => ({ kind, field, scale, name });

const PROMETHEUS: ReadonlyMap<string, Metric> = new Map(SERIES_KINDS.flatMap((kind): [string, Metric][] => [
  ...metricsOf(kind).map((each): [string, Metric] => [each.name, metricOf(each)]),
  [upName(kind), { kind, field: undefined, scale: 1, name: upName(kind) }],
]));

/** By OpenTelemetry's names, which have base units as well. Totals go by the names of what they are of: the first kind counts. */
const OTEL: ReadonlyMap<string, readonly ExportedMetric[]> = SERIES_KINDS.reduce((known, kind) => {
  for (const [name, own] of Map.groupBy(metricsOf(kind), ({ declared }) => declared.otel)) if (name !== undefined && !known.has(name)) known.set(name, own);
  return known;
}, new Map<string, readonly ExportedMetric[]>());

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
      if (found === undefined || !isNumber(found.field)) continue;
      if (candidate !== words.at(-1) || belongsTo(found.name, found.field, words.slice(0, -1))) return found.name;
    }
  }
  return undefined;
}

/** Whether those words say nothing but what a figure is: `memory` of `process.memory.rss`, not `inodes` of `filesystem.inodes.used`. */
function belongsTo(name: string, { prometheus = '', otel = '', help }: NumberField, words: readonly string[]): boolean {
  const known = new Set([snakeCase(name), prometheus, otel, help].join(' ').toLowerCase().split(/[^a-z\d]+/));
  return words.every((word) => known.has(word.toLowerCase()));
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
  const [only, ...more] = OTEL.get(name) ?? [];
  return only === undefined || more.length > 0 ? undefined : metricOf(only);
}

/** The one name that a selector asks for, also as `{__name__="..."}`; undefined where it does not say one. */
export function seriesNameOf({ name, matchers }: SelectorNode): string | undefined {
  return name === '' ? matchers.find(({ label, operator }) => label === METRIC_NAME && operator === '=')?.value : name;
}

/** How to mend a name that means nothing. */
export function mendMetric(name: string): string {
  const many = OTEL.get(name) ?? [];
  if (many.length > 1) return `say which: ${many.map(({ kind, field }) => `${kind.name}.${field}`).join(', ')}`;
  const [first = '', ...rest] = name.split('.');
  const kind = KINDS.get(first);
  if (kind === undefined) return rest.length === 0 ? suggest(name, [...PROMETHEUS.keys()]) : suggest(first, SERIES_KINDS.map((each) => each.name));
  const names = metricsOf(kind).flatMap(({ field, declared }) => [field, ...(declared.aliases ?? [])]).filter((each) => /^[a-zA-Z]\w*$/.test(each));
  const word = rest.at(-1) ?? '';
  // Without their units, as people write them.
  const near = nearest(word, [...names.map((each) => each.replace(/(?:Bytes|Percent|Seconds)?(?:PerSecond)?$/, '')), UP]);
  if (near !== undefined && near !== '') return `did you mean "${kind.name}.${near}"?`;
  return suggest(word, names).replace(/"(.*)"/, `"${kind.name}.$1"`);
}
