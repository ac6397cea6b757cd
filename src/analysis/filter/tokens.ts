import { EXIT, UserError } from '../../model/errors.ts';

/** A filter that cannot be understood; `position` counts characters from 0. */
export class FilterError extends UserError {
  readonly position: number;
  constructor(what: string, position: number, mend: string) {
    super(what, { where: `filter, character ${position + 1}`, mend, exitCode: EXIT.usage });
    this.name = 'FilterError';
    this.position = position;
  }
}

export const OPERATORS = ['>=', '<=', '!=', '!~', '==', '=', '>', '<', '~'] as const;
export type Operator = (typeof OPERATORS)[number];

export type Token =
  | { readonly type: 'word'; readonly text: string; readonly quoted: boolean; readonly position: number }
  | { readonly type: 'operator'; readonly text: Operator; readonly position: number }
  | { readonly type: 'open' | 'close' | 'not' | 'and' | 'or' | 'end'; readonly position: number };

const WORD = /[^\s()=!<>~"'&|]+/y;
const KEYWORDS: Readonly<Record<string, 'and' | 'or' | 'not'>> = { and: 'and', or: 'or', not: 'not', '&&': 'and', '||': 'or' };

/** Cuts a filter into tokens. Throws `FilterError` on an open quote. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, position));
    const pair = text.slice(position, position + 2);
    WORD.lastIndex = position;
    if (/\s/.test(character)) position += 1;
    else if (character === '(' || character === ')') {
      tokens.push({ type: character === '(' ? 'open' : 'close', position });
      position += 1;
    } else if (operator !== undefined) {
      tokens.push({ type: 'operator', text: operator, position });
      position += operator.length;
    } else if (character === '!') {
      tokens.push({ type: 'not', position });
      position += 1;
    } else if (pair === '&&' || pair === '||') {
      tokens.push({ type: KEYWORDS[pair] ?? 'and', position });
      position += 2;
    } else if (character === '"' || character === "'") {
      const end = text.indexOf(character, position + 1);
      if (end < 0) throw new FilterError('a quote is not closed', position, `add ${character} at the end`);
      tokens.push({ type: 'word', text: text.slice(position + 1, end), quoted: true, position });
      position = end + 1;
    } else {
      const word = WORD.exec(text)?.[0] ?? character;
      const keyword = Object.hasOwn(KEYWORDS, word.toLowerCase()) ? KEYWORDS[word.toLowerCase()] : undefined;
      tokens.push(keyword === undefined ? { type: 'word', text: word, quoted: false, position } : { type: keyword, position });
      position += word.length;
    }
  }
  tokens.push({ type: 'end', position: text.length });
  return tokens;
}
