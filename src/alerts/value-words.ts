import { unitOf } from '../model/kind.ts';
import { formatValue, type Unit } from '../model/units.ts';
import { type Expression, inner } from './language/ast.ts';
import { metricNamed, seriesNameOf } from './language/metrics.ts';
import { subjectOf } from './rules/subject-of.ts';

/** Functions whose result is in the unit of what they are of. */
const KEEPS_UNIT: ReadonlySet<string> = new Set([
  'avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'quantile_over_time', 'sum_over_time', 'p50', 'p90', 'p95', 'p99', 'delta', 'increase', 'forecast', 'predict_linear', 'abs', 'round', 'clamp', 'clamp_min', 'clamp_max',
]);
const UNITLESS: ReadonlySet<string> = new Set(['count', 'group', 'count_values', 'stdvar']);
const PERCENT: ReadonlySet<string> = new Set(['anomaly', 'leak']);

/** The unit of what a rule's expression gives; undefined where it is a plain number. */
export function unitOfExpression(expression: Expression): Unit | undefined {
  const node = inner(subjectOf(expression));
  switch (node.type) {
    case 'selector': {
      const metric = metricNamed(seriesNameOf(node) ?? '');
      return metric?.field === undefined || metric.scale !== 1 ? undefined : unitOf(metric.kind, metric.field);
    }
    case 'aggregate': return UNITLESS.has(node.operator) ? undefined : unitOfExpression(node.expression);
    case 'unary': return unitOfExpression(node.expression);
    case 'call': {
      if (node.name === 'seconds_to_limit') return 'seconds';
      if (PERCENT.has(node.name)) return 'percent';
      const of = node.args.find((argument) => inner(argument).type !== 'number');
      return KEEPS_UNIT.has(node.name) && of !== undefined ? unitOfExpression(of) : undefined;
    }
    case 'binary': {
      const units = [unitOfExpression(node.left), unitOfExpression(node.right)];
      return node.operator === '+' || node.operator === '-' || node.operator === 'or' ? units[0] ?? units[1] : undefined;
    }
    default: return undefined;
  }
}

const ENDINGS: Readonly<Partial<Record<Unit, string>>> = { percent: '%', bytes: 'B', bytesPerSecond: 'B/s', perSecond: '/s' };

/** A value with its unit, as a person reads it: `2.10 GiB`, `93.1%`. */
export function valueWords(value: number, unit: Unit | undefined): string {
  if (Number.isNaN(value)) return 'nothing';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinite';
  if (unit === undefined) return String(Number(value.toPrecision(6)));
  const words = formatValue(unit, value);
  if (unit !== 'bytes' && unit !== 'bytesPerSecond') return `${words}${ENDINGS[unit] ?? ''}`;
  // Sizes by powers of 1024 are so called: 2.10G is 2.10 GiB.
  const scaled = /^(-?[\d.]+)([KMGTPE])$/.exec(words);
  return scaled === null ? `${words} ${ENDINGS[unit] ?? ''}` : `${scaled[1]} ${scaled[2]}i${ENDINGS[unit] ?? ''}`;
}
