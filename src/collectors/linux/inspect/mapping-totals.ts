/** What all mappings of one name and mode come to, in bytes. */
export interface MappingTotal {
  readonly name: string;
  readonly mode: string;
  count: number;
  sizeBytes: number;
  rssBytes: number;
  pssBytes: number;
  privateDirtyBytes: number;
  swapBytes: number;
}

type Counter = 'rssBytes' | 'pssBytes' | 'privateDirtyBytes' | 'swapBytes';

const LINE_FEED = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const COUNTERS: readonly { readonly label: Buffer; readonly counter: Counter }[] = [
  { label: Buffer.from('Rss:'), counter: 'rssBytes' },
  { label: Buffer.from('Pss:'), counter: 'pssBytes' },
  { label: Buffer.from('Private_Dirty:'), counter: 'privateDirtyBytes' },
  { label: Buffer.from('Swap:'), counter: 'swapBytes' },
];
/** A path has at most 4096 bytes, each at most 4 in the kernel's escapes: what is longer is no line of the kernel's. */
const LONGEST_LINE = 20_000;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;
/** Mappings start with an address in small letters, their figures with a capital. */
const startsMapping = (byte: number | undefined): boolean => isDigit(byte) || (byte !== undefined && byte >= 97 && byte <= 102);

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

/**
 * Adds up PROC/PID/smaps (or maps, which has sizes only), piece by piece and on bytes: a process may have 65,530 mappings
 * of 25 lines each. proc_pid_smaps(5), proc_pid_maps(5). A line feed in a path is written `\012` by the kernel, and left so:
 * it cannot be told from those four characters.
 */
export class MappingTotals {
  readonly #totals = new Map<string, MappingTotal>();
  #current: MappingTotal | undefined;
  #rest: Buffer = Buffer.alloc(0);

  push(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      this.#line(bytes, start, end);
      start = end + 1;
    }
    this.#rest = bytes.length - start > LONGEST_LINE ? Buffer.alloc(0) : Buffer.from(bytes.subarray(start));
  }

  finish(): MappingTotal[] {
    if (this.#rest.length > 0) this.#line(this.#rest, 0, this.#rest.length);
    return [...this.#totals.values()];
  }

  #line(bytes: Buffer, start: number, end: number): void {
    if (startsMapping(bytes[start])) this.#current = this.#mapping(bytes, start, end);
    else if (this.#current !== undefined) this.#figure(this.#current, bytes, start, end);
  }

  /** `START-END MODE OFFSET DEVICE INODE NAME`; the sum of a mapping that this line begins, or undefined if it is none. */
  #mapping(bytes: Buffer, start: number, end: number): MappingTotal | undefined {
    let at = start;
    const hexNumber = (): number => {
      let value = 0;
      for (let digit = hexValue(bytes[at]); digit >= 0 && at < end; digit = hexValue(bytes[at])) {
        value = value * 16 + digit;
        at += 1;
      }
      return value;
    };
    const from = hexNumber();
    at += 1;
    const size = hexNumber() - from;
    const mode = bytes.toString('latin1', at + 1, Math.min(at + 5, end));
    if (mode.length < 4 || bytes[at] !== SPACE || !(size >= 0)) return undefined;
    at += 5;
    for (let field = 0; field < 3; field += 1) {
      at = bytes.indexOf(SPACE, at + 1);
      if (at < 0 || at >= end) {
        at = end;
        break;
      }
    }
    while (at < end && bytes[at] === SPACE) at += 1;
    const total = this.#totalOf(at < end ? bytes.toString('utf8', at, end) : '[anonymous]', mode);
    total.count += 1;
    total.sizeBytes += size;
    return total;
  }

  #totalOf(name: string, mode: string): MappingTotal {
    const key = `${mode}${name}`;
    const known = this.#totals.get(key);
    if (known !== undefined) return known;
    const total = { name, mode, count: 0, sizeBytes: 0, rssBytes: 0, pssBytes: 0, privateDirtyBytes: 0, swapBytes: 0 };
    this.#totals.set(key, total);
    return total;
  }

  /** `Rss:      8 kB`: figures are in KiB. */
  #figure(total: MappingTotal, bytes: Buffer, start: number, end: number): void {
    for (const { label, counter } of COUNTERS) {
      const after = start + label.length;
      if (bytes[start] !== label[0] || after >= end || bytes.compare(label, 0, label.length, start, after) !== 0) continue;
      let value = 0;
      for (let at = after; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        if (isDigit(byte)) value = value * 10 + byte - ZERO;
        else if (byte !== SPACE) break;
      }
      total[counter] += value * 1024;
      return;
    }
  }
}
