import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** The files of a .tar.gz by name (POSIX.1-2017, ustar; long names and links are passed over). */
export function filesOf(packed: Buffer): Map<string, Buffer> {
  const bytes = gunzipSync(packed);
  const files = new Map<string, Buffer>();
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const text = (from: number, length: number): string => bytes.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '').trim();
    const name = text(0, 100);
    if (name === '') break;
    const size = Number.parseInt(text(124, 12) || '0', 8);
    const type = text(156, 1);
    if (type === '0' || type === '') files.set(name.replace(/^\.\//, ''), bytes.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
