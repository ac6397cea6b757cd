import { type BinaryNode, type Expression, inner, SET_OPERATORS, type SelectorNode, type SubqueryNode } from './ast.ts';
import { aggregate } from './aggregate.ts';
import { FUNCTIONS } from './functions.ts';
import { samplesOf, scalarOf } from './functions/definition.ts';
import { joinArithmetic, joinSets, withScalar } from './join.ts';
import { LabelSet } from './label-set.ts';
import { arithmeticOf, comparisonOf } from './operators.ts';
import { EvaluationError, type Matrix, type RangeSeries, type Sample, scalar, type SeriesSource, type Value, vector } from './value.ts';

const MOST_STEPS = 11_000;

/** What an expression gives at a time (ms since the epoch). Throws an `EvaluationError` where series cannot be joined. */
export function evaluate(expression: Expression, time: number, source: SeriesSource): Value {
  switch (expression.type) {
    case 'number': return scalar(expression.value);
    case 'string': return { type: 'string', value: expression.value };
    case 'parentheses': return evaluate(expression.expression, time, source);
    case 'selector': return expression.range === undefined ? vector(source.instant(expression, time - expression.offset)) : matrix(expression, expression.range, time, source);
    case 'subquery': return subquery(expression, time, source);
    case 'unary': {
      const value = evaluate(expression.expression, time, source);
      if (expression.operator === '+') return value;
      return value.type === 'scalar' ? scalar(-value.value) : vector(samplesOf(value).map(({ labels, value: own }) => ({ labels: labels.nameless, value: -own })));
    }
    case 'aggregate': {
      const parameter = expression.parameter === undefined ? undefined : evaluate(expression.parameter, time, source);
      return vector(aggregate(expression, samplesOf(evaluate(expression.expression, time, source)), parameter));
    }
    case 'call': {
      const definition = FUNCTIONS[expression.name];
      if (definition === undefined) throw new EvaluationError(`there is no function "${expression.name}"`);
      const args = expression.args.map((argument, index) => (definition.args[index] === 'series' ? vector([]) : evaluate(argument, time, source)));
      const value = definition.call({ args, nodes: expression.args, time, source });
      if (value.type === 'vector') mustBeDistinct(value.samples);
      return value;
    }
    case 'binary': return binary(expression, time, source);
  }
}

/** All series that an expression gives; a number is one without labels. */
export function evaluateVector(expression: Expression, time: number, source: SeriesSource): readonly Sample[] {
  const value = evaluate(expression, time, source);
  if (value.type === 'scalar') return [{ labels: LabelSet.EMPTY, value: value.value }];
  if (value.type !== 'vector') throw new EvaluationError('this gives no series to alert on');
  return value.samples;
}

function matrix(selector: SelectorNode, range: number, time: number, source: SeriesSource): Matrix {
  const to = time - selector.offset;
  return { type: 'matrix', series: source.range(selector, to - range, to), from: to - range, to };
}

/** At multiples of the step, as Prometheus does, so that it is the same whenever it is asked. */
function subquery({ expression, range, step: given, offset }: SubqueryNode, time: number, source: SeriesSource): Matrix {
  const step = given ?? source.step;
  const to = time - offset;
  const from = to - range;
  if (range / step > MOST_STEPS) throw new EvaluationError(`a subquery of ${Math.round(range / step)} steps is too long`);
  const found = new Map<string, { labels: LabelSet; times: number[]; values: number[] }>();
  let at = step * Math.trunc(from / step);
  if (at < from) at += step;
  for (; at <= to; at += step) {
    for (const { labels, value } of evaluateVector(expression, at, source)) {
      const series = found.get(labels.key) ?? { labels, times: [], values: [] };
      found.set(labels.key, series);
      series.times.push(at);
      series.values.push(value);
    }
  }
  const series: RangeSeries[] = [...found.values()];
  return { type: 'matrix', series, from, to };
}

function mustBeDistinct(samples: readonly Sample[]): void {
  if (samples.length < 2) return;
  if (new Set(samples.map(({ labels }) => labels.key)).size < samples.length) throw new EvaluationError('vector cannot contain metrics with the same labelset');
}

function binary(node: BinaryNode, time: number, source: SeriesSource): Value {
  const { operator, left, right, bool } = node;
  const compare = comparisonOf(operator);
  const [one, other] = [inner(left), inner(right)];
  // The usual rule: only what passes is looked at more closely.
  if (compare !== undefined && !bool && one.type === 'selector' && one.range === undefined && other.type === 'number') {
    return vector(source.instant(one, time - one.offset, (value) => compare(value, other.value)));
  }
  const [first, second] = [evaluate(left, time, source), evaluate(right, time, source)];
  const work = arithmeticOf(operator);
  if (first.type === 'scalar' && second.type === 'scalar') {
    if (work !== undefined) return scalar(work(first.value, second.value));
    return scalar(Number(compare?.(first.value, second.value) === true));
  }
  if (first.type === 'scalar') return vector(withScalar(node, samplesOf(second), scalarOf(first), true));
  if (second.type === 'scalar') return vector(withScalar(node, samplesOf(first), scalarOf(second), false));
  const [lefts, rights] = [samplesOf(first), samplesOf(second)];
  return vector(SET_OPERATORS.some((each) => each === operator) ? joinSets(node, lefts, rights) : joinArithmetic(node, lefts, rights));
}
