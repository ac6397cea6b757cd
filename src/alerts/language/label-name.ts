import type { Span } from './ast.ts';
import { ExpressionError } from './expression-error.ts';

/** Names of labels have no dots: those of series do. */
export const LABEL = /^[a-zA-Z_]\w*$/;

export const notALabel = (name: string, span: Span): ExpressionError => new ExpressionError(`"${name}" is no name for a label`, span, 'use letters, digits and _');
