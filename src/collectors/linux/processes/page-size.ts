import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

const USUAL = 4096;
/** AT_PAGESZ of getauxval(3). */
const PAGE_SIZE_KEY = 6;

/** Page size by an auxiliary vector: pairs of a key and a value, a machine word each. */
export function parsePageSize(vector: Buffer, wordBytes: 4 | 8, little: boolean): number {
  const word = (at: number): number => {
    if (wordBytes === 4) return little ? vector.readUInt32LE(at) : vector.readUInt32BE(at);
    return Number(little ? vector.readBigUInt64LE(at) : vector.readBigUInt64BE(at));
  };
  for (let at = 0; at + 2 * wordBytes <= vector.length; at += 2 * wordBytes) {
    const value = word(at + wordBytes);
    if (word(at) === PAGE_SIZE_KEY && value >= 1024 && value <= 2 ** 24) return value;
  }
  return USUAL;
}

/** Bytes of a page of this kernel: 4096 on PCs, up to 65536 on others; /proc counts resident memory in pages. */
export function pageBytes(): number {
  try {
    const wordBytes = ['arm', 'ia32', 'mips', 'mipsel', 'ppc', 's390'].includes(process.arch) ? 4 : 8;
    return parsePageSize(readFileSync('/proc/self/auxv'), wordBytes, endianness() === 'LE');
  } catch {
    return USUAL;
  }
}

export const PAGE_BYTES = pageBytes();
