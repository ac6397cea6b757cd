/** What the monitor takes from /proc/PID/stat, proc_pid_stat(5). One object is filled again and again. */
export interface StatLine {
  /** Index into PROCESS_STATES, 0 when unknown. */
  state: number;
  parentPid: number;
  flags: number;
  minorFaults: number;
  majorFaults: number;
  /** utime + stime, in clock ticks. */
  cpuTicks: number;
  priority: number;
  nice: number;
  threads: number;
  startTicks: number;
  virtualBytes: number;
  rssPages: number;
  processor: number;
  /** Where the name stands in the bytes: after the first `(`, before the LAST `)`, since a name may hold both. */
  nameStart: number;
  nameEnd: number;
  /** Changes when the name does. */
  nameHash: number;
}

export const emptyStatLine = (): StatLine => ({
  state: 0, parentPid: 0, flags: 0, minorFaults: 0, majorFaults: 0, cpuTicks: 0, priority: 0, nice: 0, threads: 0,
  startTicks: 0, virtualBytes: 0, rssPages: 0, processor: 0, nameStart: 0, nameEnd: 0, nameHash: 0,
});

const SPACE = 0x20;
const MINUS = 0x2d;
const OPEN = 0x28;
const CLOSE = 0x29;
const ZERO = 0x30;
const NINE = 0x39;
const FIELDS = 39;

/** Letters of the state to their index in PROCESS_STATES; a table, for this runs for every process at every tick. */
export const STATE_CODES = new Uint8Array(256);
['?', 'R', 'S', 'D', 'Z', 'T', 't', 'X', 'I', 'P', 'W', 'K'].forEach((letter, index) => {
  STATE_CODES[letter.charCodeAt(0)] = index;
});

const numbers = new Float64Array(FIELDS + 1);
const at = (index: number): number => numbers[index] ?? 0;

/** Parses one stat line of `length` bytes into `out`. False when it is cut short or no stat line at all. */
export function parseStatLine(bytes: Uint8Array, length: number, out: StatLine): boolean {
  let close = length - 1;
  while (close >= 0 && bytes[close] !== CLOSE) close -= 1;
  let open = 0;
  while (open < close && bytes[open] !== OPEN) open += 1;
  if (close < 0 || open >= close || close + 2 >= length) return false;

  // Field 3 is the state; 4 and on are numbers.
  let position = close + 4;
  let field = 4;
  while (field <= FIELDS && position < length) {
    let value = 0;
    const negative = bytes[position] === MINUS;
    if (negative) position += 1;
    let byte = bytes[position] ?? SPACE;
    const first = position;
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      position += 1;
      byte = position < length ? (bytes[position] ?? SPACE) : SPACE;
    }
    if (position === first) return false;
    numbers[field] = negative ? -value : value;
    field += 1;
    position += 1;
  }
  if (field <= 24) return false;

  out.state = STATE_CODES[bytes[close + 2] ?? 0] ?? 0;
  out.parentPid = at(4);
  out.flags = at(9);
  out.minorFaults = at(10);
  out.majorFaults = at(12);
  out.cpuTicks = at(14) + at(15);
  out.priority = at(18);
  out.nice = at(19);
  out.threads = at(20);
  out.startTicks = at(22);
  out.virtualBytes = at(23);
  out.rssPages = at(24);
  out.processor = field > FIELDS ? at(39) : -1;
  out.nameStart = open + 1;
  out.nameEnd = close;
  let hash = 0;
  for (let index = open + 1; index < close; index += 1) hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
  out.nameHash = hash;
  return true;
}
