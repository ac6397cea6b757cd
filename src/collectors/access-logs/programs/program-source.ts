import { FIELD, NUMBER } from '../request-line.ts';
import { EARLIEST, LATEST } from '../times.ts';
import { ACTION, LONGEST_DURATION, MOST, MOST_DIGITS, type ProgramStep } from './program-step.ts';

const { method: METHOD, path: PATH, host: HOST, service: SERVICE, upstream: UPSTREAM } = FIELD;
const { end: END, status: STATUS, duration: DURATION, upstream: UPSTREAM_TIME } = NUMBER;
/** Longer literals are compared in a loop. */
const LONGEST_INLINE = 64;

/** All that is put into the source is a whole number. Nothing of a format or of a log can be there as it is. */
function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number');
  return String(value);
}
/** A factor is a number too, and never one that is written with a letter but an e. */
function factor(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a number');
  return String(value);
}

const FAIL = 'return -1;';
const word = (bytes: Uint8Array, at: number): string => whole(new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, true));

/** `scanTo` in its place. */
const scan = (stop: number): string => `for (;;) { if (i + 4 > end) { while (i < end && bytes[i] !== ${whole(stop)}) i += 1; break; } w = view.getInt32(i, true) ^ ${whole(Math.imul(stop, 0x01010101))}; w = (w - 16843009) & ~w & -2139062144; if (w !== 0) { i += (31 - Math.clz32(w & -w)) >> 3; break; } i += 4; }`;
const keep = (field: number, from: string, to: string): string => `starts[${whole(field)}] = ${from}; ends[${whole(field)}] = ${to};`;
const read = (place: number, stop: number): string => `i = program.read(line, view, bytes, from, end, ${whole(place)}, ${whole(stop)}); if (i < 0) ${FAIL}`;
/** From -0 on, so that the compiler takes it for a floating-point number at once, and not when the first one is too large for 32 bits: the function would be made anew. */
const digits = 'v = -0; while (i < end && (d = bytes[i] - 48) >= 0 && d <= 9) { v = v * 10 + d; i += 1; }';
const path = (stop: number): string => `while (i < end && ((d = bytes[i]) > 35 ? d !== 63 && d !== ${whole(stop > 35 ? stop : 63)} : d !== 32 && d !== 35 && d !== ${whole(stop > 35 ? 35 : stop)})) i += 1;`;

const FRACTION = `if (i < end && bytes[i] === 46) { dot = i; i += 1; while (i < end && (d = bytes[i] - 48) >= 0 && d <= 9) { v = v * 10 + d; i += 1; } v = i - from > ${whole(MOST_DIGITS)} ? NaN : v / tens[i - dot - 1]; }`;

/** Compares a literal four bytes at a time, the last of them twice where they overlap. */
function literalSource(literal: Uint8Array, place: number): string {
  const { length } = literal;
  if (length === 0) return '';
  if (length > LONGEST_INLINE) return `i = literals.behind(${whole(place)}, view, i, end); if (i < 0) ${FAIL}`;
  const tests: string[] = [];
  if (length < 4) for (let index = 0; index < length; index += 1) tests.push(`bytes[i + ${whole(index)}] !== ${whole(literal[index] ?? 0)}`);
  else for (let index = 0; index < length; index += 4) tests.push(`view.getInt32(i + ${whole(Math.min(index, length - 4))}, true) !== ${word(literal, Math.min(index, length - 4))}`);
  return `if (i + ${whole(length)} > end || ${tests.join(' || ')}) ${FAIL} i += ${whole(length)};`;
}

const scaled = (scale: number): string => (scale === 1 ? '' : `v *= ${factor(scale)};`);

function numberSource({ step }: ProgramStep, stop: number, place: number): string {
  const number = step?.number ?? 0;
  const most = number === STATUS ? 999 : number === DURATION || number === UPSTREAM_TIME ? LONGEST_DURATION : number === END ? LATEST : MOST;
  return `${digits} ${FRACTION} ${scaled(step?.scale ?? 1)} if (i > from && i < end && i - from <= ${whole(MOST_DIGITS)} && bytes[i] === ${whole(stop)} && v <= ${whole(most)}${number === END ? ` && v >= ${whole(EARLIEST)}` : ''} && bytes[from] !== 46 && bytes[i - 1] !== 46) numbers[${whole(number)}] = v; else { ${read(place, stop)} }`;
}

function timeSource({ action }: ProgramStep, stop: number): string {
  const clf = action === ACTION.clf;
  const fixed = clf ? 'bytes[from + 11] !== 58 || bytes[from + 14] !== 58 || bytes[from + 17] !== 58' : 'bytes[from + 10] !== 84 || bytes[from + 13] !== 58 || bytes[from + 16] !== 58';
  const resolution = action === ACTION.time ? 'line.resolutionMilliseconds = bytes[from + 19] === 46 || bytes[from + 19] === 44 ? 1 : 1000;' : '';
  return `i = from + 19; if (i >= end || ${fixed}) ${FAIL} while (i < end && bytes[i] !== ${whole(stop)}) i += 1; v = times.${clf ? 'clf' : 'iso'}(bytes, from, i); if (!(v >= ${whole(EARLIEST)} && v <= ${whole(LATEST)})) ${FAIL} numbers[${whole(END)}] = v; ${resolution}`;
}

/** `https://host:port` of a target that is a whole URL; `w` is then where the host begins, `dot` where it ends, and `i` at the path. */
const ORIGIN = `w = 0; if (d === 32 && bytes[i + 1] === 104) { w = bytes[i + 5] === 58 ? i + 8 : i + 9; if (bytes[w - 3] === 58 && bytes[w - 2] === 47 && bytes[w - 1] === 47) { dot = w; while (dot < end && (((d = bytes[dot]) >= 97 && d <= 122) || (d >= 45 && d <= 57 && d !== 47))) dot += 1; v = dot; if (d === 58) { v += 1; while (v < end && (d = bytes[v]) >= 48 && d <= 57) v += 1; } if (d === 47 && dot > w + 1) i = v - 1; d = 32; } }`;

/** A request line; `origin`: its target may be a whole URL, whose host is told. */
function requestSource(stop: number, place: number, origin: boolean): string {
  const host = origin ? `if (w > 0) { ${keep(HOST, 'w', 'dot')} } else { ${keep(HOST, '0', '0')} }` : '';
  return `d = bytes[i]; while (i < end && d >= 65 && d <= 90) d = bytes[++i]; const method${whole(place)} = i; ${origin ? ORIGIN : ''}
if (d !== 32 || bytes[i + 1] !== 47 || method${whole(place)} === from || method${whole(place)} > from + 20) { ${read(place, stop)} } else { ${keep(METHOD, 'from', `method${whole(place)}`)} ${host} i += 1; dot = i; ${path(stop)} ${keep(PATH, 'dot', 'i')}
if (d === 63) while (i < end && (d = bytes[i]) !== 32 && d !== ${whole(stop)}) i += 1;
if (d !== 32 || bytes[i + 1] !== 72) ${FAIL} dot = i + 10; i += 2; while (i < dot && i < end && (d = bytes[i]) !== ${whole(stop)} && d !== 32) i += 1; }`;
}

/** Whole milliseconds, or -1 for "it did not come to that", before a byte. */
const timer = (name: string, behind: number): string => `v = -0; w = bytes[i] === 45 ? 1 : 0; i += w; dot = i; while (i < end && (d = bytes[i] - 48) >= 0 && d <= 9) { v = v * 10 + d; i += 1; } if (i === dot || i > dot + 9 || i >= end || bytes[i] !== ${whole(behind)}) ${FAIL} const ${name} = w === 1 ? -v : v;`;

/** HAProxy's TR/Tw/Tc/Tr/Ta, as `readTimers` reads them. */
function timersSource(stop: number): string {
  return `{ ${timer('received', 47)} i += 1; ${timer('queued', 47)} i += 1; ${timer('connected', 47)} i += 1; ${timer('responded', 47)} i += 1; ${timer('whole', stop)}
if (received < 0) line.aborted = true; numbers[${whole(DURATION)}] = whole >= 0 ? whole : NaN; numbers[${whole(UPSTREAM_TIME)}] = responded >= 0 ? responded + (connected >= 0 ? connected : 0) : connected >= 0 ? connected : NaN; }`;
}

/** One of the times of ALB, as `readShare` reads it. */
function shareSource({ step }: ProgramStep, stop: number, place: number): string {
  const share = `numbers[${whole(DURATION)}] = ${step?.part === 0 ? 'v' : `numbers[${whole(DURATION)}] + v`}; ${step?.part === 1 ? `numbers[${whole(UPSTREAM_TIME)}] = v;` : ''}`;
  return `${digits} ${FRACTION} ${scaled(step?.scale ?? 1)} if (i > from && i < end && i - from <= ${whole(MOST_DIGITS)} && bytes[i] === ${whole(stop)} && v <= ${whole(LONGEST_DURATION)} && bytes[from] !== 46) { ${share} } else { ${read(place, stop)} }`;
}

/** What an action does with the value from `from` on; behind it `i` is where it ends. */
function actionSource(own: ProgramStep, stop: number, place: number, plain: boolean): string {
  const field = own.step?.field ?? 0;
  switch (own.action) {
    case ACTION.nothing:
      return '';
    case ACTION.noBrace:
      return `if (bytes[i] === 123) ${FAIL}`;
    case ACTION.pass:
      // Mostly a byte or two: a guess of where they end is right more often than a word is read.
      return `while (i < end && bytes[i] !== ${whole(stop)}) i += 1;`;
    case ACTION.skip:
      return scan(stop);
    case ACTION.text:
      return own.scalar === true ? read(place, stop) : `${scan(stop)} if (i > from + 1 || (i === from + 1 && bytes[from] !== 45)) { ${keep(field, 'from', 'i')} } else { ${keep(field, '0', '0')} }`;
    case ACTION.number:
      return numberSource(own, stop, place);
    case ACTION.clf:
    case ACTION.iso:
    case ACTION.time:
      return timeSource(own, stop);
    case ACTION.request:
      return requestSource(stop, place, false);
    case ACTION.requests:
      return requestSource(stop, place, true);
    case ACTION.timers:
      return timersSource(stop);
    case ACTION.share:
      return shareSource(own, stop, place);
    case ACTION.termination:
      return `if ((bytes[from] | 32) === 99) line.aborted = true; ${scan(stop)}`;
    case ACTION.server:
      return `dot = -1; while (i < end && (d = bytes[i]) !== ${whole(stop)}) { if (d === 47) dot = i; i += 1; } if (dot < 0) { i = from; ${read(place, stop)} } else { ${keep(SERVICE, 'from', 'dot')} if (bytes[dot + 1] !== 60) { ${keep(UPSTREAM, 'from', 'i')} } else { ${keep(UPSTREAM, '0', '0')} } }`;
    case ACTION.target:
      return `if (bytes[from] !== 47) { ${read(place, stop)} } else { ${path(stop)}${stop === 32 ? '' : ` if (d === 32) ${FAIL}`} ${keep(PATH, 'from', 'i')} if (d !== ${whole(stop)}) { ${scan(stop)} } }`;
    case ACTION.address:
    case ACTION.hostPort:
      return `while (i < end && (((d = bytes[i]) >= 48 && d <= 57) || d === 46)) i += 1; dot = i; ${own.action === ACTION.hostPort ? 'if (d === 58) { i += 1; while (i < end && (d = bytes[i]) >= 48 && d <= 57) i += 1; }' : ''} if (dot === from || d !== ${whole(stop)}) { ${read(place, stop)} } else { ${keep(field, 'from', 'dot')} }`;
    case ACTION.endpoint:
      return `while (i < end && (((d = bytes[i]) >= 48 && d <= 58) || d === 46)) i += 1; if (i === from || d !== ${whole(stop)}) { ${read(place, stop)} } else { ${keep(field, 'from', 'i')} }`;
    case ACTION.skipScalar:
      return `while (i < end && (d = bytes[i]) >= 48 && d <= 57) i += 1; if (i === from || i >= end || d !== ${whole(stop)}) { i = program.act(line, view, bytes, from, end, ${whole(place)}, ${whole(stop)}); if (i < 0) ${FAIL} }`;
    case ACTION.skipString:
      return plain ? scan(34) : 'while (i < end && bytes[i] !== 34) i += bytes[i] === 92 ? 2 : 1;';
    default:
      return `i = program.act(line, view, bytes, from, end, ${whole(place)}, ${whole(stop)}); if (i < 0) ${FAIL}`;
  }
}

/** The body of a function that does what `LineProgram.run` does, for these steps alone; `plain`: for lines without escapes. */
export function programSource(steps: readonly ProgramStep[], filled: boolean, plain: boolean): string {
  const parts = steps.map((own, place) => {
    const stop = own.literal[0] ?? 0;
    const value = own.action !== ACTION.nothing && own.action !== ACTION.noBrace && own.action !== ACTION.skipString;
    const checks = !value ? '' : `${filled ? `if (i === from) ${FAIL}` : ''} ${plain ? '' : `if (hasBackslash(bytes, from, i)) ${FAIL}`}`;
    return `${own.action === ACTION.nothing ? '' : 'from = i;'} ${actionSource(own, stop, place, plain)} ${checks} ${literalSource(own.literal, place)}`;
  });
  return `'use strict'; const { starts, ends, numbers } = line; let i = start, from = start, w = 0, d = 0, v = 0, dot = 0;\n${parts.join('\n')}\nreturn i;`;
}
