import { standsAt } from './bytes.ts';
import { CalendarTime } from './calendar-time.ts';
import { finishLine } from './finish-line.ts';
import { BAD, type Bad, type LineParser, LONGEST_LINE } from './line-parser.ts';
import { NUMBER, type RequestLine } from './request-line.ts';
import type { LineProgram } from './programs/line-program.ts';
import { templateProgram } from './programs/template-program.ts';
import { skipSyslogPrefix } from './syslog-prefix.ts';
import type { Template } from './template.ts';
import { OPERATION, type TemplateStep } from './template-step.ts';
import { EARLIEST, LATEST, TimeReader } from './times.ts';
import { ESCAPE, unescapeBackslashes, unescapeHashes } from './unescape.ts';

// Imported constants are read anew at each use; these are known to the compiler.
const LONGEST = LONGEST_LINE;
const { prefix: PREFIX, skip: SKIP, captures: CAPTURES, calendar: CALENDAR } = OPERATION;
const HASHES = ESCAPE.hash;
const SPACE = 32;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const HASH = 35;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Runs the steps of a template over lines. */
export class TemplateParser implements LineParser {
  readonly escape: number;
  readonly #template: Template;
  readonly #steps: readonly TemplateStep[];
  readonly #times: TimeReader;
  readonly #calendar: CalendarTime | undefined;
  readonly #program: LineProgram | undefined;
  #line: RequestLine | undefined;

  constructor(template: Template) {
    this.escape = template.escape === ESCAPE.none ? -1 : template.escape === HASHES ? HASH : BACKSLASH;
    this.#template = template;
    this.#steps = template.steps;
    this.#times = new TimeReader(template.zone);
    this.#program = templateProgram(template.first, template.steps, this.#times);
    this.#calendar = template.steps.some((step) => step.operation === CALENDAR) ? new CalendarTime(this.#times) : undefined;
  }

  parse(line: RequestLine, bytes: Uint8Array, start: number, end: number): Bad {
    if (end - start > LONGEST) return BAD.tooLong;
    // Each step writes its field in every line, so fields are only forgotten when another parser had the line.
    if (line !== this.#line) {
      this.#line = line;
      line.reset();
      line.resolutionMilliseconds = this.#template.resolution;
    }
    line.bytes = bytes;
    line.upgraded = false;
    line.aborted = false;
    // Without escapes there is nothing to take out of texts.
    const plain = this.escape < 0 || line.firstEscape >= end;
    if (plain && this.#program !== undefined) {
      const behind = this.#program.run(line, bytes, start, end, true);
      if (behind === end) {
        finishLine(line, this.#template.atStart);
        return BAD.none;
      }
      line.aborted = false;
      line.upgraded = false;
    }
    const { first } = this.#template;
    let index = start;
    if (first.length > 0) {
      if (!standsAt(bytes, start, end, first)) return BAD.format;
      index = start + first.length;
    }
    const steps = this.#steps;
    const last = steps.length - 1;
    for (let number = 0; number <= last; number += 1) {
      const step = steps[number];
      if (step === undefined) return BAD.format;
      const { operation, literal } = step;
      if (operation === PREFIX) {
        index = skipSyslogPrefix(bytes, index, end);
        continue;
      }
      // Captures stand in the line only where the configuration has some.
      if (operation === CAPTURES && bytes[index] !== OPEN_BRACE) {
        if (!standsAt(bytes, index, end, step.rest)) return BAD.format;
        index += step.rest.length;
        continue;
      }
      if (step.chain.length > 0) {
        index = pass(bytes, index, end, step.chain);
        if (index < 0) return BAD.format;
        continue;
      }
      const from = index;
      if (step.width > 0) {
        index = from + step.width;
        if (index > end || !standsAt(bytes, index, end, literal)) return BAD.format;
      } else if (operation === CAPTURES) {
        // A brace in a captured header is escaped, a space is not.
        while (index < end && bytes[index] !== CLOSE_BRACE) index += 1;
        index += 1;
        if (!standsAt(bytes, index, end, literal)) return BAD.format;
      } else if (literal.length === 0) {
        index = end;
      } else {
        // The last value ends where the line does, unless others log more behind it.
        if (number === last && end - literal.length >= from && standsAt(bytes, end - literal.length, end, literal)) index = end - literal.length;
        else index = find(bytes, from, end, step, plain);
        if (index < 0) {
          // A line that is cut off in the text it ends with is as good as whole.
          if (number !== last || !step.texts) return BAD.format;
          index = end;
        }
      }
      let to = index;
      index += literal.length;
      if (operation === SKIP) continue;
      if (operation === CALENDAR) {
        if (this.#calendar?.take(step, bytes, from, to) !== true) return BAD.time;
        continue;
      }
      if (!plain && step.texts) to = this.escape === HASH ? unescapeHashes(bytes, from, to) : unescapeBackslashes(bytes, from, to);
      const bad = step.read(line, step, bytes, from, to, this.#times);
      if (bad !== 0) return bad;
    }
    // What others log behind the format is not ours; a line that is torn in the middle of a value is.
    if (index < end && bytes[index] !== SPACE) return BAD.format;
    if (this.#calendar !== undefined) {
      const time = this.#calendar.time(line.endMilliseconds);
      if (!(time >= EARLIEST && time <= LATEST)) return BAD.time;
      line.numbers[NUMBER.end] = time;
    }
    finishLine(line, this.#template.atStart);
    return BAD.none;
  }
}

/** Where what stands behind a value begins; -1. */
function find(bytes: Uint8Array, from: number, end: number, step: TemplateStep, plain: boolean): number {
  const { literal, stop } = step;
  let index = from;
  for (;;) {
    while (index < end && bytes[index] !== stop) index += 1;
    if (index >= end) return -1;
    if ((literal.length === 1 || standsAt(bytes, index, end, literal)) && (plain || !step.quoted || !isEscaped(bytes, from, index)) && (!step.list || !goesOn(bytes, index, end))) return index;
    index += 1;
  }
}

/** The place behind the last of some bytes that come one after another; -1. */
function pass(bytes: Uint8Array, from: number, end: number, stops: Uint8Array): number {
  let index = from;
  for (let place = 0; place < stops.length; place += 1) {
    const stop = stops[place];
    while (index < end && bytes[index] !== stop) index += 1;
    if (index >= end) return -1;
    index += 1;
  }
  return index;
}

/** Lists have the separators of lines in them: `0.1, 0.2 : 0.3` is one value. */
function goesOn(bytes: Uint8Array, index: number, end: number): boolean {
  if (bytes[index] !== SPACE) return false;
  return bytes[index - 1] === COMMA || (bytes[index - 1] === COLON && bytes[index - 2] === SPACE) || (index + 2 < end && bytes[index + 1] === COLON && bytes[index + 2] === SPACE);
}

/** Whether an odd number of backslashes stands before `index`: the quote there is part of the value. */
function isEscaped(bytes: Uint8Array, from: number, index: number): boolean {
  let before = index - 1;
  while (before >= from && bytes[before] === BACKSLASH) before -= 1;
  return (index - 1 - before) % 2 === 1;
}
