/** Longer lines are none of ours. */
const LONGEST = 8192;
const NEWLINE = 0x0a;

/** Takes lines out of a stream. Holds no more than one line; one that is too long is gone over to its end. */
export class LineSplitter {
  readonly #line: (text: string) => void;
  readonly #tooLong: () => void;
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;

  constructor(line: (text: string) => void, tooLong: () => void) {
    [this.#line, this.#tooLong] = [line, tooLong];
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, end);
      from = end + 1;
      const whole = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
      this.#rest = Buffer.alloc(0);
      if (this.#skipping) this.#skipping = false;
      else if (whole.length > LONGEST) this.#tooLong();
      else this.#line(whole.toString('utf8'));
    }
    if (this.#skipping || from === chunk.length) return;
    if (this.#rest.length + chunk.length - from > LONGEST) {
      this.#skipping = true;
      this.#rest = Buffer.alloc(0);
      this.#tooLong();
    } else this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)]);
  }
}
