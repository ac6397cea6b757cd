import { errorMessage } from '../../model/errors.ts';
import { AGGREGATIONS, COMPARISONS, type Expression, inner, SET_OPERATORS, type Span, type ValueType } from './ast.ts';
import { ExpressionError } from './expression-error.ts';
import { FUNCTIONS } from './functions.ts';
import type { ArgumentType } from './functions/definition.ts';
import { LABEL, notALabel } from './label-name.ts';
import { fullMatch } from './patterns.ts';

const WORDS: Readonly<Record<ArgumentType, string>> = { scalar: 'a number', string: 'text in quotes', vector: 'series', matrix: 'series over a time, as in name[5m]', series: 'a name of series' };

const isOneOf = (list: readonly string[], word: string): boolean => list.includes(word);

/** What an expression gives, if all in it fits together. Throws an `ExpressionError`. */
export function checkTypes(expression: Expression): ValueType {
  switch (expression.type) {
    case 'number': return 'scalar';
    case 'string': return 'string';
    case 'parentheses': return checkTypes(expression.expression);
    case 'selector':
      for (const { operator, value } of expression.matchers) {
        if (operator === '=~' || operator === '!~') mustBePattern(value, expression);
      }
      return expression.range === undefined ? 'vector' : 'matrix';
    case 'subquery':
      expected(expression.expression, 'vector', 'a subquery is of series');
      return 'matrix';
    case 'unary': {
      const type = checkTypes(expression.expression);
      if (type !== 'scalar' && type !== 'vector') throw new ExpressionError(`only numbers and series have a sign, not ${WORDS[type]}`, expression, 'remove the sign');
      return type;
    }
    case 'aggregate':
      expected(expression.expression, 'vector', `${expression.operator} is of series`);
      if (expression.parameter !== undefined) expected(expression.parameter, expression.operator === 'count_values' ? 'string' : 'scalar', `the first argument of ${expression.operator}`);
      if (expression.parameter !== undefined) mustBeText('label', expression.parameter);
      return 'vector';
    case 'call': return checkCall(expression);
    case 'binary': return checkBinary(expression);
  }
}

/** Whether rules can be made of it. Throws an `ExpressionError`. */
export function checkRule(expression: Expression): void {
  const type = checkTypes(expression);
  if (type === 'matrix') throw new ExpressionError('a rule is of series now, not over a time', expression, 'take it through a function over time and compare it: avg_over_time(name[5m]) > 1');
  if (type === 'string') throw new ExpressionError('a rule is of series, not of text', expression, 'write a comparison: name > 1');
}

function expected(expression: Expression, wanted: ArgumentType, what: string): void {
  const type = checkTypes(expression);
  if (wanted === 'series' ? inner(expression).type === 'selector' : type === wanted) return;
  const mend = wanted === 'matrix' && type === 'vector' ? 'add a range: name[5m]' : wanted === 'vector' && type === 'matrix' ? 'take it through a function over time: avg_over_time(name[5m])' : `write ${WORDS[wanted]}`;
  throw new ExpressionError(`${what}: it must be ${WORDS[wanted]}, not ${WORDS[type]}`, expression, mend);
}

function mustBePattern(pattern: string, span: Span): void {
  try {
    fullMatch(pattern);
  } catch (error) {
    throw new ExpressionError(errorMessage(error), span, 'correct the pattern (RE2 syntax)');
  }
}

function mustBeText(what: 'label' | 'pattern', expression: Expression): void {
  const node = inner(expression);
  if (node.type !== 'string') return;
  if (what === 'pattern') mustBePattern(node.value, node);
  else if (!LABEL.test(node.value)) throw notALabel(node.value, node);
}

function checkCall(expression: Extract<Expression, { type: 'call' }>): ValueType {
  const { name, args } = expression;
  const definition = FUNCTIONS[name];
  if (definition === undefined) throw new ExpressionError(`there is no function "${name}"`, expression, `use one of ${AGGREGATIONS.join(', ')}`);
  const least = definition.args.length - (definition.optional ?? 0);
  if (args.length < least || (args.length > definition.args.length && definition.variadic !== true)) {
    const words = definition.variadic === true ? `${least} or more` : least === definition.args.length ? String(least) : `${least} to ${definition.args.length}`;
    throw new ExpressionError(`${name} takes ${words} ${words === '1' ? 'argument' : 'arguments'}, not ${args.length}`, expression, definition.help);
  }
  args.forEach((argument, index) => {
    expected(argument, definition.args[index] ?? definition.args.at(-1) ?? 'vector', `argument ${index + 1} of ${name}`);
    const text = definition.texts?.(index);
    if (text !== undefined) mustBeText(text, argument);
  });
  return definition.returns;
}

function checkBinary(expression: Extract<Expression, { type: 'binary' }>): ValueType {
  const { operator, left, right, bool, matching } = expression;
  const types = [checkTypes(left), checkTypes(right)];
  for (const [index, type] of types.entries()) {
    if (type === 'scalar' || type === 'vector') continue;
    throw new ExpressionError(`"${operator}" joins numbers and series, not ${WORDS[type]}`, index === 0 ? left : right, type === 'matrix' ? 'take it through a function over time: avg_over_time(name[5m])' : 'write a number or series');
  }
  const scalars = types.filter((type) => type === 'scalar').length;
  if (isOneOf(SET_OPERATORS, operator) && scalars > 0) throw new ExpressionError(`"${operator}" joins series, not numbers`, scalars === 2 || types[0] === 'scalar' ? left : right, 'write a comparison on each side: a > 1 and b > 2');
  if (isOneOf(COMPARISONS, operator) && scalars === 2 && !bool) throw new ExpressionError('comparing two numbers gives no series', expression, 'write series on one side, or bool behind the sign');
  if (bool && !isOneOf(COMPARISONS, operator)) throw new ExpressionError('bool goes with comparisons alone', expression, 'remove it');
  if (matching !== undefined) {
    if (scalars > 0) throw new ExpressionError('on and ignoring join series with series', expression, 'remove them');
    if (isOneOf(SET_OPERATORS, operator) && matching.many !== 'none') throw new ExpressionError(`"${operator}" needs no group_left`, expression, 'remove it');
    const twice = matching.on && matching.include.find((label) => matching.labels.includes(label));
    if (typeof twice === 'string') throw new ExpressionError(`label "${twice}" stands in on and in the group`, expression, 'remove one of the two');
  }
  return scalars === 2 ? 'scalar' : 'vector';
}
