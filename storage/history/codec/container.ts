import { brotliCompressSync, brotliDecompressSync, constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { CorruptError } from './corrupt-error.ts';

export const CHUNK_VERSION = 1;
/** A chunk of 50,000 rows has some hundred kilobytes; what says more is damaged, or meant to fill the memory. */
const LARGEST_BODY = 256 * 1024 ** 2;

/** For what is packed once an hour or less and kept for months: 9 % smaller than 5; 90 ms of CPU for 50,000 rows. */
const BROTLI_QUALITY = 10;

interface Method {
  readonly pack: (bytes: Uint8Array) => Uint8Array;
  readonly unpack: (bytes: Uint8Array, size: number) => Uint8Array;
}

/** By number, as it stands in the chunk. */
const METHODS: readonly Method[] = [
  { pack: (bytes) => bytes, unpack: (bytes) => bytes },
  { pack: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }), unpack: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }) },
  {
    pack: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_LGWIN]: 22 } }),
    unpack: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }),
  },
];

export const METHOD = { raw: 0, zstd: 1, brotli: 2 } as const;
export type MethodNumber = (typeof METHOD)[keyof typeof METHOD];

/** `version | method | CRC-32 of the rest | number of parts | raw and packed length of each | packed parts`. */
export function packParts(parts: readonly Uint8Array[], method: MethodNumber): Uint8Array {
  const packed = parts.map((part) => METHODS[method]?.pack(part) ?? part);
  const writer = new ByteWriter(64 + packed.reduce((sum, part) => sum + part.length, 0));
  writer.byte(CHUNK_VERSION);
  writer.byte(method);
  const crcAt = writer.length;
  writer.area(4);
  writer.unsigned(parts.length);
  parts.forEach((part, index) => {
    writer.unsigned(part.length);
    writer.unsigned(packed[index]?.length ?? 0);
  });
  for (const part of packed) writer.bytes(part);
  const bytes = writer.view().slice();
  new DataView(bytes.buffer).setUint32(crcAt, crc32(bytes.subarray(crcAt + 4)), true);
  return bytes;
}

/** The parts of a chunk, each unpacked when first asked for. */
export class Parts {
  readonly #method: Method;
  readonly #packed: { readonly size: number; readonly bytes: Uint8Array }[] = [];
  readonly #parts: (Uint8Array | undefined)[] = [];

  /** Throws `CorruptError` when the checksum is not that of the bytes, the version is not known, or a part is larger than `largest`. */
  constructor(bytes: Uint8Array, largest = LARGEST_BODY) {
    const reader = new ByteReader(bytes);
    const version = reader.byte();
    if (version !== CHUNK_VERSION) throw new CorruptError(`chunk version ${version} is not known`);
    const method = METHODS[reader.byte()];
    const crc = reader.bytes(4);
    if (new DataView(crc.buffer, crc.byteOffset).getUint32(0, true) !== crc32(bytes.subarray(6))) throw new CorruptError('the checksum of a chunk is wrong');
    if (method === undefined) throw new CorruptError('the compression of a chunk is not known');
    this.#method = method;
    const sizes = Array.from({ length: reader.count(reader.left) }, () => [reader.count(largest), reader.unsigned()] as const);
    for (const [size, packed] of sizes) this.#packed.push({ size, bytes: reader.bytes(packed) });
  }

  /** Throws `CorruptError`. */
  part(index: number): Uint8Array {
    const known = this.#parts[index];
    if (known !== undefined) return known;
    const packed = this.#packed[index];
    if (packed === undefined) throw new CorruptError(`a chunk has no part ${index}`);
    let part: Uint8Array;
    try {
      part = this.#method.unpack(packed.bytes, packed.size);
    } catch {
      throw new CorruptError('a chunk cannot be unpacked');
    }
    if (part.length !== packed.size) throw new CorruptError('a chunk unpacks to another length than it says');
    this.#parts[index] = part;
    return part;
  }
}
