/**
 * One walk over a detector's parts both saves and restores them, so that the two cannot come apart: a writer takes
 * the number it is shown and gives it back, a reader gives the saved one instead.
 */
export interface StatePort {
  number(value: number): number;
  /** A whole number from 0 to `most`. */
  count(value: number, most: number): number;
  /** The first `length` numbers of `values`, in place. */
  numbers(values: Float64Array | Uint16Array | Int32Array, length?: number): void;
}

/** A saved state that is not one of ours, of another version, or damaged. */
export class StateError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'StateError';
  }
}

export class StateWriter implements StatePort {
  readonly #numbers: number[] = [];

  number(value: number): number {
    this.#numbers.push(value);
    return value;
  }

  count(value: number): number {
    return this.number(value);
  }

  numbers(values: Float64Array | Uint16Array | Int32Array, length = values.length): void {
    for (const value of values.subarray(0, length)) this.#numbers.push(value);
  }

  finish(): Float64Array {
    return Float64Array.from(this.#numbers);
  }
}

/** Throws a `StateError` for what a writer cannot have written: too few numbers or too many, none where one is due, counts out of bounds. */
export class StateReader implements StatePort {
  readonly #numbers: Float64Array;
  #next = 0;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  number(): number {
    const value = this.#numbers[this.#next];
    this.#next += 1;
    if (value === undefined) throw new StateError('the saved state is too short');
    if (!Number.isFinite(value)) throw new StateError('the saved state has something that is no number');
    return value;
  }

  count(_value: number, most: number): number {
    const value = this.number();
    if (!Number.isInteger(value) || value < 0 || value > most) throw new StateError('the saved state has a count out of bounds');
    return value;
  }

  numbers(values: Float64Array | Uint16Array | Int32Array, length = values.length): void {
    for (let index = 0; index < length; index += 1) values[index] = this.number();
  }

  finish(): void {
    if (this.#next !== this.#numbers.length) throw new StateError('the saved state is too long');
  }
}
