import type { Kind } from './kind.ts';
import { EMPTY_TEXT, type SafeText } from './safe-text.ts';

/** The text fields of one row, in the kind's declared order. Never changed once made. */
export type Texts = readonly SafeText[];

/**
 * The rows of one kind at one time, column by column. Numbers are one block, column-major
 * (`kind.numbers` order, `count` values each); NaN means not known.
 */
export class Frame<N extends string = string, T extends string = string> {
  readonly kind: Kind<N, T>;
  readonly count: number;
  readonly #numbers: Float64Array;
  readonly #texts: readonly Texts[];
  /** Set when the collector failed and these are the rows of an earlier tick. */
  readonly stale: boolean;

  constructor(kind: Kind<N, T>, count: number, numbers: Float64Array, texts: readonly Texts[], stale = false) {
    this.kind = kind;
    this.count = count;
    this.#numbers = numbers;
    this.#texts = texts;
    this.stale = stale;
  }

  /** The values of a number field, a view of length `count`. */
  column(name: N): Float64Array {
    return this.#numbers.subarray(...this.#range(name));
  }

  number(name: N, row: number): number {
    const [start] = this.#range(name);
    // A row beyond the last would be a cell of the next column.
    return row >= 0 && row < this.count ? (this.#numbers[start + row] ?? Number.NaN) : Number.NaN;
  }

  text(name: T, row: number): SafeText {
    const index = this.kind.texts.indexOf(name);
    if (index < 0) throw new RangeError(`kind ${this.kind.name} has no text field ${name}`);
    return this.#texts[row]?.[index] ?? EMPTY_TEXT;
  }

  /** All text fields of a row, in `kind.texts` order: an identity, the same array as long as nothing changed. */
  textsOf(row: number): Texts {
    return this.#texts[row] ?? [];
  }

  /** The row whose key fields are equal to those given, or -1. */
  find(match: (row: number) => boolean): number {
    for (let row = 0; row < this.count; row += 1) if (match(row)) return row;
    return -1;
  }

  /** The same rows, marked as those of an earlier tick. */
  asStale(): Frame<N, T> {
    return new Frame(this.kind, this.count, this.#numbers, this.#texts, true);
  }

  /** The block of numbers and the texts, to be sent or stored as they are. */
  parts(): { numbers: Float64Array; texts: readonly Texts[] } {
    return { numbers: this.#numbers, texts: this.#texts };
  }

  #range(name: N): [number, number] {
    const index = this.kind.numbers.indexOf(name);
    if (index < 0) throw new RangeError(`kind ${this.kind.name} has no number field ${name}`);
    return [index * this.count, (index + 1) * this.count];
  }
}

/** The same texts as the same array from tick to tick, so that threads need not send them again. Of one kind. */
export class KeptTexts {
  #now = new Map<string, Texts>();
  #before = new Map<string, Texts>();

  /** A new tick: what was not asked for in the last one is forgotten. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  same(texts: Texts): Texts {
    const key = texts.join('\u{0}');
    const kept = this.#now.get(key) ?? this.#before.get(key) ?? texts;
    this.#now.set(key, kept);
    return kept;
  }
}

const FIRST_ROWS = 8;

/** Gathers rows for a small frame (CPUs, disks, files ...). The process table has its own, faster way. */
export class FrameBuilder<N extends string, T extends string> {
  readonly #kind: Kind<N, T>;
  readonly #kept: KeptTexts | undefined;
  readonly #texts: Texts[] = [];
  /** Row by row. */
  #numbers: Float64Array<ArrayBuffer>;

  constructor(kind: Kind<N, T>, kept?: KeptTexts) {
    this.#kind = kind;
    this.#kept = kept;
    this.#numbers = new Float64Array(FIRST_ROWS * kind.numbers.length);
    kept?.turn();
  }

  add(row: { readonly [Name in N]?: number } & { readonly [Name in T]?: SafeText }): void {
    const given: Readonly<Record<string, number | SafeText | undefined>> = row;
    const { numbers, texts: names } = this.#kind;
    let at = this.#texts.length * numbers.length;
    if (at + numbers.length > this.#numbers.length) this.#grow();
    for (const name of numbers) {
      const value = given[name];
      this.#numbers[at] = typeof value === 'number' ? value : Number.NaN;
      at += 1;
    }
    const texts: SafeText[] = [];
    for (const name of names) {
      const value = given[name];
      texts.push(typeof value === 'string' ? value : EMPTY_TEXT);
    }
    this.#texts.push(this.#kept?.same(texts) ?? texts);
  }

  build(): Frame<N, T> {
    const [count, width] = [this.#texts.length, this.#kind.numbers.length];
    const numbers = new Float64Array(width * count);
    for (let row = 0; row < count; row += 1) for (let column = 0; column < width; column += 1) numbers[column * count + row] = this.#numbers[row * width + column] ?? Number.NaN;
    return new Frame(this.#kind, count, numbers, this.#texts);
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(FIRST_ROWS * this.#kind.numbers.length, 2 * this.#numbers.length));
    grown.set(this.#numbers);
    this.#numbers = grown;
  }
}
