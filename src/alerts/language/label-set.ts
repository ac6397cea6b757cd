export const METRIC_NAME = '__name__';

/** Between names, which do not hold it. */
const SEPARATOR = '\0';

/** Labels of one series, by name. Never changes; empty values are the same as no label. */
export class LabelSet {
  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;
  /** What was asked for of it: a rule asks the same at each evaluation. */
  #parts: Map<string, LabelSet> | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  static readonly EMPTY = new LabelSet([], []);

  static of(pairs: Iterable<readonly [string, string]>): LabelSet {
    const known = [...new Map(pairs)].filter(([, value]) => value !== '').sort(([left], [right]) => (left < right ? -1 : 1));
    return known.length === 0 ? LabelSet.EMPTY : new LabelSet(known.map(([name]) => name), known.map(([, value]) => value));
  }

  get(name: string): string {
    const { names, values } = this;
    for (let index = 0; index < names.length; index += 1) if (names[index] === name) return values[index] ?? '';
    return '';
  }

  /** What tells it from all others. */
  get key(): string {
    // With the length of each value: programs may call themselves what looks like two labels.
    this.#key ??= this.names.map((name, index) => `${name}${SEPARATOR}${this.values[index]?.length ?? 0}${SEPARATOR}${this.values[index] ?? ''}`).join(SEPARATOR);
    return this.#key;
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (let index = 0; index < this.names.length; index += 1) yield [this.names[index] ?? '', this.values[index] ?? ''];
  }

  only(names: readonly string[]): LabelSet {
    return this.#part(`+${names.join(SEPARATOR)}`, (name) => names.includes(name));
  }

  without(...names: readonly string[]): LabelSet {
    return this.#part(`-${names.join(SEPARATOR)}`, (name) => !names.includes(name));
  }

  /** The same without the name of the metric: what is left of a series once something was done with it. */
  get nameless(): LabelSet {
    return this.names.includes(METRIC_NAME) ? this.without(METRIC_NAME) : this;
  }

  /** With those labels set anew; an empty value takes one away. */
  with(pairs: Iterable<readonly [string, string]>): LabelSet {
    return LabelSet.of([...this, ...pairs]);
  }

  toObject(): Record<string, string> {
    return Object.fromEntries(this);
  }

  /** As Prometheus writes it: `name{a="b"}`. */
  toString(): string {
    const labels = [...this].filter(([name]) => name !== METRIC_NAME).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return `${this.get(METRIC_NAME)}{${labels.join(', ')}}`;
  }

  #part(key: string, keep: (name: string) => boolean): LabelSet {
    this.#parts ??= new Map();
    let part = this.#parts.get(key);
    if (part === undefined) this.#parts.set(key, (part = this.#filtered(keep)));
    return part;
  }

  #filtered(keep: (name: string) => boolean): LabelSet {
    const places = this.names.flatMap((name, index) => (keep(name) ? [index] : []));
    if (places.length === this.names.length) return this;
    return new LabelSet(places.map((index) => this.names[index] ?? ''), places.map((index) => this.values[index] ?? ''));
  }
}
