import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable, Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';

/** What is read at a time. The buffer is used again, so `feed` must be done with it when it returns. */
const CHUNK = 1 << 18;
/** After so many, others have their turn: 8 MB, some 50 ms. */
const CHUNKS_A_TURN = 32;
const GZIP = [0x1f, 0x8b];
/** RFC 8878, 3.1.1. */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

export interface ReadLogOptions {
  /** Bytes of the file that were read, as they are stored, and how many there are (undefined of a pipe). */
  readonly onProgress?: (read: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);

/** Something that takes what is compressed as these bytes say; undefined for plain text. */
function decompressor(first: Uint8Array): Transform | undefined {
  if (begins(first, GZIP)) return createGunzip({ chunkSize: CHUNK });
  return begins(first, ZSTD) ? createZstdDecompress({ chunkSize: CHUNK }) : undefined;
}

function readError(path: string, error: unknown): UserError {
  const code = errorCode(error);
  if (code.startsWith('Z_') || code.startsWith('ZSTD_') || code.startsWith('ERR_ZSTD') || code === 'ERR_BUFFER_TOO_LARGE') return new UserError(`the compressed file is damaged (${errorMessage(error)})`, { where: path, mend: 'unpack it by hand to see what can be saved', exitCode: EXIT.data, cause: error });
  const mend = code === 'ENOENT' ? 'look at the path' : code === 'EACCES' ? 'ask for the right to read it' : code === 'EISDIR' ? 'name a file in it' : 'look at the file';
  return new UserError(`cannot be read (${errorMessage(error)})`, { where: path, mend, exitCode: EXIT.unavailable, cause: error });
}

/** Writes to a decompressor and waits while it is full. */
async function push(into: Transform, chunk: Buffer): Promise<void> {
  if (into.write(chunk)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    into.off('drain', done).off('close', done);
    resolve();
  };
  into.once('drain', done).once('close', done);
  await promise;
}

/**
 * Hands a whole log over in chunks: a file or a stream, plain, gzip or zstd by its first bytes. The chunks are the
 * feeder's to write to until it returns. Throws UserError for what cannot be read or is damaged.
 */
export async function readLog(source: string | Readable, feed: (chunk: Buffer) => void, options: ReadLogOptions = {}): Promise<void> {
  let refused = false;
  const feedOn = (chunk: Buffer): void => {
    try {
      feed(chunk);
    } catch (error) {
      refused = true;
      throw error;
    }
  };
  try {
    if (typeof source === 'string') await readFile(source, feedOn, options);
    else await readStream(source, feedOn, options);
  } catch (error) {
    // What the feeder throws is no fault of the file.
    if (refused || error instanceof UserError || options.signal?.aborted === true) throw error;
    throw readError(typeof source === 'string' ? source : 'standard input', error);
  }
}

async function readFile(path: string, feed: (chunk: Buffer) => void, { onProgress, signal }: ReadLogOptions): Promise<void> {
  await using file = await open(path);
  const status = await file.stat();
  const size = status.size;
  const regular = status.isFile();
  const buffer = Buffer.allocUnsafe(CHUNK);
  let chunks = 0;
  let read = 0;
  const next = async (): Promise<Buffer | undefined> => {
    signal?.throwIfAborted();
    // Waiting for another thread takes as much CPU as reading what the kernel has in memory; a pipe may have nothing, though.
    if (regular && chunks % CHUNKS_A_TURN === 0) await setImmediate();
    const bytesRead = regular ? readSync(file.fd, buffer, 0, CHUNK, null) : (await file.read(buffer, 0, CHUNK, null)).bytesRead;
    chunks += 1;
    read += bytesRead;
    onProgress?.(read, size > 0 ? size : undefined);
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
  };
  await take(next, true, feed);
}

async function readStream(stream: Readable, feed: (chunk: Buffer) => void, { onProgress, signal }: ReadLogOptions): Promise<void> {
  let read = 0;
  const chunks = stream[Symbol.asyncIterator]();
  const next = async (): Promise<Buffer | undefined> => {
    signal?.throwIfAborted();
    const { value, done }: { value?: unknown; done?: boolean | undefined } = await chunks.next();
    if (done === true) return undefined;
    const chunk = typeof value === 'string' || value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0);
    read += chunk.length;
    onProgress?.(read, undefined);
    return chunk;
  };
  await take(next, false, feed);
}

/** `reused`: the chunks are one buffer, of which a decompressor needs a copy. */
async function take(next: () => Promise<Buffer | undefined>, reused: boolean, feed: (chunk: Buffer) => void): Promise<void> {
  let chunk = await next();
  // A pipe may hand over its first bytes one by one.
  while (chunk !== undefined && chunk.length < ZSTD.length) {
    const more = await next();
    if (more === undefined) break;
    chunk = Buffer.concat([chunk, more]);
  }
  if (chunk === undefined) return;
  const unpacked = decompressor(chunk);
  if (unpacked === undefined) {
    for (; chunk !== undefined; chunk = await next()) feed(chunk);
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onData = (data: Buffer): void => {
    try {
      feed(data);
    } catch (error) {
      unpacked.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
  unpacked.on('data', onData).once('end', resolve).once('error', reject);
  // Reported by the promise below, also while this waits for the next chunk.
  promise.catch(() => undefined);
  for (; chunk !== undefined && !unpacked.destroyed; chunk = await next()) await push(unpacked, reused ? Buffer.from(chunk) : chunk);
  unpacked.end();
  await promise;
}
