import type { RequestLine } from '../request-line.ts';
import { LONGEST_PREFIX, skipSyslogPrefix } from '../syslog-prefix.ts';
import type { TemplateStep } from '../template-step.ts';
import type { TimeReader } from '../times.ts';
import { programSource } from './program-source.ts';
import { ACTION, type ProgramStep } from './program-step.ts';
import { Literals, scanTo } from './scan.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const { prefix: PREFIX, toEnd: TO_END, skipScalar: SKIP_SCALAR, port: PORT } = ACTION;
/** What a fraction is divided by, as `parseDecimal` does. */
const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const NO_BYTES = new Uint8Array(0);

type Run = (line: RequestLine, bytes: Uint8Array, view: DataView, start: number, end: number) => number;
const isRun = (value: unknown): value is Run => typeof value === 'function';

/**
 * Reads lines of one shape in one go: what stands between literals, each as what it mostly is. A line that is otherwise (a
 * literal that is not there, a value of another kind) is not read at all; those who can say what is wrong with it look at it
 * then. It is a function made for these steps (`program-source.ts`), three times as fast as looking at what the steps say.
 */
export class LineProgram {
  readonly #actions: readonly number[];
  readonly #scalars: readonly boolean[];
  readonly #steps: readonly (TemplateStep | undefined)[];
  readonly #lengths: readonly number[];
  readonly #times: TimeReader;
  readonly #make: (plain: boolean) => Run;
  /** Two functions, since what asks for escapes is a good part of the one that does. */
  readonly #plain: Run;
  #escaped: Run | undefined;
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(NO_BYTES.buffer);
  /** Of the last line: where a port stood that belongs to an address elsewhere. */
  portStart = 0;
  portEnd = 0;

  private constructor(steps: readonly ProgramStep[], times: TimeReader, filled: boolean) {
    this.#actions = steps.map(({ action }) => action);
    this.#scalars = steps.map(({ scalar }) => scalar === true);
    this.#steps = steps.map(({ step }) => step);
    this.#lengths = steps.map(({ literal }) => literal.length);
    this.#times = times;
    const literals = new Literals(steps.map(({ literal }) => literal));
    this.#make = (plain) => {
      const make = new Function('program', 'literals', 'times', 'tens', 'hasBackslash', `return (line, bytes, view, start, end) => { ${programSource(steps, filled, plain)} };`);
      const run: unknown = make(this, literals, times, TENS, hasBackslash);
      if (!isRun(run)) throw new TypeError('no function was made');
      return run;
    };
    this.#plain = this.#make(true);
  }

  /**
   * `filled`: a value that is empty makes another shape, as in JSON, where it tells nothing. Undefined where functions cannot
   * be made (`node --disallow-code-generation-from-strings`).
   */
  static of(steps: readonly ProgramStep[], times: TimeReader, filled = false): LineProgram | undefined {
    try {
      return new LineProgram(steps, times, filled);
    } catch (error) {
      if (error instanceof EvalError) return undefined;
      throw error;
    }
  }

  /** Reads `[start, end)`; `plain`: no value has an escape. Gives the place behind the last literal; -1 of a line of another shape, of which some fields may have been written. */
  run(line: RequestLine, bytes: Uint8Array, start: number, end: number, plain: boolean): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.portEnd = 0;
    if (plain) return this.#plain(line, bytes, this.#view, start, end);
    this.#escaped ??= this.#make(false);
    return this.#escaped(line, bytes, this.#view, start, end);
  }

  /** Reads a value that has no way of its own in the function; gives where it ends, or -1. */
  read(line: RequestLine, view: DataView, bytes: Uint8Array, from: number, end: number, place: number, stop: number): number {
    const step = this.#steps[place];
    const scalar = this.#scalars[place] === true;
    const to = scalar ? scalarEnd(bytes, from, end) : scanTo(view, bytes, from, end, stop);
    const first = bytes[from] ?? 0;
    if (to >= end || step === undefined) return -1;
    // null, true, false tell nothing, so that another member may count: the shape is another one.
    if (scalar && (first >= 97 || opens(first))) return -1;
    // A list may go on behind what ends other values.
    if (step.list && stop === SPACE && (bytes[to - 1] === COMMA || bytes[to + 1] === COLON)) return -1;
    return step.read(line, step, bytes, from, to, this.#times) === 0 ? to : -1;
  }

  /** The same for what is no value between literals, or not one that tells something by itself. */
  act(line: RequestLine, view: DataView, bytes: Uint8Array, from: number, end: number, place: number, stop: number): number {
    switch (this.#actions[place]) {
      case PREFIX:
        return prefixEnd(view, bytes, from, end);
      case TO_END: {
        const to = end - (this.#lengths[place] ?? 0);
        const step = this.#steps[place];
        if (to < from) return -1;
        return step === undefined || step.read(line, step, bytes, from, to, this.#times) === 0 ? to : -1;
      }
      case SKIP_SCALAR: {
        const to = scalarEnd(bytes, from, end);
        return to === from || opens(bytes[from] ?? 0) ? -1 : to;
      }
      case PORT: {
        const scalar = this.#scalars[place] === true;
        const to = scalar ? scalarEnd(bytes, from, end) : scanTo(view, bytes, from, end, stop);
        if (scalar && ((bytes[from] ?? 0) >= 97 || opens(bytes[from] ?? 0))) return -1;
        this.portStart = from;
        this.portEnd = to;
        return to;
      }
      default:
        return this.read(line, view, bytes, from, end, place, stop);
    }
  }
}

/** The same as `skipSyslogPrefix`, for the usual prefix of RFC 3164 by the word. */
function prefixEnd(view: DataView, bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from] ?? 0;
  if (first < 65 || first > 90 || bytes[from + 3] !== SPACE) return skipSyslogPrefix(bytes, from, end);
  const limit = Math.min(end, from + LONGEST_PREFIX);
  for (let index = scanTo(view, bytes, from, limit, COLON); index + 1 < limit; index = scanTo(view, bytes, index + 1, limit, COLON)) if (bytes[index + 1] === SPACE) return index + 2;
  return from;
}

/** Where a number, true, false or null of JSON ends, as `skipValue` finds it. */
function scalarEnd(bytes: Uint8Array, from: number, end: number): number {
  let index = from;
  for (; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) break;
  }
  return index;
}

/** Whether a value that begins so is no number. */
const opens = (first: number): boolean => first === QUOTE || first === OPEN_BRACE || first === OPEN_BRACKET;

function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (bytes[index] === BACKSLASH) return true;
  return false;
}
