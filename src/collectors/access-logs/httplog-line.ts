import { BAD, type Bad, type LineParser } from './line-parser.ts';
import { finishLine } from './finish-line.ts';
import { readRequest } from './request-parts.ts';
import { FIELD, NUMBER, type RequestLine } from './request-line.ts';
import { skipSyslogPrefix } from './syslog-prefix.ts';
import { EARLIEST, LATEST, TimeReader } from './times.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const { client: CLIENT, route: ROUTE, service: SERVICE, upstream: UPSTREAM } = FIELD;
const { end: END, duration: DURATION, upstream: UPSTREAM_TIME, status: STATUS, bytesSent: BYTES } = NUMBER;
const FIRST_TIME = EARLIEST;
const LAST_TIME = LATEST;
const SPACE = 32;
const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const LONGEST = 65_536;
/** `06/Feb/2009:12:14:14.655` */
const TIME_WIDTH = 24;
/** Half a century of milliseconds; longer numbers are left to the steps, which refuse them. */
const MOST_DIGITS = 9;

/**
 * HAProxy's own `option httplog` in one go. What it cannot read so (escapes, addresses in brackets, numbers that are
 * none) is left to the steps of the same format, which also say what is wrong with a line.
 */
export class HttplogLine implements LineParser {
  readonly escape: number;
  readonly #steps: LineParser;
  readonly #times: TimeReader;
  #line: RequestLine | undefined;
  /** Where the number that was read last ended. */
  #at = 0;

  constructor(steps: LineParser, zone: 'utc' | 'local') {
    this.escape = steps.escape;
    this.#steps = steps;
    this.#times = new TimeReader(zone);
  }

  parse(line: RequestLine, bytes: Uint8Array, start: number, end: number): Bad {
    if (line !== this.#line) {
      // The steps forget what another parser left.
      this.#line = line;
      return this.#steps.parse(line, bytes, start, end);
    }
    if (line.firstEscape < end || end - start > LONGEST) return this.#steps.parse(line, bytes, start, end);
    line.bytes = bytes;
    line.upgraded = false;
    line.aborted = false;
    if (!this.#read(line, bytes, skipSyslogPrefix(bytes, start, end), end)) return this.#steps.parse(line, bytes, start, end);
    finishLine(line, true);
    return BAD.none;
  }

  #read(line: RequestLine, bytes: Uint8Array, start: number, end: number): boolean {
    const { starts, ends, numbers } = line;
    let index = start;
    while (index < end && bytes[index] !== SPACE) index += 1;
    let colon = index - 1;
    while (colon > start && bytes[colon] !== COLON) colon -= 1;
    const time = index + 2;
    index = time + TIME_WIDTH + 2;
    if (colon <= start || index >= end || bytes[start] === OPEN_BRACKET || bytes[time - 1] !== OPEN_BRACKET || bytes[index - 2] !== CLOSE_BRACKET || bytes[index - 1] !== SPACE) return false;
    const began = this.#times.clf(bytes, time, time + TIME_WIDTH);
    if (!(began >= FIRST_TIME && began <= LAST_TIME)) return false;
    numbers[END] = began;
    starts[CLIENT] = start;
    ends[CLIENT] = colon;
    starts[ROUTE] = index;
    while (index < end && bytes[index] !== SPACE) index += 1;
    ends[ROUTE] = index;
    const backend = index + 1;
    let slash = -1;
    for (index = backend; index < end && bytes[index] !== SPACE; index += 1) if (bytes[index] === SLASH) slash = index;
    if (slash < 0) return false;
    const reached = bytes[slash + 1] !== LESS;
    starts[SERVICE] = backend;
    ends[SERVICE] = slash;
    starts[UPSTREAM] = reached ? backend : 0;
    ends[UPSTREAM] = reached ? index : 0;
    const received = this.#number(bytes, index + 1, end, SLASH);
    const queued = this.#number(bytes, this.#at, end, SLASH);
    const connected = this.#number(bytes, this.#at, end, SLASH);
    const responded = this.#number(bytes, this.#at, end, SLASH);
    const whole = this.#number(bytes, this.#at, end, SPACE);
    const status = this.#number(bytes, this.#at, end, SPACE);
    const size = this.#number(bytes, this.#at, end, SPACE);
    if (!(received + queued + connected + responded + whole + status + size < Number.POSITIVE_INFINITY) || status > 999 || status < -1 || size < 0) return false;
    if (received < 0) line.aborted = true;
    numbers[DURATION] = whole < 0 ? Number.NaN : whole;
    numbers[UPSTREAM_TIME] = responded >= 0 ? responded + Math.max(0, connected) : connected >= 0 ? connected : Number.NaN;
    numbers[STATUS] = status;
    numbers[BYTES] = size;
    index = pass(bytes, pass(bytes, this.#at, end), end);
    if (((bytes[index] ?? 0) | 32) === 99) line.aborted = true;
    index = pass(bytes, pass(bytes, pass(bytes, index, end), end), end);
    for (let captures = 0; captures < 2 && bytes[index] === OPEN_BRACE; captures += 1) {
      while (index < end && bytes[index] !== CLOSE_BRACE) index += 1;
      index = pass(bytes, index, end);
    }
    if (index + 1 >= end || bytes[index] !== QUOTE || bytes[end - 1] !== QUOTE) return false;
    readRequest(line, bytes, index + 1, end - 1, true);
    return true;
  }

  /** A whole number with a byte behind it; NaN. */
  #number(bytes: Uint8Array, start: number, end: number, stop: number): number {
    const sign = bytes[start];
    let index = sign === MINUS || sign === PLUS ? start + 1 : start;
    const from = index;
    let value = 0;
    for (; index < end; index += 1) {
      const digit = (bytes[index] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#at = index + 1;
    if (index === from || index > from + MOST_DIGITS || bytes[index] !== stop || index >= end) return Number.NaN;
    return sign === MINUS ? -value : value;
  }
}

/** Behind the next space. */
function pass(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== SPACE) index += 1;
  return index + 1;
}
