import { COMPARISONS, type Expression, type BinaryNode } from '../language/ast.ts';
import { checkRule, checkTypes } from '../language/check.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { readExpression } from '../language/parser.ts';
import { Reader } from '../language/reader.ts';
import { comparisonOf } from '../language/operators.ts';
import { tokenize } from '../language/tokens.ts';
import { subjectOf } from './subject-of.ts';
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
  checkRule(expression);
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
  mustCompare(left, text);
  const clear: BinaryNode = { type: 'binary', operator, left, right, bool: false, matching: undefined, from: left.from, to: left.to };
  checkTypes(clear);
  return clear;
}

/** What a rule is about must be something that a comparison clears. */
function mustCompare(subject: Expression, text: string): void {
  const span = { from: 0, to: text.length };
  if (subject.type === 'call' && subject.name.startsWith('absent')) throw new ExpressionError('of series that are absent there is nothing to compare', span, 'use keep_firing_for');
  if (subject.type !== 'binary') return;
  if (subject.operator === 'or') throw new ExpressionError('what is joined by "or" does not clear by one comparison', span, 'make a rule of each side');
  if (comparisonOf(subject.operator) === undefined) return;
  if (subject.bool) throw new ExpressionError('a comparison with bool gives 0 or 1, which does not clear', span, 'remove bool');
  throw new ExpressionError('two series of which labels are left out do not clear by one comparison', span, 'join them by group_left');
}
