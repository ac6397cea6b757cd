import { type CallNode, type Expression, inner, type Matching, type SelectorNode } from './ast.ts';
import { writeDuration } from './duration.ts';
import { metricNamed } from './metrics.ts';

/** An expression in its canonical form: as Prometheus would read it, names and units as it has them. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case 'number': return printNumber(expression.value);
    case 'string': return JSON.stringify(expression.value);
    case 'parentheses': return `(${printExpression(expression.expression)})`;
    case 'selector': return printSelector(expression);
    case 'subquery': return `${wrapped(expression.expression)}[${writeDuration(expression.range)}:${expression.step === undefined ? '' : writeDuration(expression.step)}]${offset(expression.offset)}`;
    case 'unary': return `${expression.operator}${wrapped(expression.expression)}`;
    case 'aggregate': {
      const { operator, grouping, without, parameter, expression: of } = expression;
      const by = grouping.length > 0 || without ? ` ${without ? 'without' : 'by'} (${grouping.join(', ')}) ` : '';
      return `${operator}${by}(${parameter === undefined ? '' : `${printExpression(parameter)}, `}${printExpression(of)})`;
    }
    case 'call': return printCall(expression);
    case 'binary': {
      const { operator, left, right, bool, matching } = expression;
      return `${wrapped(left)} ${operator}${bool ? ' bool' : ''}${printMatching(matching)} ${wrapped(right)}`;
    }
  }
}

/** Operators within operators keep their parentheses, whether they need them or not. */
function wrapped(expression: Expression): string {
  const text = printExpression(expression);
  const { type } = inner(expression);
  return expression.type !== 'parentheses' && (type === 'binary' || type === 'unary') ? `(${text})` : text;
}

function printMatching(matching: Matching | undefined): string {
  if (matching === undefined) return '';
  const { on, labels, many, include } = matching;
  return ` ${on ? 'on' : 'ignoring'} (${labels.join(', ')})${many === 'none' ? '' : ` group_${many} (${include.join(', ')})`}`;
}

const offset = (milliseconds: number): string => (milliseconds === 0 ? '' : ` offset ${milliseconds < 0 ? '-' : ''}${writeDuration(Math.abs(milliseconds))}`);

function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Functions that look at no values, or whose figures have a unit of their own: percents or ratios, they say the same. */
const UNITLESS: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'anomaly', 'leak', 'seconds_to_limit', 'count_over_time', 'present_over_time', 'changes', 'resets']);

function printCall({ name, args }: CallNode): string {
  const unitless = UNITLESS.has(name);
  // What is over a time cannot be made percents before the function: so what comes of it is.
  const over = unitless ? undefined : args.map(inner).find((each) => each.type === 'selector' && each.range !== undefined && isRatio(each));
  const text = `${name}(${args.map((each) => {
    const bare = inner(each);
    return unitless && bare.type === 'selector' ? printSeries(bare) : printExpression(each);
  }).join(', ')})`;
  return over === undefined ? text : `(${name === 'stdvar_over_time' ? 100 ** 2 : 100} * ${text})`;
}

/** Percents are ratios in Prometheus: what a rule compares with stays as it was written. */
function isRatio({ name }: SelectorNode): boolean {
  const metric = metricNamed(name);
  return metric !== undefined && metric.scale === 1 && metric.name !== name && metric.name.endsWith('_ratio');
}

const printSelector = (selector: SelectorNode): string => (selector.range === undefined && isRatio(selector) ? `(100 * ${printSeries(selector)})` : printSeries(selector));

function printSeries({ name, matchers, range, offset: back }: SelectorNode): string {
  const labels = matchers.length === 0 ? '' : `{${matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(', ')}}`;
  return `${metricNamed(name)?.name ?? name}${labels}${range === undefined ? '' : `[${writeDuration(range)}]`}${offset(back)}`;
}
