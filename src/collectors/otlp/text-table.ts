import { ByteTable } from '../../analysis/requests/byte-table.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';

/** Longer texts are cut, by bytes. */
const LONGEST = 256;

/** Texts that come again and again (routes, methods, services), each made once. Bounded. */
export class TextTable {
  readonly #table: ByteTable;
  readonly #texts: SafeText[] = [];
  readonly #generations: number[] = [];

  constructor(limit = 4096) {
    this.#table = new ByteTable({ limit, keyBytes: LONGEST });
  }

  text(bytes: Buffer, start: number, end: number): SafeText {
    if (end <= start) return EMPTY_TEXT;
    const stop = Math.min(end, start + LONGEST);
    const id = this.#table.idOf(bytes, start, stop);
    const generation = this.#table.generation(id);
    const known = this.#generations[id] === generation ? this.#texts[id] : undefined;
    if (known !== undefined) return known;
    const text = safeText(bytes.toString('utf8', start, stop));
    this.#generations[id] = generation;
    this.#texts[id] = text;
    return text;
  }
}
