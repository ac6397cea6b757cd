import type { Expression, SelectorNode } from '../../../src/alerts/language/ast.ts';

const selector = ({ name, matchers, range, offset }: SelectorNode): string =>
  `${name}${matchers.map(({ label, operator, value }) => `{${label}${operator}${value}}`).join('')}${range === undefined ? '' : `[${range}]`}${offset === 0 ? '' : `@-${offset}`}`;

/** An expression with every bond shown, and nothing of how it was written: what two texts must share to mean the same. */
export function shapeOf(expression: Expression): string {
  switch (expression.type) {
    case 'number': return Object.is(expression.value, -0) ? '-0' : String(expression.value);
    case 'string': return JSON.stringify(expression.value);
    case 'selector': return selector(expression);
    case 'parentheses': return shapeOf(expression.expression);
    case 'unary': return `(${expression.operator} ${shapeOf(expression.expression)})`;
    case 'subquery': return `${shapeOf(expression.expression)}[${expression.range}:${expression.step ?? ''}]${expression.offset === 0 ? '' : `@-${expression.offset}`}`;
    case 'call': return `${expression.name}(${expression.args.map(shapeOf).join(', ')})`;
    case 'aggregate': return `${expression.operator}${expression.without ? '-' : '+'}[${expression.grouping.join(' ')}](${[expression.parameter, expression.expression].flatMap((each) => (each === undefined ? [] : [shapeOf(each)])).join(', ')})`;
    case 'binary': {
      const { operator, bool, matching, left, right } = expression;
      const how = matching === undefined ? '' : `${matching.on ? 'on' : 'ignoring'}[${matching.labels.join(' ')}]${matching.many}[${matching.include.join(' ')}]`;
      return `(${shapeOf(left)} ${operator}${bool ? 'bool' : ''}${how} ${shapeOf(right)})`;
    }
  }
}
