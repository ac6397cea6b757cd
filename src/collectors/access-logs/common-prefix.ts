import { standsAt } from './bytes.ts';
import { FIELD, NUMBER, type RequestLine } from './request-line.ts';
import { OPERATION, type TemplateStep } from './template-step.ts';
import { EARLIEST, LATEST, type TimeReader } from './times.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const { client: CLIENT, user: USER, method: METHOD, path: PATH } = FIELD;
const { end: END, status: STATUS, bytesSent: BYTES } = NUMBER;
const FIRST_TIME = EARLIEST;
const LAST_TIME = LATEST;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const MINUS = 45;
const SLASH = 47;
const QUESTION = 63;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
/** `17/May/2015:10:05:03 +0000` */
const TIME_WIDTH = 26;

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/**
 * What nearly all lines of nginx, Apache and Traefik begin with, `ADDRESS - - [TIME] "METHOD /PATH HTTP/1.1" STATUS BYTES`,
 * read in one go instead of step by step. Lines that differ (a user, escapes, no request) are left to the steps.
 */
export class CommonPrefix {
  /** How many steps this stands for. */
  readonly steps: number;
  readonly #times: TimeReader;
  readonly #time: boolean;
  readonly #bytes: boolean;
  readonly #behind: Uint8Array;

  constructor(steps: readonly TemplateStep[], times: TimeReader) {
    this.steps = steps.length;
    this.#times = times;
    this.#time = steps.at(-4)?.operation === OPERATION.clf;
    this.#bytes = steps.at(-1)?.operation === OPERATION.number;
    this.#behind = steps.at(-1)?.literal ?? new Uint8Array(0);
  }

  /** Of a format that begins so; undefined of others. */
  static of(first: Uint8Array, steps: readonly TemplateStep[], times: TimeReader): CommonPrefix | undefined {
    const shape = (count: number): string => steps.slice(0, count).map(({ operation, field, number, methodOnly, literal }) => `${operation === OPERATION.skip ? 'skip' : `${operation}/${field}/${number}/${methodOnly ? 1 : 0}`}${ascii(literal)}`).join('|');
    const text = (field: number): string => `${OPERATION.text}/${field}/-1/0`;
    const figure = (number: number): string => `${OPERATION.number}/-1/${number}/0`;
    const known = (count: number): boolean => {
      const last = ascii(steps[count - 1]?.literal ?? new Uint8Array(0));
      const behind = [`${OPERATION.request}/-1/-1/0" `, `${figure(STATUS)} `].join('|');
      const heads = [`${text(CLIENT)} - |${text(USER)} [`, `${text(CLIENT)} |skip |${text(USER)} [`];
      const times = [`${OPERATION.clf}/-1/${END}/0] "`, 'skip] "'];
      const tails = [`${figure(BYTES)}${last}`, `skip${last}`];
      const actual = shape(count);
      return heads.some((head) => times.some((time) => tails.some((tail) => [head, time, behind, tail].join('|') === actual)));
    };
    const count = first.length > 0 ? undefined : [6, 7].find(known);
    return count === undefined ? undefined : new CommonPrefix(steps.slice(0, count), times);
  }

  /** Reads it; gives the place behind, or -1 for a line that is not so, of which some fields may have been written. */
  read(line: RequestLine, bytes: Uint8Array, start: number, end: number): number {
    const { starts, ends, numbers } = line;
    let index = start;
    while (index < end && bytes[index] !== SPACE && bytes[index] !== BACKSLASH) index += 1;
    const time = index + 6;
    const request = time + TIME_WIDTH + 3;
    if (request >= end || index === start || bytes[index + 1] !== MINUS || bytes[index + 2] !== SPACE || bytes[index + 3] !== MINUS || bytes[index + 4] !== SPACE || bytes[index + 5] !== OPEN_BRACKET) return -1;
    if (bytes[request - 3] !== CLOSE_BRACKET || bytes[request - 2] !== SPACE || bytes[request - 1] !== QUOTE || bytes[start] === MINUS) return -1;
    starts[CLIENT] = start;
    ends[CLIENT] = index;
    starts[USER] = 0;
    ends[USER] = 0;
    if (this.#time) {
      const ended = this.#times.clf(bytes, time, time + TIME_WIDTH);
      if (!(ended >= FIRST_TIME && ended <= LAST_TIME)) return -1;
      numbers[END] = ended;
    }
    index = request;
    let byte = bytes[index] ?? 0;
    while (index < end && byte >= 65 && byte <= 90) byte = bytes[++index] ?? 0;
    if (byte !== SPACE || bytes[index + 1] !== SLASH || index === request || index > request + 20) return -1;
    starts[METHOD] = request;
    ends[METHOD] = index;
    index += 1;
    starts[PATH] = index;
    byte = SLASH;
    while (index < end && byte !== SPACE && byte !== QUESTION && byte !== QUOTE && byte !== BACKSLASH && byte !== HASH) byte = bytes[++index] ?? 0;
    ends[PATH] = index;
    if (byte === QUESTION) while (index < end && byte !== SPACE && byte !== QUOTE && byte !== BACKSLASH) byte = bytes[++index] ?? 0;
    // HTTP/1.1" or HTTP/2.0", and the space behind it.
    if (byte !== SPACE || index + 16 > end || bytes[index + 1] !== 72 || bytes[index + 5] !== SLASH || bytes[index + 9] !== QUOTE || bytes[index + 10] !== SPACE) return -1;
    index += 11;
    const hundreds = (bytes[index] ?? 0) - 48;
    const tens = (bytes[index + 1] ?? 0) - 48;
    const ones = (bytes[index + 2] ?? 0) - 48;
    if (hundreds < 0 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9 || bytes[index + 3] !== SPACE) return -1;
    const status = hundreds * 100 + tens * 10 + ones;
    numbers[STATUS] = status;
    index += 4;
    const from = index;
    let size = 0;
    for (; index < end; index += 1) {
      const digit = (bytes[index] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      size = size * 10 + digit;
    }
    if (index === from || index > from + 15) return -1;
    if (this.#bytes) numbers[BYTES] = size;
    if (this.#behind.length === 0 ? index !== end : !standsAt(bytes, index, end, this.#behind)) return -1;
    return index + this.#behind.length;
  }
}
