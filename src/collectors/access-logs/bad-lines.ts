import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import { BAD, BAD_WORDS, type Bad } from './line-parser.ts';

/** An example is cut at so many characters. */
const LONGEST_EXAMPLE = 200;

/** Lines that were not taken, by reason, with the first of each for a person to see. */
export class BadLines {
  readonly #counts = new Float64Array(Object.keys(BAD).length);
  readonly #examples: SafeText[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(reason: Bad, bytes: Uint8Array, start: number, end: number): void {
    this.#total += 1;
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
    // One character is four bytes at most.
    this.#examples[reason] ??= safeText(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + LONGEST_EXAMPLE * 4))).slice(0, LONGEST_EXAMPLE));
  }

  /** The reasons there were, the most frequent first. */
  reasons(): readonly { readonly reason: string; readonly count: number; readonly example: SafeText }[] {
    return Object.values(BAD)
      .flatMap((reason) => ((this.#counts[reason] ?? 0) > 0 ? [{ reason: BAD_WORDS[reason], count: this.#counts[reason] ?? 0, example: this.#examples[reason] ?? EMPTY_TEXT }] : []))
      .sort((left, right) => right.count - left.count);
  }
}
