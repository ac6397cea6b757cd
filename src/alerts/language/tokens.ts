import type { Span } from './ast.ts';
import { parseDuration } from './duration.ts';
import { ExpressionError } from './expression-error.ts';

export type TokenType = 'number' | 'duration' | 'string' | 'name' | 'operator' | 'end';

export interface Token extends Span {
  readonly type: TokenType;
  /** As written; of a string what it says. */
  readonly text: string;
  /** Of numbers, with what their unit makes of them. */
  readonly value: number;
}

const SPACE = /\s+|#[^\n]*/y;
const NAME = /[a-zA-Z_][a-zA-Z0-9_:]*(?:\.[a-zA-Z_][a-zA-Z0-9_]*)*/y;
const DURATION = /\d+(?:ms|[ywdhms])(?:\d+(?:ms|[ywdhms]))*(?![\w.])/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const OPERATOR = /=~|!~|==|!=|<=|>=|[-+*/%^<>=(){}[\],:@]/y;
/** Sizes as people write them; per second adds nothing. */
const SUFFIX = /(?:([KMGT]i?B?|kB)(?:\/s)?|(\/s)|(%)(?=\s*(?:$|[)\],<>=!#]|(?:for|in|and|or|unless)\b)))(?![\w.])/y;
const SIZES: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const ESCAPES: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'" };
/** Longer ones are nobody's rule. */
const LONGEST = 20_000;

function sizeOf(suffix: string): number {
  // kB and KB, as disks count, are 1000; KiB and K, as memory is counted, 1024.
  if (/^[kKMGT]B$/.test(suffix)) return 1000 ** ('kMGT'.indexOf(suffix[0] === 'K' ? 'k' : (suffix[0] ?? '')) + 1);
  return SIZES[suffix[0] ?? ''] ?? 1;
}

/** Reads a string in one of Prometheus' quotes; `from` is that of the opening one. */
function readString(text: string, from: number): Token {
  const quote = text[from];
  let value = '';
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === quote) return { type: 'string', text: value, value: Number.NaN, from, to: at + 1 };
    if (character === '\\' && quote !== '`') {
      const rest = text.slice(at + 1);
      const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/.exec(rest);
      const number = Number.parseInt(code?.[1] ?? code?.[2] ?? code?.[3] ?? code?.[4] ?? '', code?.[4] === undefined ? 16 : 8);
      const plain = ESCAPES[rest[0] ?? ''];
      if (code !== null && number <= 0x10FFFF) {
        value += String.fromCodePoint(number);
        at += code[0].length;
      } else if (plain !== undefined) {
        value += plain;
        at += 1;
      } else throw new ExpressionError(`"\\${rest[0] ?? ''}" means nothing in a string`, { from: at, to: at + 2 }, 'write \\\\ for a backslash, or put the text in `backticks`');
    } else if (character === '\n' && quote !== '`') break;
    else value += character;
  }
  throw new ExpressionError('this string does not end', { from, to: text.length }, `close it with ${quote ?? '"'}`);
}

/** Takes an expression apart. Throws an `ExpressionError`. */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST) throw new ExpressionError('this expression is too long', { from: 0, to: text.length }, 'make several rules of it');
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (type: TokenType, taken: string, value = Number.NaN): void => {
    tokens.push({ type, text: taken, value, from: at, to: at + taken.length });
    at += taken.length;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (character === '"' || character === "'" || character === '`') {
      const token = readString(text, at);
      tokens.push(token);
      at = token.to;
      continue;
    }
    const duration = take(DURATION);
    if (duration !== undefined) {
      const milliseconds = parseDuration(duration);
      if (milliseconds === undefined) throw new ExpressionError(`"${duration}" is no duration`, { from: at, to: at + duration.length }, 'write the larger units first, as in 1h30m');
      push('duration', duration, milliseconds);
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      SUFFIX.lastIndex = at + number.length;
      const suffix = SUFFIX.exec(text);
      const scale = suffix?.[1] === undefined ? 1 : sizeOf(suffix[1]);
      push('number', number + (suffix?.[0] ?? ''), Number(number) * scale);
      continue;
    }
    const name = take(NAME);
    if (name !== undefined) {
      push('name', name);
      continue;
    }
    const operator = take(OPERATOR);
    if (operator === undefined) throw new ExpressionError(`"${character}" is not understood`, { from: at, to: at + character.length }, 'remove it, or put text in quotes');
    push('operator', operator);
  }
  tokens.push({ type: 'end', text: '', value: Number.NaN, from: text.length, to: text.length });
  return tokens;
}
