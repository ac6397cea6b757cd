import type { AggregateNode } from './ast.ts';
import { scalarOf, textOf } from './functions/definition.ts';
import { quantileOf, variance } from './functions/over-time.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { goFloat } from './go-float.ts';
import type { Sample, Value } from './value.ts';

interface Group {
  readonly labels: LabelSet;
  readonly samples: Sample[];
}

/** Series by the labels that are kept of them. */
function groupsOf({ grouping, without }: Pick<AggregateNode, 'grouping' | 'without'>, samples: readonly Sample[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  const dropped = [...grouping, METRIC_NAME];
  const kept = (labels: LabelSet): LabelSet => (without ? labels.without(...dropped) : labels.only(grouping));
  for (const sample of samples) {
    const labels = kept(sample.labels);
    const group = groups.get(labels.key);
    if (group === undefined) groups.set(labels.key, { labels, samples: [sample] });
    else group.samples.push(sample);
  }
  return groups.values();
}

const FOLDS: Readonly<Record<Exclude<AggregateNode['operator'], 'topk' | 'bottomk' | 'count_values' | 'quantile'>, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((mean, value, index) => (Number.isFinite(mean) || Number.isFinite(value) ? mean + (value / (index + 1) - mean / (index + 1)) : mean + value), 0),
  min: (values) => values.reduce((low, value) => (value < low || Number.isNaN(low) ? value : low), Number.NaN),
  max: (values) => values.reduce((high, value) => (value > high || Number.isNaN(high) ? value : high), Number.NaN),
  count: (values) => values.length,
  group: () => 1,
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: variance,
};

/** Series made of groups of series. */
export function aggregate(node: AggregateNode, samples: readonly Sample[], parameter: Value | undefined): Sample[] {
  const { operator } = node;
  const results: Sample[] = [];
  for (const { labels, samples: members } of groupsOf(node, samples)) {
    const values = members.map(({ value }) => value);
    switch (operator) {
      case 'topk': case 'bottomk':
        results.push(...extremes(members, scalarOf(parameter), operator === 'topk'));
        break;
      case 'quantile':
        results.push({ labels, value: quantileOf(scalarOf(parameter), values) });
        break;
      case 'count_values':
        results.push(...counted(labels, values, textOf(parameter)));
        break;
      default:
        results.push({ labels, value: FOLDS[operator](values) });
    }
  }
  return results;
}

/** The first so many by value; NaN comes last either way. */
function extremes(samples: readonly Sample[], count: number, greatest: boolean): Sample[] {
  if (!(count >= 1)) return [];
  return samples.toSorted((left, right) => {
    if (Number.isNaN(left.value) || Number.isNaN(right.value)) return Number(Number.isNaN(left.value)) - Number(Number.isNaN(right.value));
    return greatest ? right.value - left.value : left.value - right.value;
  }).slice(0, Math.trunc(count));
}

function counted(labels: LabelSet, values: readonly number[], label: string): Sample[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ labels: labels.with([[label, withoutExponent(value)]]), value: count }));
}

function withoutExponent(value: number): string {
  if (!Number.isFinite(value)) return goFloat(value);
  return Math.abs(value) >= 1e21 ? String(BigInt(value)) : String(value);
}
