import type { Span } from './ast.ts';

/** An expression that cannot be understood, or makes no sense: what, where in the text, and how to mend it. */
export class ExpressionError extends Error {
  readonly span: Span;
  readonly mend: string;

  constructor(what: string, { from, to }: Span, mend: string) {
    super(what);
    this.name = 'ExpressionError';
    this.span = { from, to };
    this.mend = mend;
  }
}

/** Line and column, from 1, of a place in a text. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}
