import { ExpressionError } from './expression-error.ts';
import { LABEL, notALabel } from './label-name.ts';
import type { Token } from './tokens.ts';

/** Reads tokens from left to right. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? { type: 'end', text: '', value: Number.NaN, from: 0, to: 0 };
  }

  /** The one after it. */
  get following(): Token | undefined {
    return this.#tokens[this.#at + 1];
  }

  /** Where the last one taken ended. */
  get end(): number {
    return this.#tokens[this.#at - 1]?.to ?? 0;
  }

  /** Words are known in capitals too, as in Prometheus. */
  is(text: string): boolean {
    const { type, text: own } = this.token;
    return type === 'operator' ? own === text : type === 'name' && own.toLowerCase() === text;
  }

  next(): Token {
    const token = this.token;
    if (token.type !== 'end') this.#at += 1;
    return token;
  }

  isA(type: Token['type']): boolean {
    return this.token.type === type;
  }

  /** Takes it if it is the one. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  expect(text: string, mend: string): Token {
    if (!this.is(text)) throw this.unexpected(mend);
    return this.next();
  }

  unexpected(mend: string): ExpressionError {
    const { type, text, from, to } = this.token;
    return new ExpressionError(type === 'end' ? 'the expression ends too soon' : `"${text}" is not expected here`, { from, to: Math.max(to, from + 1) }, mend);
  }
}

/** `(name, user)`. */
export function labelList(reader: Reader): string[] {
  reader.expect('(', 'write the labels in parentheses: (name, user)');
  const labels: string[] = [];
  while (!reader.is(')')) {
    labels.push(labelAt(reader, 'write the name of a label'));
    if (!reader.accept(',')) break;
  }
  reader.expect(')', 'close the list of labels with )');
  return labels;
}

export function labelAt(reader: Reader, mend: string): string {
  if (!reader.isA('name')) throw reader.unexpected(mend);
  const { text, from, to } = reader.next();
  if (!LABEL.test(text)) throw notALabel(text, { from, to });
  return text;
}

export function durationAt(reader: Reader): number {
  const { type, value } = reader.token;
  if (type !== 'duration') throw reader.unexpected('write a duration: 30s, 5m, 1h30m');
  if (value <= 0) throw reader.unexpected('a duration is more than nothing');
  reader.next();
  return value;
}
