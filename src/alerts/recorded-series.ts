import type { Identity } from '../../storage/history/identity-reader.ts';
import type { Layout } from '../../storage/history/codec/layout.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import { rolledKind } from '../../storage/history/rolled-kinds.ts';
import { suggest } from '../analysis/nearest.ts';
import { addsUp, recordedTimes, withZeros } from '../engine/absent-zeros.ts';
import { spanSeriesBy } from '../engine/history-series.ts';
import { isNumber, type Kind } from '../model/kind.ts';
import { labelFields, snakeCase } from '../model/prometheus.ts';
import type { Series } from '../model/timeline.ts';
import { inner, type SelectorNode } from './language/ast.ts';
import { ExpressionError } from './language/expression-error.ts';
import { fits } from './language/functions/series.ts';
import { METRIC_NAME } from './language/label-set.ts';
import { mendMetric, type Metric, metricNamed, seriesNameOf } from './language/metrics.ts';
import { parseExpression } from './language/parser.ts';

/** One series of a selector, in its metric's unit. */
export interface RecordedSeries {
  /** Label and value, in the order of the kind's fields. */
  readonly labels: readonly (readonly [label: string, value: string])[];
  readonly series: Series;
}

interface RecordedMetric {
  readonly metric: Metric & { readonly field: string };
  readonly series: readonly RecordedSeries[];
}

/** What a selector such as `endpoint.requests{route="/pay"}` names in the history, ms since the epoch. Throws an `ExpressionError` for one that names nothing. */
export function recordedSeries(reader: HistoryReader, text: string, from: number, to: number): RecordedMetric {
  const { selector, metric } = selected(text);
  const { kind, field, scale } = metric;
  const read = labelsOf(kind);
  const known = [...read(NOBODY, { kind: '', columns: [], changingTexts: [], keyNumbers: [], texts: [] }).keys()];
  const matchers = selector.matchers.filter(({ label }) => label !== METRIC_NAME).map((matcher) => ({ matcher, fit: fits(matcher) }));
  for (const { matcher: { label } } of matchers) if (!known.includes(label)) throw new ExpressionError(`${kind.plural} have no label "${label}" in the history`, selector, suggest(label, known));
  const labels = new Map<string, ReadonlyMap<string, string>>();
  const found = spanSeriesBy(reader, kind, field, (identity, layout) => {
    const own = read(identity, layout);
    if (!matchers.every(({ matcher, fit }) => fit(own.get(matcher.label) ?? ''))) return undefined;
    const key = [...own.values()].join('\u{0}');
    labels.set(key, own);
    return key;
  }, from, to);
  const recorded = addsUp(kind, field) && found.size > 0 ? recordedTimes(reader, from, to) : [];
  return {
    metric,
    series: [...found].filter(([, { times }]) => times.length > 0).map(([key, series]) => {
      const { times, values } = withZeros(series, recorded);
      return { labels: [...labels.get(key) ?? []], series: { times, values: scale === 1 ? values : values.map((value) => value * scale) } };
    }),
  };
}

function selected(text: string): { readonly selector: SelectorNode; readonly metric: Metric & { readonly field: string } } {
  const selector = inner(parseExpression(text));
  if (selector.type !== 'selector' || selector.range !== undefined || selector.offset !== 0) throw new ExpressionError('a figure is asked for, by its name and labels', selector, 'write for example endpoint.requests{route="/pay"}');
  const name = seriesNameOf(selector) ?? '';
  const metric = metricNamed(name);
  if (metric === undefined) throw new ExpressionError(`nothing is called "${name}"`, selector, mendMetric(name));
  const { field } = metric;
  if (field === undefined) throw new ExpressionError('whether something is there is no figure', selector, 'name a figure of it');
  return { selector, metric: { ...metric, field } };
}

const NOBODY: Identity = { numbers: [], texts: [] };

/** Labels that an identity in the history has. Of groups, users and containers that is their name alone. */
function labelsOf(kind: Kind): (identity: Identity, layout: Layout) => ReadonlyMap<string, string> {
  const rolled = rolledKind(kind.name);
  if (rolled !== undefined && rolled.from !== kind) {
    const label = snakeCase(kind.key[0] ?? 'name');
    return (identity, layout) => new Map([[label, rolled.entity(identity, layout)]]);
  }
  const numbers = kind.key.filter((name) => kind.numbers.includes(name)).map((name) => {
    const field = kind.fields[name];
    const isTime = field !== undefined && isNumber(field) && field.unit === 'timestamp';
    // As in rules.
    return { name, label: isTime ? 'started' : snakeCase(name), words: (value: number | undefined) => (value === undefined ? '' : isTime ? new Date(Math.round(value * 1000)).toISOString() : String(value)) };
  });
  const texts = labelFields(kind).map((name) => ({ name, label: snakeCase(name) }));
  return (identity, layout) => new Map([
    ...numbers.map(({ name, label, words }) => [label, words(identity.numbers[layout.keyNumbers.indexOf(name)])] as const),
    ...texts.map(({ name, label }) => [label, identity.texts[layout.texts.indexOf(name)] ?? ''] as const),
  ]);
}
