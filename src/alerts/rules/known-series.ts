import { suggest } from '../../analysis/nearest.ts';
import { safeText } from '../../model/safe-text.ts';
import { childrenOf, type Expression, inner, type SelectorNode, selectorsOf } from '../language/ast.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { METRIC_NAME } from '../language/label-set.ts';
import { mendMetric, metricNamed, seriesNameOf } from '../language/metrics.ts';
import type { FoundType } from '../language/value.ts';
import { watchedAs, watchedFigures } from '../live/found-figures.ts';
import { labelsOf } from '../live/row-labels.ts';

/** Series that the alerts themselves are. */
export const OF_ALERTS: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Series and labels that there are not: a rule that looks at them would never fire. */
export function* unknownSeries(expression: Expression, recorded: ReadonlySet<string>): Generator<ExpressionError> {
  for (const { selector } of selectorsOf(expression)) {
    const error = unknownIn(selector, recorded);
    if (error !== undefined) yield error;
  }
  yield* unwatched(expression);
}

const DETECTORS: Readonly<Record<string, { readonly type: FoundType; readonly words: string }>> = {
  anomaly: { type: 'anomaly', words: 'is compared with its past' }, leak: { type: 'leak', words: 'is watched for leaks' }, seconds_to_limit: { type: 'exhaustion', words: 'is watched for its limit' },
};

/** Figures that no detector looks at: nothing would ever be found of them. */
function* unwatched(expression: Expression): Generator<ExpressionError> {
  const detector = expression.type === 'call' && Object.hasOwn(DETECTORS, expression.name) ? DETECTORS[expression.name] : undefined;
  for (const child of childrenOf(expression)) {
    const node = inner(child);
    const metric = detector === undefined || node.type !== 'selector' ? undefined : metricNamed(seriesNameOf(node) ?? '');
    if (detector === undefined || metric === undefined) yield* unwatched(child);
    else if (watchedAs(detector.type, metric.kind.name, metric.field ?? '') === undefined) {
      const figures = watchedFigures(detector.type, metric.kind.name).map((figure) => `${metric.kind.name}.${figure}`);
      yield new ExpressionError(`no ${metric.kind.name} ${detector.words} by that figure`, node, figures.length > 0 ? suggest('', figures) : 'compare the figure itself');
    }
  }
}

function unknownIn(selector: SelectorNode, recorded: ReadonlySet<string>): ExpressionError | undefined {
  const name = seriesNameOf(selector);
  if (name === undefined) return new ExpressionError('series are looked up by one name', selector, 'write the name in front of the labels');
  if (recorded.has(name) || OF_ALERTS.has(name)) return undefined;
  const metric = metricNamed(name);
  if (metric === undefined) return new ExpressionError(`there are no series "${safeText(name)}"`, selector, mendMetric(name));
  const labels = labelsOf(metric.kind);
  const unknown = selector.matchers.find(({ label }) => label !== METRIC_NAME && !labels.includes(label));
  return unknown === undefined ? undefined : new ExpressionError(`${metric.kind.plural} have no label "${safeText(unknown.label)}"`, selector, suggest(unknown.label, labels));
}
