import { type AccessLogFormat, type BadLines, detectFormat, type FormatOptions, LineReader, type LogSink, type RequestLine } from '../../collectors/access-logs/index.ts';

const NEWLINE = 10;
/** Lines that a format is found by, and bytes of them that are held meanwhile. */
const ENOUGH_LINES = 20;
const MOST_BYTES = 65_536;

/** Reads a log whose format is not known: the first lines are held until they tell it. */
export class DetectingSink implements LogSink {
  readonly #found: (lines: readonly Uint8Array[]) => AccessLogFormat | undefined;
  readonly #onRequest: (line: RequestLine) => void;
  readonly #bad: BadLines;
  #held = Buffer.alloc(0);
  #reader: LineReader | undefined;

  /** `found`: told of the first lines; gives the format, or undefined where none fits, and then it is asked again with more. */
  constructor(found: (lines: readonly Uint8Array[]) => AccessLogFormat | undefined, onRequest: (line: RequestLine) => void, bad: BadLines) {
    this.#found = found;
    this.#onRequest = onRequest;
    this.#bad = bad;
  }

  get waiting(): number {
    return this.#reader?.waiting ?? this.#held.length;
  }

  feed(chunk: Buffer): void {
    if (this.#reader !== undefined) {
      this.#reader.feed(chunk);
      return;
    }
    this.#held = Buffer.concat([this.#held, chunk]);
    const lines = linesOf(this.#held.subarray(0, MOST_BYTES));
    const format = this.#found(lines);
    if (format === undefined) {
      // Those tell nothing: the next ones are asked, not these again and again.
      if (lines.length >= ENOUGH_LINES) this.#held = this.#held.subarray(lines.reduce((sum, { length }) => sum + length + 1, 0));
      // What fits nothing is not held without end.
      if (this.#held.length > MOST_BYTES) this.#held = this.#held.subarray(this.#held.lastIndexOf(NEWLINE) + 1);
      if (this.#held.length > MOST_BYTES) this.#held = Buffer.alloc(0);
      return;
    }
    this.#reader = new LineReader(format.parser(), this.#onRequest, this.#bad);
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    this.#reader.feed(held);
  }

  finish(): void {
    this.#reader?.finish();
  }

  forget(): void {
    this.#held = Buffer.alloc(0);
    this.#reader?.forget();
  }
}

/** Whole lines, as many as are enough. */
function linesOf(bytes: Buffer): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; lines.length < ENOUGH_LINES;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) break;
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** The format that lines are in. */
export const formatOfLines = (lines: readonly Uint8Array[], options: FormatOptions): AccessLogFormat | undefined => (lines.length === 0 ? undefined : detectFormat(lines, options)?.format);
