import { isAbsent, lastOf, parseDecimal } from './bytes.ts';
import { parseDuration } from './durations.ts';
import { BAD, type Bad } from './line-parser.ts';
import { FIELD, NUMBER, type RequestLine } from './request-line.ts';
import { readAddress, readAuthority, readFirstAddress, readRequest, readTarget } from './request-parts.ts';
import { OPERATION, type Operation, type ReadValue, type TemplateStep } from './template-step.ts';
import { EARLIEST, LATEST, type TimeReader } from './times.ts';
import { unescapeHashes } from './unescape.ts';

// Imported constants are read anew at each use; these are known to the compiler.
const OK = BAD.none;
const { end: END, duration: DURATION, upstream: UPSTREAM_TIME, status: STATUS } = NUMBER;
const { service: SERVICE, upstream: UPSTREAM, client: CLIENT } = FIELD;
const FIRST_TIME = EARLIEST;
const LAST_TIME = LATEST;
const SPACE = 32;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const OPEN_BRACKET = 91;
const BAR = 124;
const CLOSE_BRACE = 125;

/** Figures beyond these were misread: a response of 9 PB, a request of three months. */
const MOST = 2 ** 53;
const LONGEST_DURATION = 8e9;

const readClf: ReadValue = (line, _step, bytes, start, end, times) => keepTime(line, times.clf(bytes, start, end));
const readIso: ReadValue = (line, _step, bytes, start, end, times) => keepTime(line, times.iso(bytes, start, end));

function keepTime(line: RequestLine, time: number): Bad {
  if (!(time >= FIRST_TIME && time <= LAST_TIME)) return BAD.time;
  line.numbers[END] = time;
  return OK;
}

function readDuration(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): Bad {
  if (!isAbsent(bytes, start, end)) return keepNumber(line, step.number, parseDuration(bytes, start, end, step.scale));
  line.numbers[step.number] = Number.NaN;
  return OK;
}

/** One of several times that make up the duration (ALB): -1 in any of them is "it did not come to that". The second is the upstream's. */
function readShare(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): Bad {
  const { numbers } = line;
  const told = !isAbsent(bytes, start, end);
  const value = told ? parseDecimal(bytes, start, end) * step.scale : -1;
  if (!(Math.abs(value) <= LONGEST_DURATION)) return BAD.number;
  const share = value < 0 ? Number.NaN : value;
  numbers[DURATION] = step.part === 0 ? share : (numbers[DURATION] ?? 0) + share;
  if (step.part === 1) numbers[UPSTREAM_TIME] = share;
  return OK;
}

/** ALB's request_creation_time, wherever it stands in the rest of the line: the duration of what was upgraded or told none. */
function readCreated(line: RequestLine, _step: TemplateStep, bytes: Uint8Array, start: number, end: number, times: TimeReader): Bad {
  if (!line.upgraded && !Number.isNaN(line.durationMilliseconds)) return OK;
  for (let index = start; index + 20 < end; index += 1) {
    if (bytes[index] !== SPACE || bytes[index + 5] !== MINUS || bytes[index + 11] !== 84) continue;
    let to = index + 1;
    while (to < end && bytes[to] !== SPACE) to += 1;
    const duration = line.endMilliseconds - times.iso(bytes, index + 1, to);
    if (duration >= 0 && duration <= LONGEST_DURATION) line.numbers[DURATION] = duration;
    break;
  }
  return OK;
}

/** A time in whatever way it is told: ISO, common log format, or a number of s, ms, us or ns since the epoch. */
function readTime(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number, times: TimeReader): Bad {
  if (bytes[start + 4] === MINUS && end - start >= 19) {
    line.resolutionMilliseconds = bytes[start + 19] === DOT || bytes[start + 19] === COMMA ? 1 : 1000;
    return keepNumber(line, END, times.iso(bytes, start, end));
  }
  if (bytes[start + 2] === SLASH) {
    line.resolutionMilliseconds = 1000;
    return keepNumber(line, END, times.clf(bytes, start, end));
  }
  const value = parseDecimal(bytes, start, end);
  // The year 1990 is 6.3e8 s, 2100 is 4.1e9 s: no two units meet.
  const scale = step.scale !== 1 ? step.scale : value < 1e11 ? 1000 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  line.resolutionMilliseconds = scale === 1000 && Number.isInteger(value) ? 1000 : 1;
  return keepNumber(line, END, value * scale);
}

function readNumber(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): Bad {
  if (isAbsent(bytes, start, end)) {
    line.numbers[step.number] = Number.NaN;
    return OK;
  }
  const value = parseDecimal(bytes, start, end) * step.scale;
  return keepNumber(line, step.number, value);
}

/** Takes a number that can be; a negative duration means that it did not come to that (HAProxy, ALB). */
function keepNumber(line: RequestLine, place: number, value: number): Bad {
  switch (place) {
    case END:
      if (!(value >= EARLIEST && value <= LATEST)) return BAD.time;
      break;
    case STATUS:
      if (!(value >= -1 && value <= 999)) return BAD.number;
      break;
    case DURATION:
    case UPSTREAM_TIME:
      if (!(Math.abs(value) <= LONGEST_DURATION)) return BAD.number;
      if (value < 0) {
        line.numbers[place] = Number.NaN;
        return OK;
      }
      break;
    default:
      if (!(value >= 0 && value <= MOST)) return BAD.number;
  }
  line.numbers[place] = value;
  return OK;
}

/** The sum of a list of times, one for each try: `0.1, 0.2 : 0.3`, `-` for a try that did not connect. */
function readSum(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): Bad {
  let sum = 0;
  let told = false;
  let from = start;
  for (let index = start; index <= end; index += 1) {
    const byte = bytes[index];
    if (index < end && byte !== COMMA && byte !== SPACE && byte !== COLON) continue;
    if (index > from && !isAbsent(bytes, from, index)) {
      const value = parseDecimal(bytes, from, index) * step.scale;
      if (!(value <= LONGEST_DURATION)) return BAD.number;
      if (value > 0) sum += value;
      told = true;
    }
    from = index + 1;
  }
  line.numbers[step.number] = told ? sum : Number.NaN;
  return OK;
}

/** A text; `-` and nothing are not told. */
function readText(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): Bad {
  const { field } = step;
  const told = end > start + 1 || (end === start + 1 && bytes[start] !== MINUS);
  line.starts[field] = told ? start : 0;
  line.ends[field] = told ? end : 0;
  return OK;
}

/** The last of a list of texts, one for each try: `10.0.0.1:80, unix:/run/app.sock : 10.0.0.2:80`. */
const readLast: ReadValue = (line, step, bytes, start, end) => {
  const from = Math.max(lastOf(bytes, start, end, SPACE), lastOf(bytes, start, end, COMMA)) + 1;
  return readText(line, step, bytes, Math.max(from, start), end);
};

/** HAProxy's backend/server; <NOSRV> when none was reached. */
const readServer: ReadValue = (line, _step, bytes, start, end) => {
  const slash = lastOf(bytes, start, end, SLASH);
  const told = slash >= 0 && bytes[slash + 1] !== LESS;
  line.starts[SERVICE] = start;
  line.ends[SERVICE] = Math.max(start, slash);
  line.starts[UPSTREAM] = told ? start : 0;
  line.ends[UPSTREAM] = told ? end : 0;
  return OK;
};

/** An address that always has a port. */
const readHostPort: ReadValue = (line, step, bytes, start, end) => {
  const colon = lastOf(bytes, start, end, COLON);
  const bracketed = bytes[start] === OPEN_BRACKET;
  if (bracketed || colon <= start) readAddress(line, step.field, bytes, start, end);
  else readText(line, step, bytes, start, colon);
  return OK;
};

/** Envoy's response flags: DC is "downstream connection termination". */
const readFlags: ReadValue = (line, _step, bytes, start, end) => {
  for (let index = start; index + 1 < end; index += 1) if (bytes[index] === 68 && bytes[index + 1] === 67) line.aborted = true;
  return OK;
};

/** What a reader does with the line, which cannot be bad. */
const always = (read: (line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number) => void): ReadValue => (line, step, bytes, start, end) => {
  read(line, step, bytes, start, end);
  return OK;
};

/** Apache's %X is X where the connection broke off; HAProxy's termination state begins with C or c where the client did. */
const ENTRIES: readonly (readonly [Operation, ReadValue])[] = [
  [OPERATION.number, readNumber], [OPERATION.epoch, readNumber], [OPERATION.list, readSum], [OPERATION.clf, readClf], [OPERATION.iso, readIso], [OPERATION.time, readTime], [OPERATION.duration, readDuration],
  [OPERATION.share, readShare], [OPERATION.created, readCreated], [OPERATION.last, readLast], [OPERATION.server, readServer],
  [OPERATION.hostPort, readHostPort], [OPERATION.timers, (line, _step, bytes, start, end) => readTimers(line, bytes, start, end)], [OPERATION.flags, readFlags], [OPERATION.captures, always(readCaptures)],
  [OPERATION.request, always((line, step, bytes, start, end) => readRequest(line, bytes, start, end, !step.methodOnly))],
  [OPERATION.requests, always((line, step, bytes, start, end) => readRequest(line, bytes, start, end, !step.methodOnly, true))],
  [OPERATION.target, always((line, _step, bytes, start, end) => readTarget(line, bytes, start, end))],
  [OPERATION.address, always((line, step, bytes, start, end) => readAddress(line, step.field, bytes, start, end))],
  [OPERATION.firstAddress, always((line, step, bytes, start, end) => readFirstAddress(line, step.field, bytes, start, end))],
  [OPERATION.authority, always((line, step, bytes, start, end) => readAuthority(line, step.field, bytes, start, end))],
  [OPERATION.connection, always((line, _step, bytes, start) => (line.aborted ||= bytes[start] === 88))],
  [OPERATION.termination, always((line, _step, bytes, start) => (line.aborted ||= ((bytes[start] ?? 0) | 32) === 99))],
  // ALB: ws and wss.
  [OPERATION.protocol, always((line, _step, bytes, start) => (line.upgraded = bytes[start] === 119))],
];
const READERS: ReadonlyMap<Operation, ReadValue> = new Map(ENTRIES);

/** What reads the values of an operation. */
export const readerOf = (operation: Operation): ReadValue => READERS.get(operation) ?? readText;

/** HAProxy's captured headers, `{one|two|}`. */
function readCaptures(line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number): void {
  let from = start + 1;
  let place = 0;
  for (let index = from; index < end && place < step.captures.length; index += 1) {
    if (bytes[index] !== BAR && bytes[index] !== CLOSE_BRACE) continue;
    const field = step.captures[place] ?? -1;
    // The separators are escaped in the headers, so they are told apart before.
    const to = field < 0 ? index : unescapeHashes(bytes, from, index);
    if (field === CLIENT) {
      readFirstAddress(line, field, bytes, from, to);
    } else if (field >= 0) {
      line.starts[field] = from;
      line.ends[field] = to;
    }
    place += 1;
    from = index + 1;
  }
}

/** HAProxy's `TR/Tw/Tc/Tr/Ta`: the whole is Ta; the upstream's part is connecting and waiting for the response (8.4). */
function readTimers(line: RequestLine, bytes: Uint8Array, start: number, end: number): Bad {
  let from = start;
  let place = 0;
  let upstream = Number.NaN;
  line.numbers[DURATION] = Number.NaN;
  for (let index = start; index <= end; index += 1) {
    if (index < end && bytes[index] !== SLASH) continue;
    const value = parseDecimal(bytes, from, index);
    if (!(Math.abs(value) <= LONGEST_DURATION)) return BAD.number;
    if ((place === 2 || place === 3) && value >= 0) upstream = place === 2 ? value : value + (Number.isNaN(upstream) ? 0 : upstream);
    if (place === 4 && value >= 0) line.numbers[DURATION] = value;
    if (value < 0 && place === 0) line.aborted = true;
    place += 1;
    from = index + 1;
  }
  line.numbers[UPSTREAM_TIME] = upstream;
  return place === 5 ? OK : BAD.format;
}
