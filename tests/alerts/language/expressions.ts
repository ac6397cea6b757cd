import fc from 'fast-check';
import { ExpressionError } from '../../../src/alerts/language/expression-error.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';

const LABELS = ['job', 'user', 'x_1'] as const;
const DURATIONS = ['30s', '5m', '1h30m', '1d', '800ms'] as const;
const quoted = (text: string): string => JSON.stringify(text);

const space = fc.constantFrom('', ' ', '\n ', ' # why\n ');
const label = fc.constantFrom(...LABELS);
const duration = fc.constantFrom(...DURATIONS);
const labels = fc.array(label, { maxLength: 2 }).map((names) => `(${[...new Set(names)].join(', ')})`);
const matcher = fc.oneof(
  fc.tuple(label, fc.constantFrom('=', '!='), fc.oneof(fc.constantFrom('node', '', 'ü"\\'), fc.string({ unit: 'binary', maxLength: 8 }))),
  fc.tuple(label, fc.constantFrom('=~', '!~'), fc.constantFrom('a|b', '.+', 'no.*', '^[^a]$', '')),
).map(([name, operator, value]) => `${name}${operator}${quoted(value)}`);

/** Expressions as people write them, of series by these names. */
export const expressionText = (names: readonly [string, ...string[]]): fc.Arbitrary<string> => anyExpression(names).filter((text) => {
  try {
    parseExpression(text);
    return true;
  } catch (error) {
    // What is written without parentheses may join what cannot be joined.
    if (error instanceof ExpressionError && /join|comparing/.test(error.message)) return false;
    throw error;
  }
});

function anyExpression(names: readonly [string, ...string[]]): fc.Arbitrary<string> {
  const selector = fc.tuple(fc.constantFrom(...names), fc.array(matcher, { maxLength: 2 })).map(([name, matchers]) => `${name}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`);
  const offset = fc.option(fc.tuple(fc.constantFrom('', '-'), duration), { nil: undefined, freq: 3 }).map((back) => (back === undefined ? '' : ` offset ${back.join('')}`));
  const { vector } = fc.letrec<Record<'vector' | 'matrix' | 'scalar' | 'operand', string>>((tie) => ({
    scalar: fc.oneof({ maxDepth: 2 },
      fc.constantFrom('1', '0.5', '2GiB', '90', '5m', 'Inf', 'NaN', '-1', '1e30', '1e-7', 'time()', '(2 ^ -3)', '-2 ^ 2'),
      tie('scalar').map((inner) => `(${inner})`), tie('scalar').map((inner) => `-${inner}`), fc.tuple(tie('scalar'), fc.constantFrom('+', '*', '^', '%', 'atan2', '> bool'), tie('scalar')).map((words) => words.join(' ')), tie('vector').map((inner) => `scalar(${inner})`)),
    matrix: fc.oneof({ maxDepth: 3 },
      fc.tuple(selector, duration, offset).map(([name, range, back]) => `${name}[${range}]${back}`),
      fc.tuple(tie('vector'), duration, fc.constantFrom('', '1m'), offset).map(([inner, range, step, back]) => `(${inner})[${range}:${step}]${back}`)),
    // Behind a sign and between operators: what is written without parentheses is as good as what has them.
    operand: fc.oneof(tie('vector'), tie('vector').map((inner) => `(${inner})`)),
    vector: fc.oneof({ maxDepth: 4, depthSize: 'small' },
      fc.tuple(selector, offset).map((words) => words.join('')),
      fc.tuple(fc.constantFrom('rate', 'avg_over_time', 'count_over_time', 'stdvar_over_time', 'p99', 'last_over_time', 'changes', 'deriv'), tie('matrix')).map(([name, inner]) => `${name}(${inner})`),
      fc.tuple(fc.constantFrom('predict_linear', 'forecast'), tie('matrix')).map(([name, inner]) => `${name}(${inner}, 1h)`),
      fc.tuple(fc.constantFrom('abs', 'sqrt', 'ln', 'sort_desc'), tie('vector')).map(([name, inner]) => `${name}(${inner})`),
      fc.tuple(tie('vector'), tie('scalar')).map(([inner, least]) => `clamp_min(${inner}, ${least})`),
      fc.tuple(fc.constantFrom('sum', 'max', 'count', 'SUM', 'stddev'), fc.constantFrom('', ' by ', ' without '), labels, tie('vector')).map(([name, by, of, inner]) => `${name}${by === '' ? '' : `${by}${of}`} (${inner})`),
      fc.tuple(fc.constantFrom('topk', 'bottomk'), tie('scalar'), tie('vector')).map(([name, count, inner]) => `${name}(${count}, ${inner}) by (job)`),
      selector.map((inner) => `absent(${inner})`),
      fc.tuple(tie('operand'), space, fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '>', '<=', '==', '> bool', 'and', 'or', 'unless'), space, tie('operand')).map(([left, before, operator, after, right]) => `${left}${before === '' ? ' ' : before}${operator}${after === '' ? ' ' : after}${right}`),
      fc.tuple(tie('operand'), fc.constantFrom('+', '/', '^', '>'), fc.constantFrom('on', 'ignoring'), labels, fc.constantFrom('', 'group_left ()', 'group_right ()', 'group_left (host)'), tie('operand')).map(([left, operator, how, of, group, right]) => `${left} ${operator} ${how} ${of} ${group} ${right}`),
      fc.tuple(tie('operand'), fc.constantFrom('+', '*', '^', '>', '!=', '< bool'), tie('scalar')).map((words) => words.join(' ')),
      fc.tuple(tie('scalar'), fc.constantFrom('-', '/', '^', '<'), tie('operand')).map((words) => words.join(' ')),
      tie('operand').map((inner) => `-${inner}`)),
  }));
  return vector;
}
