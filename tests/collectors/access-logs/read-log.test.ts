import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog } from '../../../src/collectors/access-logs/index.ts';
import { UserError } from '../../../src/model/errors.ts';

const TEXT = Array.from({ length: 60_000 }, (_, index) => `line ${index}\n`).join('');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-read-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(source: string | Readable): Promise<string> {
  const chunks: Buffer[] = [];
  await readLog(source, (chunk) => chunks.push(Buffer.from(chunk)));
  return Buffer.concat(chunks).toString();
}
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('plain, gzip (of several members) and zstd files by their first bytes, and empty ones', async () => {
  const half = TEXT.length / 2;
  expect(await read(file('plain', TEXT)) === TEXT).toBe(true);
  expect(await read(file('gz', Buffer.concat([gzipSync(TEXT.slice(0, half)), gzipSync(TEXT.slice(half))]))) === TEXT).toBe(true);
  expect(await read(file('zst', zstdCompressSync(TEXT))) === TEXT).toBe(true);
  expect(await read(file('empty', ''))).toBe('');
});

test('streams, also one byte at a time', async () => {
  const packed = gzipSync(TEXT.slice(0, 5000));
  expect(await read(Readable.from(Array.from(packed, (byte) => Buffer.of(byte))))).toBe(TEXT.slice(0, 5000));
  expect(await read(Readable.from(['ab', 'c']))).toBe('abc');
});

test('progress goes up to the size of the file', async () => {
  const path = file('progress', TEXT);
  let last = 0;
  await readLog(path, () => undefined, { onProgress: (bytes, total) => {
    expect(total).toBe(TEXT.length);
    expect(bytes).toBeGreaterThanOrEqual(last);
    last = bytes;
  } });
  expect(last).toBe(TEXT.length);
});

test('what cannot be read is said: missing, a folder, damaged, cut off', async () => {
  for (const path of [join(folder, 'none'), folder, file('bad', Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.alloc(1000, 255)])), file('cut', gzipSync(TEXT).subarray(0, 3000))]) await expect(read(path)).rejects.toThrow(UserError);
});

test('a feeder that throws ends the reading with its error', async () => {
  await expect(readLog(file('throws', gzipSync(TEXT)), () => {
    throw new RangeError('mine');
  })).rejects.toThrow(/mine/);
});
