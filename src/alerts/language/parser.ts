import { suggest } from '../../analysis/nearest.ts';
import {
  AGGREGATIONS, type Aggregation, ARITHMETIC, type BinaryOperator, childrenOf, COMPARISONS, type Expression, MATCH_OPERATORS, type Matcher, type Matching, type SelectorNode, SET_OPERATORS, type Span, type SubqueryNode,
} from './ast.ts';
import { checkTypes } from './check.ts';
import { ExpressionError } from './expression-error.ts';
import { FUNCTIONS, isFunction } from './functions.ts';
import { fits } from './functions/series.ts';
import { durationAt, labelAt, labelList, Reader } from './reader.ts';
import { tokenize } from './tokens.ts';

/** How tightly operators bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [['or'], ['and', 'unless'], COMPARISONS, ['+', '-'], ['*', '/', '%', 'atan2'], ['^']];
const POWER = LEVELS.length - 1;
const MOST_DEEP = 600;
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'bool', 'offset', 'for', 'in']);
const BINARY: readonly BinaryOperator[] = [...COMPARISONS, ...ARITHMETIC, ...SET_OPERATORS];

const isAggregation = (name: string): name is Aggregation => AGGREGATIONS.some((each) => each === name);

/** Parses a whole expression. Throws an `ExpressionError` that says where in the text. */
export function parseExpression(text: string): Expression {
  const reader = new Reader(tokenize(text));
  const expression = readExpression(reader);
  if (!reader.isA('end')) throw reader.unexpected('remove it, or join it by an operator (and, or, >, + ...)');
  return expression;
}

/** An expression, as far as it goes. */
export function readExpression(reader: Reader): Expression {
  const expression = binary(reader, 0, 0);
  mustBeShallow(expression);
  checkTypes(expression);
  return expression;
}

const tooDeep = (span: Span): ExpressionError => new ExpressionError('this is nested too deeply', span, 'make several rules of it');

/** A long chain of operators is as deep as it is long, and whatever walks it does so by calling itself. */
function mustBeShallow(expression: Expression): void {
  let level: readonly Expression[] = [expression];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEEP) throw tooDeep(expression);
    level = level.flatMap(childrenOf);
  }
}

function binary(reader: Reader, level: number, depth: number): Expression {
  if (depth > MOST_DEEP) throw tooDeep(reader.token);
  if (level === POWER) return power(reader, depth);
  let left = binary(reader, level + 1, depth + 1);
  for (let operator = operatorAt(reader, level); operator !== undefined; operator = operatorAt(reader, level)) {
    reader.next();
    const { bool, matching } = modifiers(reader);
    const right = binary(reader, level + 1, depth + 1);
    left = { type: 'binary', operator, left, right, bool, matching, from: left.from, to: right.to };
  }
  return left;
}

function operatorAt(reader: Reader, level: number): BinaryOperator | undefined {
  const { type } = reader.token;
  if (type !== 'operator' && type !== 'name') return undefined;
  return BINARY.find((each) => LEVELS[level]?.includes(each) === true && reader.is(each));
}

/** `^` joins from the right, and binds more tightly than a sign before it. */
function power(reader: Reader, depth: number): Expression {
  const { from } = reader.token;
  if (reader.is('-') || reader.is('+')) {
    const operator = reader.next().text === '-' ? '-' : '+';
    const expression = binary(reader, POWER, depth + 1);
    if (expression.type === 'number') return { type: 'number', value: operator === '-' ? -expression.value : expression.value, from, to: expression.to };
    return { type: 'unary', operator, expression, from, to: expression.to };
  }
  const left = postfix(reader, depth + 1);
  if (!reader.is('^')) return left;
  reader.next();
  const { bool, matching } = modifiers(reader);
  const right = binary(reader, POWER, depth + 1);
  return { type: 'binary', operator: '^', left, right, bool, matching, from, to: right.to };
}

function modifiers(reader: Reader): { bool: boolean; matching: Matching | undefined } {
  const bool = reader.accept('bool');
  if (!reader.is('on') && !reader.is('ignoring')) return { bool, matching: undefined };
  const on = reader.is('on');
  reader.next();
  const labels = labelList(reader);
  const group = reader.accept('group_left') ? 'left' : reader.accept('group_right') ? 'right' : 'none';
  const include = group !== 'none' && reader.is('(') ? labelList(reader) : [];
  return { bool, matching: { on, labels, many: group, include } };
}

/** What may stand behind a selector or an expression: a range, an offset. */
function postfix(reader: Reader, depth: number): Expression {
  let expression = primary(reader, depth);
  for (;;) {
    if (reader.is('[')) expression = ranged(reader, expression);
    else if (reader.is('offset')) expression = offsetted(reader, expression);
    else if (reader.is('@')) throw reader.unexpected('fixed times are not supported; use offset');
    else return expression;
  }
}

function ranged(reader: Reader, expression: Expression): Expression {
  reader.next();
  const range = durationAt(reader);
  if (reader.accept(':')) {
    const step = reader.is(']') ? undefined : durationAt(reader);
    reader.expect(']', 'close the range with ]');
    return { type: 'subquery', expression, range, step, offset: 0, from: expression.from, to: reader.end };
  }
  reader.expect(']', 'close the range with ]');
  if (expression.type !== 'selector' || expression.range !== undefined) throw new ExpressionError('only series have a range', expression, 'write name{...}[5m], or a subquery: (...)[1h:1m]');
  if (expression.offset !== 0) throw new ExpressionError('the range stands before the offset', expression, 'write name[5m] offset 1h');
  return { ...expression, range, to: reader.end };
}

function offsetted(reader: Reader, expression: Expression): Expression {
  const { from } = reader.next();
  const back = reader.accept('-') ? -1 : 1;
  const offset = durationAt(reader) * back;
  if (expression.type !== 'selector' && expression.type !== 'subquery') throw new ExpressionError('only series and subqueries have an offset', { from, to: reader.end }, 'write the offset right behind the name');
  if (expression.offset !== 0) throw new ExpressionError('the offset is given twice', { from, to: reader.end }, 'remove one of the two');
  const moved: SelectorNode | SubqueryNode = { ...expression, offset, to: reader.end };
  return moved;
}

function primary(reader: Reader, depth: number): Expression {
  const { type, text, value, from, to } = reader.token;
  switch (type) {
    case 'number':
      reader.next();
      return { type: 'number', value, from, to };
    case 'duration':
      reader.next();
      return { type: 'number', value: value / 1000, from, to };
    case 'string':
      reader.next();
      return { type: 'string', value: text, from, to };
    case 'name':
      return named(reader, depth);
    default:
  }
  if (reader.accept('(')) {
    const expression = binary(reader, 0, depth + 1);
    reader.expect(')', 'close the parenthesis');
    return { type: 'parentheses', expression, from, to: reader.end };
  }
  if (reader.is('{')) return selector(reader, '');
  throw reader.unexpected('write a series, a number or a function');
}

function named(reader: Reader, depth: number): Expression {
  const { text, from, to } = reader.token;
  const low = text.toLowerCase();
  const { following } = reader;
  const called = following?.text === '(' && following.type === 'operator';
  if (RESERVED.has(low)) throw reader.unexpected('write a series, a number or a function');
  if (isAggregation(low) && (called || (following?.type === 'name' && ['by', 'without'].includes(following.text.toLowerCase())))) return aggregate(reader, low, depth);
  if (called) return call(reader, depth);
  if ((low === 'inf' || low === 'nan') && following?.text !== '{') {
    reader.next();
    return { type: 'number', value: low === 'inf' ? Infinity : Number.NaN, from, to };
  }
  reader.next();
  return selector(reader, text, from);
}

function call(reader: Reader, depth: number): Expression {
  const { text, from, to } = reader.next();
  if (!isFunction(text)) throw new ExpressionError(`there is no function "${text}"`, { from, to }, suggest(text, [...Object.keys(FUNCTIONS), ...AGGREGATIONS]));
  return { type: 'call', name: text, args: argumentsAt(reader, depth), from, to: reader.end };
}

function argumentsAt(reader: Reader, depth: number): Expression[] {
  reader.expect('(', 'write the arguments in parentheses');
  const args: Expression[] = [];
  while (!reader.is(')')) {
    args.push(binary(reader, 0, depth + 1));
    if (!reader.accept(',')) break;
  }
  reader.expect(')', 'close the parenthesis');
  return args;
}

function aggregate(reader: Reader, operator: Aggregation, depth: number): Expression {
  const { from } = reader.next();
  let grouping: readonly string[] | undefined;
  let without = false;
  const grouped = (): void => {
    if (grouping !== undefined || (!reader.is('by') && !reader.is('without'))) return;
    without = reader.is('without');
    reader.next();
    grouping = labelList(reader);
  };
  grouped();
  const args = argumentsAt(reader, depth);
  grouped();
  const span: Span = { from, to: reader.end };
  const parametrised = operator === 'topk' || operator === 'bottomk' || operator === 'quantile' || operator === 'count_values';
  const [first, second] = args;
  if (first === undefined || args.length !== (parametrised ? 2 : 1)) {
    throw new ExpressionError(`${operator} takes ${parametrised ? 'two arguments' : 'one argument'}, not ${args.length}`, span, parametrised ? `write ${operator}(5, series)` : `write ${operator}(series)`);
  }
  return { type: 'aggregate', operator, grouping: grouping ?? [], without, parameter: parametrised ? first : undefined, expression: second ?? first, ...span };
}

function selector(reader: Reader, name: string, begin?: number): SelectorNode {
  const from = begin ?? reader.token.from;
  const matchers: Matcher[] = [];
  if (reader.accept('{')) {
    while (!reader.is('}')) {
      matchers.push(matcher(reader));
      if (!reader.accept(',')) break;
    }
    reader.expect('}', 'close the labels with }');
  }
  if (name === '' && matchers.every(takesNothing)) {
    throw new ExpressionError('this would take every series', { from, to: reader.end }, 'write a name, or a label that must not be empty');
  }
  return { type: 'selector', name, matchers, range: undefined, offset: 0, from, to: reader.end };
}

/** Whether a series without the label fits. */
function takesNothing(matcher: Matcher): boolean {
  try {
    return fits(matcher)('');
  } catch {
    // No pattern: that is said where patterns are looked at.
    return false;
  }
}

function matcher(reader: Reader): Matcher {
  const label = labelAt(reader, 'write the name of a label, as in name="node"');
  const operator = MATCH_OPERATORS.find((each) => reader.is(each));
  if (operator === undefined) throw reader.unexpected('write =, !=, =~ or !~ between a label and its value');
  reader.next();
  if (!reader.isA('string')) throw reader.unexpected('write the value in quotes: name="node"');
  return { label, operator, value: reader.next().text };
}
