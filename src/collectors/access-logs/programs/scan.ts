// Four or eight bytes at a time. A view and the bytes are of the same memory, from the same place on.

/** Where the next `stop` of `[from, end)` stands; `end` if there is none (Mycroft 1987: which byte of a word is zero). */
export function scanTo(view: DataView, bytes: Uint8Array, from: number, end: number, stop: number): number {
  let index = from;
  const pattern = Math.imul(stop, 0x01010101);
  while (index + 4 <= end) {
    const word = view.getInt32(index, true) ^ pattern;
    const zero = (word - 0x01010101) & ~word & 0x80808080;
    // The lowest mark is always that of a byte that is zero.
    if (zero !== 0) return index + ((31 - Math.clz32(zero & -zero)) >> 3);
    index += 4;
  }
  while (index < end && bytes[index] !== stop) index += 1;
  return index;
}

/** Texts that must stand in a line, side by side in one memory: of eight bytes at least, none of them 0. */
export class Literals {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;

  constructor(texts: readonly Uint8Array[]) {
    this.#starts = new Int32Array(texts.length);
    this.#lengths = Int32Array.from(texts, ({ length }) => length);
    let total = 0;
    texts.forEach(({ length }, place) => {
      this.#starts[place] = total;
      total += length;
    });
    this.#bytes = new Uint8Array(total);
    texts.forEach((text, place) => this.#bytes.set(text, this.#starts[place]));
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** The place behind the text that stands at `at`; -1 if another does. */
  behind(place: number, view: DataView, at: number, end: number): number {
    const length = this.#lengths[place] ?? 0;
    const start = this.#starts[place] ?? 0;
    const behind = at + length;
    if (behind > end) return -1;
    // Eight bytes of text are a number like any other: only zeros of either sign are the same, and no number is as itself.
    const last = length - 8;
    for (let index = 0; index < last; index += 8) if (view.getFloat64(at + index, true) !== this.#view.getFloat64(start + index, true)) return -1;
    return view.getFloat64(at + last, true) === this.#view.getFloat64(start + last, true) ? behind : -1;
  }
}
