/** Why a file is no database that can be read, for the one line that a user gets. */
export class MmdbError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MmdbError';
  }
}

export type MmdbValue = string | number | bigint | boolean | Uint8Array | readonly MmdbValue[] | ReadonlyMap<string, MmdbValue>;

/** Bounds of one record. The largest of GeoLite2-City has some 150 values and five levels. */
const LIMITS = { depth: 24, values: 4096, textBytes: 4096 } as const;
const TYPE = { pointer: 1, string: 2, double: 3, bytes: 4, unsigned16: 5, unsigned32: 6, map: 7, integer32: 8, unsigned64: 9, unsigned128: 10, array: 11, boolean: 14, float: 15 } as const;
const SIZE_BASES = [29, 285, 65_821];
const POINTER_BASES = [0, 2048, 526_336, 0];

/**
 * Reads values of a data section (MaxMind DB File Format Specification 2.0, "Output Data Section"). Every length is checked against
 * what is there, and depth and number of values are bounded, since pointers can make a few bytes into endless records.
 */
export class MmdbValues {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #text = new TextDecoder();
  #at = 0;
  #left = 0;
  /** Values read so far, all told: what a whole pass over a file has cost. */
  spent = 0;

  /** `bytes`: the section alone; pointers count from its first. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The value at an offset. Throws MmdbError. */
  read(offset: number): MmdbValue {
    this.#at = offset;
    this.#left = LIMITS.values;
    return this.#value(0);
  }

  #take(count: number): number {
    const at = this.#at;
    if (at < 0 || at + count > this.#bytes.length) throw new MmdbError('a value lies outside of the file');
    this.#at = at + count;
    return at;
  }

  #unsigned(count: number): number {
    const from = this.#take(count);
    let value = 0;
    for (let at = from; at < from + count; at += 1) value = value * 256 + (this.#bytes[at] ?? 0);
    return value;
  }

  #value(depth: number): MmdbValue {
    this.#left -= 1;
    this.spent += 1;
    if (depth > LIMITS.depth || this.#left < 0) throw new MmdbError('a record has no end');
    const control = this.#unsigned(1);
    let type = control >> 5;
    if (type === TYPE.pointer) return this.#pointed(control, depth);
    if (type === 0) type = this.#unsigned(1) + 7;
    let size = control & 31;
    if (size > 28) size = (SIZE_BASES[size - 29] ?? 0) + this.#unsigned(size - 28);
    return this.#sized(type, size, depth);
  }

  #pointed(control: number, depth: number): MmdbValue {
    const kind = (control >> 3) & 3;
    const target = (kind === 3 ? 0 : (control & 7) * 256 ** (kind + 1)) + this.#unsigned(kind + 1) + (POINTER_BASES[kind] ?? 0);
    const back = this.#at;
    this.#at = target;
    const value = this.#value(depth + 1);
    this.#at = back;
    return value;
  }

  #sized(type: number, size: number, depth: number): MmdbValue {
    switch (type) {
      case TYPE.string: {
        const at = this.#take(size);
        return this.#text.decode(this.#bytes.subarray(at, at + Math.min(size, LIMITS.textBytes)));
      }
      case TYPE.bytes: {
        const at = this.#take(size);
        return this.#bytes.subarray(at, at + size);
      }
      case TYPE.double: return this.#exactly(size, 8, () => this.#view.getFloat64(this.#take(8)));
      case TYPE.float: return this.#exactly(size, 4, () => this.#view.getFloat32(this.#take(4)));
      case TYPE.unsigned16: return this.#within(size, 2);
      case TYPE.unsigned32: return this.#within(size, 4);
      case TYPE.integer32: return this.#within(size, 4) | 0;
      // Beyond 2^53 it is not exact; nothing that is read here is that large.
      case TYPE.unsigned64: return this.#within(size, 8);
      case TYPE.unsigned128: return this.#within(size, 16);
      case TYPE.boolean: return size !== 0;
      case TYPE.array: return this.#array(size, depth);
      case TYPE.map: return this.#map(size, depth);
      default: throw new MmdbError('a value is of a type that there is not');
    }
  }

  #exactly<Value>(size: number, wanted: number, make: () => Value): Value {
    if (size !== wanted) throw new MmdbError('a number has a wrong length');
    return make();
  }

  #within(size: number, most: number): number {
    if (size > most) throw new MmdbError('a number has a wrong length');
    return this.#unsigned(size);
  }

  #array(size: number, depth: number): MmdbValue {
    if (size > this.#left) throw new MmdbError('a record has no end');
    return Array.from({ length: size }, () => this.#value(depth + 1));
  }

  #map(size: number, depth: number): MmdbValue {
    if (size > this.#left) throw new MmdbError('a record has no end');
    const map = new Map<string, MmdbValue>();
    for (let entry = 0; entry < size; entry += 1) {
      const key = this.#value(depth + 1);
      if (typeof key !== 'string') throw new MmdbError('a key is no text');
      map.set(key, this.#value(depth + 1));
    }
    return map;
  }
}

/** The value at a path of keys (a number for a place in an array), or undefined. */
export function valueAt(value: MmdbValue | undefined, ...path: readonly (string | number)[]): MmdbValue | undefined {
  let found = value;
  for (const key of path) {
    if (found instanceof Map) found = typeof key === 'string' ? found.get(key) : undefined;
    else if (Array.isArray(found)) found = typeof key === 'number' ? found[key] : undefined;
    else return undefined;
  }
  return found;
}

export const textAt = (value: MmdbValue | undefined, ...path: readonly (string | number)[]): string | undefined => {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

export const numberAt = (value: MmdbValue | undefined, ...path: readonly (string | number)[]): number | undefined => {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
};
