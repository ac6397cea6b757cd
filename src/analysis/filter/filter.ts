import type { DemandGroup } from '../../model/fields.ts';
import { findField, type Kind } from '../../model/kind.ts';
import { nearest } from '../nearest.ts';
import { compareNumber, compareText, type Filter, matcher, type Test } from './compare.ts';
import { FilterError, type Token, tokenize } from './tokens.ts';

export type { Filter } from './compare.ts';
export { FilterError } from './tokens.ts';

/**
 * Reads a filter over the fields of a kind:
 *
 *     cpu > 5 and user = www and command ~ node
 *     port = 3000            who listens or is connected there
 *     not (state = sleeping or rss < 100M)
 *     start < 5m             younger than five minutes
 *     postgres 8080          bare words: every one is somewhere in the row
 *
 * Throws `FilterError`. An empty filter passes everything.
 */
export function parseFilter(kind: Kind, text: string): Filter {
  if (text.length > LONGEST) throw new FilterError(`a filter has at most ${LONGEST} characters`, LONGEST, 'shorten it');
  return new Parser(kind, tokenize(text)).parse();
}

/** Longer and deeper ones are nothing a person writes, and would exhaust the stack. */
const LONGEST = 4096;
const DEEPEST = 200;

class Parser {
  readonly #kind: Kind;
  readonly #tokens: readonly Token[];
  readonly #demands = new Set<DemandGroup>();
  #at = 0;
  #depth = 0;

  constructor(kind: Kind, tokens: readonly Token[]) {
    this.#kind = kind;
    this.#tokens = tokens;
  }

  parse(): Filter {
    if (this.#peek().type === 'end') return { test: () => () => true, demands: this.#demands };
    const test = this.#or();
    const rest = this.#peek();
    if (rest.type === 'operator') throw new FilterError(`a field is missing before ${rest.text}`, rest.position, 'write FIELD = VALUE, the field without quotes');
    if (rest.type !== 'end') throw new FilterError('this bracket closes nothing', rest.position, 'remove it');
    return { test, demands: this.#demands };
  }

  #or(): Test {
    let left = this.#and();
    while (this.#peek().type === 'or') {
      this.#next();
      left = either(left, this.#and());
    }
    return left;
  }

  #and(): Test {
    let left = this.#unary();
    for (;;) {
      const { type } = this.#peek();
      if (type === 'and') this.#next();
      else if (type !== 'word' && type !== 'not' && type !== 'open') return left;
      left = both(left, this.#unary());
    }
  }

  /** Something in brackets or after `not`. */
  #nested(position: number, parse: () => Test): Test {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new FilterError(`brackets and nots go deeper than ${DEEPEST}`, position, 'write it with fewer');
    const inner = parse();
    this.#depth -= 1;
    return inner;
  }

  #unary(): Test {
    const token = this.#next();
    if (token.type === 'not') {
      const inner = this.#nested(token.position, () => this.#unary());
      return (frame, now) => {
        const passes = inner(frame, now);
        return (row) => !passes(row);
      };
    }
    if (token.type === 'open') {
      const inner = this.#nested(token.position, () => this.#or());
      const close = this.#next();
      if (close.type !== 'close') throw new FilterError('a bracket is not closed', token.position, 'add ) at the end');
      return inner;
    }
    if (token.type !== 'word') throw new FilterError('something is missing here', token.position, 'write FIELD = VALUE, or a word to look for');
    const operator = this.#peek();
    if (operator.type !== 'operator' || token.quoted) return this.#anywhere(token.text, token.position);
    this.#next();
    const value = this.#next();
    if (value.type !== 'word') throw new FilterError(`a value is missing after ${operator.text}`, value.position, 'write one, in quotes if it holds spaces');
    const found = findField(this.#kind, token.text);
    if (found === undefined) {
      const guess = nearest(token.text, Object.entries(this.#kind.fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])]));
      throw new FilterError(`${this.#kind.plural} have no "${token.text}"`, token.position, guess === undefined ? 'see the columns with F2' : `did you mean "${guess}"?`);
    }
    const { name, field } = found;
    if (field.demand !== undefined) this.#demands.add(field.demand);
    return field.type === 'number'
      ? compareNumber(name, field, operator.text, value.text, value.position)
      : compareText(name, field, operator.text, value.text, value.position);
  }

  /** A bare word is looked for in all texts that are there without asking, and in the numbers that name an entity. */
  #anywhere(word: string, position: number): Test {
    const passes = matcher(word, position);
    const texts = this.#kind.texts.filter((name) => this.#kind.fields[name]?.demand === undefined);
    const numbers = this.#kind.key.filter((name) => this.#kind.fields[name]?.type === 'number');
    return (frame) => (row) => texts.some((name) => passes(frame.text(name, row))) || numbers.some((name) => String(frame.number(name, row)) === word);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { type: 'end', position: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }
}

const both = (left: Test, right: Test): Test => (frame, now) => {
  const [one, other] = [left(frame, now), right(frame, now)];
  return (row) => one(row) && other(row);
};

const either = (left: Test, right: Test): Test => (frame, now) => {
  const [one, other] = [left(frame, now), right(frame, now)];
  return (row) => one(row) || other(row);
};
