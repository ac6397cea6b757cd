import { type Expression, inner } from '../language/ast.ts';
import { checkTypes } from '../language/check.ts';
import { comparisonOf } from '../language/operators.ts';

/** What a rule is about: the side of a comparison that is not the limit. Its series have the labels that the alerts have. */
export function subjectOf(expression: Expression): Expression {
  const node = inner(expression);
  if (node.type !== 'binary') return node;
  const { operator, left, right, bool, matching } = node;
  if (operator === 'and' || operator === 'unless') return subjectOf(left);
  if (comparisonOf(operator) === undefined || bool) return node;
  if (checkTypes(left) === 'scalar') return subjectOf(right);
  // Of two series, what is left has the labels of the left one, unless it was joined by some of them alone.
  return matching === undefined || (matching.many === 'left' && matching.include.length === 0) ? subjectOf(left) : node;
}
