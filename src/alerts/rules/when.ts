import { COMPARISONS, type Expression } from '../language/ast.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { readExpression } from '../language/parser.ts';
import { Reader } from '../language/reader.ts';
import { tokenize } from '../language/tokens.ts';
import { subjectOf } from './alerting.ts';
import type { Times } from './rule.ts';

/** What a line of `when:` says. Ms. */
export interface When {
  readonly expression: Expression;
  readonly for: number | undefined;
  readonly times: Times | undefined;
}

const MOST_TIMES = 1000;

/** `process.rss{name="node"} > 2GiB for 5m`, `cpu > 90% in 3 of 5`. Throws an `ExpressionError`. */
export function parseWhen(text: string): When {
  const reader = new Reader(tokenize(text));
  const expression = readExpression(reader);
  let duration: number | undefined;
  let times: Times | undefined;
  for (;;) {
    if (duration === undefined && reader.accept('for')) {
      if (!reader.isA('duration')) throw reader.unexpected('write how long: for 5m');
      duration = reader.next().value;
    } else if (times === undefined && reader.accept('in')) times = timesAt(reader);
    else break;
  }
  if (!reader.isA('end')) throw reader.unexpected('remove it, or join it by an operator (and, or, >, + ...)');
  return { expression, for: duration, times };
}

function timesAt(reader: Reader): Times {
  const number = (): number => {
    if (!reader.isA('number')) throw reader.unexpected('write for example: in 3 of 5');
    return reader.next().value;
  };
  const { from } = reader.token;
  const least = number();
  reader.expect('of', 'write for example: in 3 of 5');
  const of = number();
  if (Number.isInteger(least) && Number.isInteger(of) && least >= 1 && of >= least && of <= MOST_TIMES) return { least, of };
  throw new ExpressionError(`"${least} of ${of}" cannot be`, { from, to: reader.end }, `write whole numbers from 1 to ${MOST_TIMES}, the greater one last`);
}

/** `< 1.8GiB`: when a firing alert clears, of the same series as its `when`. Throws an `ExpressionError`. */
export function parseClear(text: string, expression: Expression): Expression {
  const reader = new Reader(tokenize(text));
  const operator = COMPARISONS.find((each) => reader.is(each));
  if (operator === undefined) throw reader.unexpected('write a comparison: < 1.8GiB');
  reader.next();
  const right = readExpression(reader);
  if (!reader.isA('end')) throw reader.unexpected('write one comparison: < 1.8GiB');
  const left = subjectOf(expression);
  if (left.type === 'binary' && left.operator === 'or') throw new ExpressionError('what is joined by "or" does not clear by one comparison', { from: 0, to: text.length }, 'make a rule of each side');
  return { type: 'binary', operator, left, right, bool: false, matching: undefined, from: left.from, to: left.to };
}
