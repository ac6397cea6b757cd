import { EMPTY_TEXT, type SafeText } from '../../model/safe-text.ts';

/** Texts by number and numbers by text; -1 beyond `most`. */
export class NumberedTexts {
  readonly #most: number;
  readonly #numbers = new Map<SafeText, number>();
  readonly #texts: SafeText[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#texts.length;
  }

  numberOf(text: SafeText): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= this.#most) return -1;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  textOf(number: number): SafeText {
    return this.#texts[number] ?? EMPTY_TEXT;
  }
}
