import type { BinaryOperator } from './ast.ts';

/** Remainder with the sign of the dividend, as in Go and JavaScript. */
const ARITHMETIC_OF: Readonly<Partial<Record<BinaryOperator, (left: number, right: number) => number>>> = {
  '+': (left, right) => left + right, '-': (left, right) => left - right, '*': (left, right) => left * right, '/': (left, right) => left / right, '%': (left, right) => left % right,
  '^': power, atan2: Math.atan2,
};
const COMPARISON_OF: Readonly<Partial<Record<BinaryOperator, (left: number, right: number) => boolean>>> = {
  '==': (left, right) => left === right, '!=': (left, right) => left !== right, '<': (left, right) => left < right, '<=': (left, right) => left <= right, '>': (left, right) => left > right, '>=': (left, right) => left >= right,
};

/** As Go has it: 1 to any power, and anything to the power of 0, is 1. */
function power(left: number, right: number): number {
  return left === 1 || right === 0 ? 1 : left ** right;
}

export const arithmeticOf = (operator: BinaryOperator) => ARITHMETIC_OF[operator];
export const comparisonOf = (operator: BinaryOperator) => COMPARISON_OF[operator];
