import type { Frame } from '../../model/frame.ts';
import { childrenOf, type Expression, type SelectorNode } from '../language/ast.ts';
import { fits } from '../language/functions/series.ts';
import { type LabelSet, METRIC_NAME } from '../language/label-set.ts';
import { type Metric, metricNamed, seriesNameOf } from '../language/metrics.ts';
import { labelReader } from './row-labels.ts';

/** What stands for a selector in caches: its name and labels, not its range. */
export const keyOf = ({ name, matchers }: SelectorNode): string => `${name}{${matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(',')}}`;

/** Finds the rows of a selector. */
export interface SelectorPlan {
  readonly metric: Metric | undefined;
  /** A text that must be this: its rows are looked up rather than sought. */
  readonly lookup: { readonly label: string; readonly value: string } | undefined;
  /** Of the rows of its kind. */
  readonly passes: readonly ((frame: Frame, row: number) => boolean)[];
  /** Of series that rules recorded. */
  readonly fits: (labels: LabelSet) => boolean;
  /** A label that its kind does not have would have to be something. */
  readonly never: boolean;
}

export function planOf(selector: SelectorNode): SelectorPlan {
  const { matchers } = selector;
  const metric = metricNamed(seriesNameOf(selector) ?? '');
  const own = matchers.filter(({ label }) => label !== METRIC_NAME);
  const checks = own.map((matcher) => ({ label: matcher.label, fit: fits(matcher) }));
  if (metric === undefined) return { metric, lookup: undefined, passes: [], never: false, fits: (labels) => checks.every(({ label, fit }) => fit(labels.get(label))) };
  const readers = own.map((matcher, index) => ({ matcher, read: labelReader(metric.kind, matcher.label), fit: checks[index]?.fit ?? (() => true) }));
  const equal = readers.find(({ matcher: { operator, value }, read }) => operator === '=' && value !== '' && read !== undefined);
  return {
    metric,
    lookup: equal === undefined ? undefined : { label: equal.matcher.label, value: equal.matcher.value },
    passes: readers.flatMap((each) => {
      const { read, fit } = each;
      return read === undefined || each === equal ? [] : [(frame: Frame, row: number) => fit(read(frame, row))];
    }),
    never: readers.some(({ read, fit }) => read === undefined && !fit('')),
    fits: () => true,
  };
}

const OF_NOW: ReadonlySet<string> = new Set(['anomaly', 'leak', 'seconds_to_limit']);

/** Selectors with how far back they are asked for; what detectors found is of now. */
export function* rangesOf(expression: Expression, reach = 0): Generator<{ readonly selector: SelectorNode; readonly reach: number }> {
  if (expression.type === 'call' && OF_NOW.has(expression.name)) return;
  if (expression.type === 'selector') yield { selector: expression, reach: reach + expression.offset + (expression.range ?? 0) };
  const more = expression.type === 'subquery' ? expression.range + expression.offset : 0;
  for (const child of childrenOf(expression)) yield* rangesOf(child, reach + more);
}
