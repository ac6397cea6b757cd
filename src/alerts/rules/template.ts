import type { LabelSet } from '../language/label-set.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { tokenize } from '../language/tokens.ts';
import { type Printed, textOf, unknownDirective, VERBS } from './printf.ts';
import { FILTERS, type Filter } from './template-filters.ts';

/** What a template may speak of. */
export interface TemplateData {
  readonly labels: LabelSet;
  readonly value: number;
}

/** A template that cannot be read; `at` is the place in it. */
export class TemplateError extends Error {
  readonly at: number;
  readonly mend: string;

  constructor(message: string, at: number, mend: string) {
    super(message);
    this.name = 'TemplateError';
    this.at = at;
    this.mend = mend;
  }
}

type Part = string | ((data: TemplateData) => string);
type Term = (data: TemplateData) => Printed;

const WORD = /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|([^\s|"`]+))/y;
/** What stands between `{{` and `}}`; what is in quotes does not end it. */
const ACTION = /\{\{((?:"(?:[^"\\]|\\.)*"|`[^`]*`|(?!\}\})[^"`])*)\}\}/y;

/**
 * Text with places to be filled in, as Prometheus has them: `{{ $labels.name }}`, `{{ $value }}`, and functions by name or
 * behind `|`: `{{ $value | humanize1024 }}`. Nothing else of Go's templates: no conditions, no queries.
 */
export class Template {
  /** As it was written. */
  readonly text: string;
  readonly #parts: readonly Part[];

  private constructor(text: string, parts: readonly Part[]) {
    this.text = text;
    this.#parts = parts;
  }

  /** Throws a `TemplateError`. */
  static parse(text: string): Template {
    const parts: Part[] = [];
    let at = 0;
    for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
      ACTION.lastIndex = open;
      const close = text.indexOf('}}', open);
      if (close < 0) throw new TemplateError('"{{" is not closed', open, 'write }} behind it');
      // Quotes that do not end are told of as such.
      const [whole, inside = ''] = ACTION.exec(text) ?? [text.slice(open, close + 2), text.slice(open + 2, close)];
      const [before, after] = [/^-\s/.test(inside), /\s-$/.test(inside)];
      parts.push(before ? text.slice(at, open).trimEnd() : text.slice(at, open));
      const term = action(inside.slice(before ? 1 : 0, after ? -1 : undefined), open);
      parts.push((data) => textOf(term(data)));
      at = open + whole.length;
      if (after) at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    }
    parts.push(text.slice(at));
    return new Template(text, parts);
  }

  /** The text with its places filled in. */
  render(data: TemplateData): string {
    return this.#parts.map((part) => (typeof part === 'string' ? part : part(data))).join('');
  }
}

/** `$value | humanize`, `humanize $value`, `printf "%.2f" $value`. */
function action(text: string, at: number): Term {
  let value: Term | undefined;
  for (const step of splitPipes(text)) {
    const words = wordsOf(step, at);
    const [first, ...rest] = words;
    if (first === undefined) throw new TemplateError('there is nothing between {{ and }}', at, 'write for example {{ $value }}');
    const filter = Object.hasOwn(FILTERS, first.text) && !first.quoted ? FILTERS[first.text] : undefined;
    if (filter === undefined) {
      if (value !== undefined || rest.length > 0) throw unknown(first.text, at);
      value = term(first, at);
      continue;
    }
    const directive = first.text === 'printf' && rest[0]?.quoted === true ? unknownDirective(rest[0].text) : undefined;
    if (directive !== undefined) throw new TemplateError(`"${directive}" means nothing in printf`, at, `write for example %.2f; verbs are ${[...VERBS].join(', ')}`);
    value = applied(filter, [...rest.map((word) => term(word, at)), ...(value === undefined ? [] : [value])], first.text, at);
  }
  if (value === undefined) throw new TemplateError('there is nothing between {{ and }}', at, 'write for example {{ $value }}');
  return value;
}

function applied(filter: Filter, args: readonly Term[], name: string, at: number): Term {
  if (args.length < filter.least || args.length > filter.most) throw new TemplateError(`${name} takes ${filter.least === filter.most ? filter.least : `${filter.least} or more`} values, not ${args.length}`, at, filter.help);
  return (data) => filter.work(args.map((each) => each(data)));
}

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Pieces between `|`, those within quotes left whole. */
function splitPipes(text: string): string[] {
  const pieces = [''];
  for (const piece of text.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\||[^|"`]+|["`]/g) ?? []) {
    if (piece === '|') pieces.push('');
    else pieces[pieces.length - 1] += piece;
  }
  return pieces;
}

function wordsOf(text: string, at: number): Word[] {
  const words: Word[] = [];
  const rest = text.trim();
  WORD.lastIndex = 0;
  while (WORD.lastIndex < rest.length) {
    const match = WORD.exec(rest);
    if (match === null) throw new TemplateError(`"${rest}" is not understood`, at, 'close the quotes');
    const [, quoted, plain = ''] = match;
    words.push(quoted === undefined ? { text: plain, quoted: false } : { text: unquoted(quoted, at), quoted: true });
  }
  return words;
}

function unquoted(text: string, at: number): string {
  try {
    return tokenize(text)[0]?.text ?? '';
  } catch (error) {
    if (error instanceof ExpressionError) throw new TemplateError(error.message, at, error.mend);
    throw error;
  }
}

function term({ text, quoted }: Word, at: number): Term {
  if (quoted) return () => text;
  if (text === '$value' || text === '.Value') return ({ value }) => value;
  const label = /^(?:\$labels|\.Labels)\.([a-zA-Z_]\w*)$/.exec(text)?.[1];
  if (label !== undefined) return ({ labels }) => labels.get(label);
  if (text !== '' && !Number.isNaN(Number(text))) return () => Number(text);
  throw unknown(text, at);
}

const unknown = (text: string, at: number): TemplateError =>
  new TemplateError(`"${text}" is not understood in a template`, at, `use $value, $labels.NAME or one of ${Object.keys(FILTERS).join(', ')}`);
