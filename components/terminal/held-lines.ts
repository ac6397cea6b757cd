import { displayWidth } from '../../src/model/text-width.ts';
import { plain } from '../widgets/painted.ts';

const FIRST = 0xe001;
const LAST = 0xf8ff;
const MARK = /([\uE001-\uF8FF])( *)/g;

/**
 * Lines that are painted and fitted already stand in Ink's frame as one private-use character each, and are put in
 * when the frame is written: Ink would take every character of them apart and put it together again, at a cost of
 * some kilobytes of garbage a cell. `safeText` takes private-use characters out of all foreign text.
 */
export class HeldLines {
  readonly #byMark = new Map<string, string>();
  readonly #byText = new Map<string, string>();
  #next = FIRST;

  /** The character that stands for a line. */
  hold(text: string): string {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    let mark = String.fromCharCode(this.#next);
    for (let tries = FIRST; this.#byMark.has(mark) && tries <= LAST; tries += 1) {
      this.#next = this.#next >= LAST ? FIRST : this.#next + 1;
      mark = String.fromCharCode(this.#next);
    }
    this.#byMark.set(mark, text);
    this.#byText.set(text, mark);
    return mark;
  }

  /** Puts the lines in. Blanks that Ink laid out after a character make room for what it stands for. */
  expand(frame: readonly string[]): string[] {
    const seen = new Set<string>();
    const lines = frame.map((line) => line.replace(MARK, (whole, mark: string, blanks: string) => {
      const text = this.#byMark.get(mark);
      if (text === undefined) return whole;
      seen.add(mark);
      return text + blanks.slice(Math.max(0, displayWidth(plain(text)) - 1));
    }));
    // What is no longer in the frame is held no longer.
    for (const [mark, text] of this.#byMark) {
      if (seen.has(mark)) continue;
      this.#byMark.delete(mark);
      this.#byText.delete(text);
    }
    return lines;
  }
}
