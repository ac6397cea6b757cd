import { type Expression, inner, type Matching, type SelectorNode } from './ast.ts';
import { writeDuration } from './duration.ts';
import { metricNamed } from './metrics.ts';
import { goFloat } from './go-float.ts';

/** An expression in its canonical form: as Prometheus would read it, names and units as it has them. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case 'number': return goFloat(expression.value);
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
    case 'call': return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
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

function printSelector({ name, matchers, range, offset: back }: SelectorNode): string {
  const labels = matchers.length === 0 ? '' : `{${matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(', ')}}`;
  const metric = metricNamed(name);
  // Percents are ratios in Prometheus: what the rule compares with stays as it was written.
  const ratio = metric !== undefined && metric.name !== name && metric.name.endsWith('_ratio');
  const series = `${metric?.name ?? name}${labels}${range === undefined ? '' : `[${writeDuration(range)}]`}${offset(back)}`;
  return ratio && range === undefined ? `(100 * ${series})` : series;
}
