import type { BinaryNode, Matching } from './ast.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { arithmeticOf, comparisonOf } from './operators.ts';
import { EvaluationError, type Sample } from './value.ts';

/** The labels by which two sides are joined. */
function signatureOf(matching: Matching | undefined): (labels: LabelSet) => string {
  if (matching === undefined) return (labels) => labels.nameless.key;
  if (matching.on) return (labels) => labels.only(matching.labels).key;
  return (labels) => labels.without(...matching.labels, METRIC_NAME).key;
}

/** What one value and another make; undefined where a comparison is not true. */
function combine({ operator, bool }: Pick<BinaryNode, 'operator' | 'bool'>, left: number, right: number, kept: number): number | undefined {
  const compare = comparisonOf(operator);
  if (compare === undefined) return arithmeticOf(operator)?.(left, right);
  const holds = compare(left, right);
  return bool ? Number(holds) : holds ? kept : undefined;
}

const dropsName = ({ operator, bool }: Pick<BinaryNode, 'operator' | 'bool'>): boolean => bool || comparisonOf(operator) === undefined;

/** Series with a number; `swapped`: the number stands to the left. A comparison keeps the value of the series. */
export function withScalar(node: BinaryNode, samples: readonly Sample[], number: number, swapped: boolean): Sample[] {
  return samples.flatMap(({ labels, value }) => {
    const [left, right] = swapped ? [number, value] : [value, number];
    const result = combine(node, left, right, value);
    return result === undefined ? [] : [{ labels: dropsName(node) ? labels.nameless : labels, value: result }];
  });
}

/** `and`, `or`, `unless`. */
export function joinSets({ operator, matching }: BinaryNode, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  const signature = signatureOf(matching);
  const others = new Set((operator === 'or' ? left : right).map(({ labels }) => signature(labels)));
  if (operator === 'or') return [...left, ...right.filter(({ labels }) => !others.has(signature(labels)))];
  return left.filter(({ labels }) => others.has(signature(labels)) === (operator === 'and'));
}

/** Arithmetic and comparisons of series with series, by the labels that they share. Throws an `EvaluationError` where it is not clear which belong together. */
export function joinArithmetic(node: BinaryNode, left: readonly Sample[], right: readonly Sample[]): Sample[] {
  // Nothing is going to match: not even what could not be joined is a fault then.
  if (left.length === 0 || right.length === 0) return [];
  const { matching } = node;
  const many = matching?.many ?? 'none';
  const signature = signatureOf(matching);
  // The "one" side is on the right from here.
  const [manySide, oneSide] = many === 'right' ? [right, left] : [left, right];
  const ones = new Map<string, Sample>();
  for (const sample of oneSide) {
    const key = signature(sample.labels);
    if (ones.has(key)) throw new EvaluationError(`found duplicate series for the match group on the ${many === 'right' ? 'left' : 'right'} hand-side of the operation: ${sample.labels}; many-to-many matching not allowed`);
    ones.set(key, sample);
  }
  const seen = new Map<string, Set<string>>();
  const results: Sample[] = [];
  for (const sample of manySide) {
    const key = signature(sample.labels);
    const one = ones.get(key);
    if (one === undefined) continue;
    const [first, second] = many === 'right' ? [one.value, sample.value] : [sample.value, one.value];
    const value = combine(node, first, second, first);
    if (value === undefined) continue;
    const labels = resultLabels(node, sample.labels, one.labels);
    const before = seen.get(key);
    if (many === 'none') {
      if (before !== undefined) throw new EvaluationError('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
      seen.set(key, new Set());
    } else {
      if (before?.has(labels.key) === true) throw new EvaluationError('multiple matches for labels: grouping labels must ensure unique matches');
      seen.set(key, (before ?? new Set()).add(labels.key));
    }
    results.push({ labels, value });
  }
  return results;
}

function resultLabels(node: BinaryNode, many: LabelSet, one: LabelSet): LabelSet {
  const { matching } = node;
  let labels = dropsName(node) ? many.nameless : many;
  if (matching === undefined) return labels;
  if (matching.many === 'none') labels = matching.on ? labels.only(matching.labels) : labels.without(...matching.labels);
  return matching.include.length === 0 ? labels : labels.with(matching.include.map((name) => [name, one.get(name)]));
}
