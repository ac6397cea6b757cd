import { BadLines } from './bad-lines.ts';
import { BAD, type LineParser, LONGEST_LINE } from './line-parser.ts';
import { RequestLine } from './request-line.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** What begins a byte order mark, which editors on Windows put before a file. */
const MARK = [0xef, 0xbb, 0xbf];

/** Cuts chunks of a log into lines and reads each. A line that a chunk ends in waits for the next one. */
export class LineReader {
  readonly bad: BadLines;
  readonly #parser: LineParser;
  readonly #onRequest: (line: RequestLine) => void;
  readonly #line = new RequestLine();
  readonly #rest = Buffer.alloc(LONGEST_LINE + 1);
  #restLength = 0;
  /** The rest of a line that was too long is passed over. */
  #passing = false;
  #lines = 0;
  #first = true;

  /** `onRequest` gets the same object for each line; it is good until it returns. */
  constructor(parser: LineParser, onRequest: (line: RequestLine) => void, bad = new BadLines()) {
    this.#parser = parser;
    this.#onRequest = onRequest;
    this.bad = bad;
  }

  /** Lines so far, the bad ones too; empty lines do not count. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes of a line that is not complete yet: a position that is kept lies so far before what was fed. */
  get waiting(): number {
    return this.#restLength;
  }

  /** Reads all complete lines of a chunk, which may be written to. */
  feed(chunk: Buffer): void {
    let start = 0;
    if (this.#restLength > 0 || this.#passing) {
      const newline = chunk.indexOf(NEWLINE);
      const end = newline < 0 ? chunk.length : newline;
      this.#keep(chunk, 0, end);
      if (newline < 0) return;
      this.#endRest();
      start = newline + 1;
    }
    const { escape } = this.#parser;
    let next = escape < 0 ? Number.MAX_SAFE_INTEGER : -1;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      if (next < start) {
        const found = chunk.indexOf(escape, start);
        next = found < 0 ? Number.MAX_SAFE_INTEGER : found;
      }
      this.#line.firstEscape = next;
      this.#read(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk, start, chunk.length);
  }

  /** Reads what is left without a line break at the end of a file. */
  finish(): void {
    if (this.#restLength > 0 || this.#passing) this.#endRest();
  }

  /** Forgets a line that will never be completed: its file was cut off. */
  forget(): void {
    this.#restLength = 0;
    this.#passing = false;
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    if (this.#passing) return;
    const room = Math.min(end - start, this.#rest.length - this.#restLength);
    chunk.copy(this.#rest, this.#restLength, start, start + room);
    this.#restLength += room;
    if (this.#restLength === this.#rest.length) this.#passing = true;
  }

  #endRest(): void {
    const length = this.#restLength;
    this.#restLength = 0;
    this.#passing = false;
    const { escape } = this.#parser;
    const found = escape < 0 ? -1 : this.#rest.subarray(0, length).indexOf(escape);
    this.#line.firstEscape = found < 0 ? Number.MAX_SAFE_INTEGER : found;
    this.#read(this.#rest, 0, length);
  }

  #read(bytes: Buffer, start: number, end: number): void {
    let from = start;
    let to = end;
    if (to > from && bytes[to - 1] === CARRIAGE_RETURN) to -= 1;
    if (this.#first) {
      this.#first = false;
      if (MARK.every((byte, index) => bytes[from + index] === byte)) from += MARK.length;
    }
    if (to <= from) return;
    this.#lines += 1;
    const bad = this.#parser.parse(this.#line, bytes, from, to);
    if (bad === BAD.none) this.#onRequest(this.#line);
    else this.bad.add(bad, bytes, from, to);
  }
}
