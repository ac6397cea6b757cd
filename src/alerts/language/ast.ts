/** Where something stands in an expression: first character, and the one after the last; both count from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const MATCH_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof MATCH_OPERATORS)[number];

export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

export const COMPARISONS = ['==', '!=', '<=', '<', '>=', '>'] as const;
export const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2'] as const;
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type SetOperator = (typeof SET_OPERATORS)[number];
export type BinaryOperator = Comparison | (typeof ARITHMETIC)[number] | SetOperator;

export const AGGREGATIONS = ['sum', 'min', 'max', 'avg', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile', 'count_values'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export interface NumberLiteral extends Span {
  readonly type: 'number';
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly type: 'string';
  readonly value: string;
}

/** Series by name and labels. With a range (ms) it is what they were over that time. */
export interface SelectorNode extends Span {
  readonly type: 'selector';
  /** `process.memory.rss`, or a Prometheus name; '' when only labels are given. */
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly range: number | undefined;
  /** Ms back. */
  readonly offset: number;
}

/** An expression evaluated again and again over a time: `expr[1h:1m]`. Ms. */
export interface SubqueryNode extends Span {
  readonly type: 'subquery';
  readonly expression: Expression;
  readonly range: number;
  readonly step: number | undefined;
  readonly offset: number;
}

export interface UnaryNode extends Span {
  readonly type: 'unary';
  readonly operator: '-' | '+';
  readonly expression: Expression;
}

/** Which labels join the two sides, and whether one side may have several for one of the other. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly many: 'none' | 'left' | 'right';
  /** Labels of the one side that are added. */
  readonly include: readonly string[];
}

export interface BinaryNode extends Span {
  readonly type: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** A comparison gives 0 or 1 rather than leaving out what it is not true for. */
  readonly bool: boolean;
  readonly matching: Matching | undefined;
}

export interface AggregateNode extends Span {
  readonly type: 'aggregate';
  readonly operator: Aggregation;
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly parameter: Expression | undefined;
  readonly expression: Expression;
}

export interface CallNode extends Span {
  readonly type: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface ParenthesesNode extends Span {
  readonly type: 'parentheses';
  readonly expression: Expression;
}

export type Expression = NumberLiteral | StringLiteral | SelectorNode | SubqueryNode | UnaryNode | BinaryNode | AggregateNode | CallNode | ParenthesesNode;

/** What an expression gives. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

/** The expression without the parentheses around it. */
export function inner(expression: Expression): Expression {
  return expression.type === 'parentheses' ? inner(expression.expression) : expression;
}

/** The expressions right below. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'number': case 'string': case 'selector': return [];
    case 'subquery': case 'unary': case 'parentheses': return [expression.expression];
    case 'binary': return [expression.left, expression.right];
    case 'aggregate': return [...(expression.parameter === undefined ? [] : [expression.parameter]), expression.expression];
    case 'call': return expression.args;
  }
}

/** All selectors within, with the ranges of the subqueries around them added to their offsets' reach (ms). */
export function* selectorsOf(expression: Expression, reach = 0): Generator<{ readonly selector: SelectorNode; readonly reach: number }> {
  if (expression.type === 'selector') yield { selector: expression, reach: reach + expression.offset + (expression.range ?? 0) };
  const more = expression.type === 'subquery' ? expression.range + expression.offset : 0;
  for (const child of childrenOf(expression)) yield* selectorsOf(child, reach + more);
}
