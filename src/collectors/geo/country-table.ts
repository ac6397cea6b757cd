import { COUNTRIES, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { type AddressVersion, type AddressWords, isLocalAddress } from './address.ts';

const MAGIC = 'PPWGEO1\n';
const CODES = COUNTRIES.map(({ code }) => code.padEnd(2)).join('');
/** Magic, three numbers of 32 bits (when it was made, IPv4 ranges, IPv6 ranges), the codes that ids stand for; a multiple of four. */
const HEADER_BYTES = Math.ceil((MAGIC.length + 12 + CODES.length) / 4) * 4;

/** Ranges by their first address; each goes on to the next one's. */
export interface CountryRanges {
  /** s since the epoch. */
  readonly buildEpoch: number;
  readonly four: { readonly starts: Uint32Array; readonly countries: Uint8Array };
  /** The first 64 bits of IPv6, high and low: nobody is given less than a /64. */
  readonly six: { readonly high: Uint32Array; readonly low: Uint32Array; readonly countries: Uint8Array };
}

/** The country of each address in 2 to 3 MB. */
export class CountryTable {
  readonly #ranges: CountryRanges;
  /** Place of the range in which the first address of each of 65,536 blocks lies. */
  readonly #blocks = new Uint32Array(65_537);
  /** The same of the /19 blocks of 2000::/3, which is all of IPv6 that is given to anybody. */
  readonly #sixBlocks = new Uint32Array(65_537);

  constructor(ranges: CountryRanges) {
    this.#ranges = ranges;
    const { starts } = ranges.four;
    let range = 0;
    for (let block = 0; block < 65_536; block += 1) {
      while (range + 1 < starts.length && (starts[range + 1] ?? 0) <= block * 65_536) range += 1;
      this.#blocks[block] = range;
    }
    this.#blocks[65_536] = Math.max(0, starts.length - 1);
    const { high, low } = ranges.six;
    range = 0;
    for (let block = 0; block <= 65_536; block += 1) {
      const first = 0x20000000 + block * 8192;
      while (range + 1 < high.length && ((high[range + 1] ?? 0) < first || (high[range + 1] === first && low[range + 1] === 0))) range += 1;
      this.#sixBlocks[block] = range;
    }
  }

  get buildEpoch(): number {
    return this.#ranges.buildEpoch;
  }

  get bytes(): number {
    const { four, six } = this.#ranges;
    return four.starts.length * 5 + six.high.length * 9 + this.#blocks.byteLength * 2;
  }

  get size(): number {
    return this.#ranges.four.starts.length + this.#ranges.six.high.length;
  }

  /** The id of a country, `local` or `unknown`. */
  find(version: AddressVersion, words: AddressWords): number {
    if (version === 0) return UNKNOWN_COUNTRY;
    if (isLocalAddress(version, words)) return LOCAL_COUNTRY;
    return version === 4 ? this.#four(words[3] ?? 0) : this.#six(words[0] ?? 0, words[1] ?? 0);
  }

  #four(address: number): number {
    const { starts, countries } = this.#ranges.four;
    const block = address >>> 16;
    let low = this.#blocks[block] ?? 0;
    let high = this.#blocks[block + 1] ?? 0;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= address) low = middle;
      else high = middle - 1;
    }
    return countries[low] ?? UNKNOWN_COUNTRY;
  }

  #six(first: number, second: number): number {
    const { high: highs, low: lows, countries } = this.#ranges.six;
    const block = first >>> 29 === 1 ? (first & 0x1fffffff) >>> 13 : -1;
    let low = block < 0 ? 0 : this.#sixBlocks[block] ?? 0;
    let high = block < 0 ? highs.length - 1 : this.#sixBlocks[block + 1] ?? 0;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const start = highs[middle] ?? 0;
      if (start < first || (start === first && (lows[middle] ?? 0) <= second)) low = middle;
      else high = middle - 1;
    }
    return countries[low] ?? UNKNOWN_COUNTRY;
  }
}

/** As a file of the build: header, starts, then countries. Numbers in this machine's order, all machines that Node runs on being little-endian. */
export function encodeRanges({ buildEpoch, four, six }: CountryRanges): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(buildEpoch, 8);
  header.writeUInt32LE(four.starts.length, 12);
  header.writeUInt32LE(six.high.length, 16);
  header.write(CODES, 20, 'latin1');
  return Buffer.concat([header, ...[four.starts, six.high, six.low, four.countries, six.countries].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))]);
}

/** What `encodeRanges` made, used where it lies; undefined for what is not of this build or is not whole. */
export function decodeRanges(file: Uint8Array): CountryRanges | undefined {
  // Views of 32 bits must begin at a multiple of four, which pooled buffers do not.
  const bytes = file.byteOffset % 4 === 0 ? file : new Uint8Array(file);
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || header.toString('latin1', 0, 8) !== MAGIC || header.toString('latin1', 20, 20 + CODES.length) !== CODES) return undefined;
  const [fours, sixes] = [header.readUInt32LE(12), header.readUInt32LE(16)];
  if (bytes.length !== HEADER_BYTES + fours * 5 + sixes * 9) return undefined;
  let at = bytes.byteOffset + HEADER_BYTES;
  const numbers = (count: number): Uint32Array => {
    const view = new Uint32Array(bytes.buffer, at, count);
    at += count * 4;
    return view;
  };
  const ids = (count: number): Uint8Array => {
    const view = new Uint8Array(bytes.buffer, at, count);
    at += count;
    return view;
  };
  const [starts, high, low] = [numbers(fours), numbers(sixes), numbers(sixes)];
  return { buildEpoch: header.readUInt32LE(8), four: { starts, countries: ids(fours) }, six: { high, low, countries: ids(sixes) } };
}
