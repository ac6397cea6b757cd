import type { Field, NumberField } from '../../src/model/fields.ts';
import type { Frame } from '../../src/model/frame.ts';
import { formatValue, UNKNOWN } from '../../src/model/units.ts';
import type { Token } from '../theme/tokens.ts';

/** From which values on a figure is coloured, by field name. */
export type Thresholds = Readonly<Record<string, { readonly warn: number; readonly critical: number } | undefined>>;

/** What a number says, before it is fitted to its column. */
export function numberText(field: NumberField, value: number, now: number): string {
  return field.choices === undefined ? formatValue(field.unit, value, now) : (field.choices[value] ?? UNKNOWN);
}

/** What a cell says. */
export function cellText(frame: Frame, name: string, field: Field, row: number, now: number): string {
  return field.type === 'text' ? frame.text(name, row) : numberText(field, frame.number(name, row), now);
}

const CHOICE_TOKENS: Readonly<Record<string, Token>> = {
  R: 'running', D: 'blocked', Z: 'zombie', T: 'warn', t: 'warn', LISTEN: 'good', ESTABLISHED: 'accent', CLOSE_WAIT: 'warn',
  learning: 'dim', withheld: 'dim', known: 'text', 'sum only': 'warn', exact: 'good', gateway: 'accent', backend: 'text',
  critical: 'critical', warning: 'warn', info: 'accent', firing: 'strong', pending: 'text', resolved: 'good',
};

/** The look of a number. State is never told by colour alone: the letter or figure says it too. */
export function numberToken(field: NumberField, name: string, value: number, thresholds: Thresholds): Token {
  if (field.choices !== undefined) return CHOICE_TOKENS[field.choices[value] ?? ''] ?? 'dim';
  if (Number.isNaN(value)) return 'dim';
  const limits = thresholds[name];
  if (limits !== undefined && value >= limits.critical) return 'critical';
  if (limits !== undefined && value >= limits.warn) return 'warn';
  if (field.unit === 'id') return 'text';
  // Zeros are looked over, so they step back.
  return value === 0 || (field.unit === 'percent' && value < 0.05) ? 'dim' : 'text';
}

export function textToken(name: string, value: string, ownUser: string): Token {
  if (name !== 'user') return 'text';
  return value === ownUser ? 'ownUser' : 'dim';
}
