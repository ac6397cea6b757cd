import type { LabelSet } from '../language/label-set.ts';
import { goFloat } from '../language/go-float.ts';
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
type Term = (data: TemplateData) => string | number;

const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s|"`]+))/y;

/**
 * Text with places to be filled in, as Prometheus has them: `{{ $labels.name }}`, `{{ $value }}`, and functions by name or
 * behind `|`: `{{ $value | humanize1024 }}`. Nothing else of Go's templates: no conditions, no queries.
 */
export class Template {
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Throws a `TemplateError`. */
  static parse(text: string): Template {
    const parts: Part[] = [];
    let at = 0;
    while (at < text.length) {
      const open = text.indexOf('{{', at);
      if (open < 0) break;
      parts.push(text.slice(at, open));
      const close = text.indexOf('}}', open);
      if (close < 0) throw new TemplateError('"{{" is not closed', open, 'write }} behind it');
      const term = action(text.slice(open + 2, close).replace(/^-\s|\s-$/g, ' '), open);
      parts.push((data) => {
        const value = term(data);
        return typeof value === 'number' ? goFloat(value) : value;
      });
      at = close + 2;
    }
    parts.push(text.slice(at));
    return new Template(parts);
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
    const [, quoted, raw, plain] = match;
    words.push(plain === undefined ? { text: raw ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1'), quoted: true } : { text: plain, quoted: false });
  }
  return words;
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
