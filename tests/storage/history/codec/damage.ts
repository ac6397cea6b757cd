import { crc32 } from 'node:zlib';

/** With the checksum of what the bytes are now. */
function mended(bytes: Uint8Array, crcAt: number): Uint8Array {
  const copy = bytes.slice();
  if (copy.length >= crcAt + 4) new DataView(copy.buffer).setUint32(crcAt, crc32(copy.subarray(crcAt + 4)), true);
  return copy;
}

export const mendHead = (head: Uint8Array): Uint8Array => mended(head, 1);
export const mendChunk = (chunk: Uint8Array): Uint8Array => mended(chunk, 2);

/** Bytes that are not quite those given: some are others, some are missing, some too many. `random` gives integers below its bound. */
export function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let count = 1 + random(4); count > 0 && result.length > 0; count -= 1) {
    const at = random(result.length);
    switch (random(6)) {
      case 0: result[at] = random(256); break;
      case 1: result[at] = [0, 0x7f, 0x80, 0xff][random(4)] ?? 0; break;
      case 2: result[at] = (result[at] ?? 0) ^ (1 << random(8)); break;
      case 3: result = result.slice(0, at); break;
      case 4: result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + random(8))]); break;
      default: result = Uint8Array.from([...result.subarray(0, at), ...Array.from({ length: 1 + random(12) }, () => [0x80, 0xff, random(256)][random(3)] ?? 0), ...result.subarray(at)]);
    }
  }
  return result;
}
