import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRecord, FILE_MAGIC, HEADER_BYTES, readHeader } from './record.ts';
import type { WriteRequest } from './request.ts';

const PRIVATE_FILE = 0o600;
const NAME = /^(\d{12})\.spool$/;

export const FIRST_RECORD = FILE_MAGIC.length;

/** The number of a file of the spool; undefined for other files. */
export function sequenceOf(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** One file of the spool. Only what is not yet sent is counted. */
export class Segment {
  readonly sequence: number;
  readonly path: string;
  /** Where the last whole record ends. */
  end = FIRST_RECORD;
  requests = 0;
  samples = 0;
  /** Times of records, ms since the epoch. */
  oldest = Infinity;
  newest = Number.NEGATIVE_INFINITY;
  /** It ends in a part of a record that could not be cut off: nothing may be put behind that. */
  torn = false;
  #handle: FileHandle | undefined;

  private constructor(folder: string, sequence: number) {
    this.sequence = sequence;
    this.path = join(folder, `${String(sequence).padStart(12, '0')}.spool`);
  }

  /** A new file. Rejects with the system's error, nothing left behind. */
  static async create(folder: string, sequence: number): Promise<Segment> {
    const own = new Segment(folder, sequence);
    const handle = await open(own.path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, PRIVATE_FILE);
    own.#handle = handle;
    try {
      await writeAll(handle, FILE_MAGIC, 0);
      return own;
    } catch (error) {
      await own.remove();
      throw error;
    }
  }

  /** A file that is there, read as far as it goes. `from`: what stands before it was sent. */
  static async find(folder: string, sequence: number, from: number): Promise<Segment> {
    const segment = new Segment(folder, sequence);
    try {
      segment.torn = await segment.#survey(from);
    } catch {
      // Not to be read at all.
      segment.torn = true;
    }
    return segment;
  }

  /** Adds a record. Rejects with the system's error; the file is then as it was, or `torn`. */
  async append(record: Buffer, { samples, time }: WriteRequest): Promise<void> {
    const handle = await this.#opened();
    try {
      await writeAll(handle, record, this.end);
    } catch (error) {
      await handle.truncate(this.end).catch(() => {
        this.torn = true;
      });
      throw error;
    }
    this.end += record.length;
    this.#count(samples, time);
  }

  /** The request that begins there and where it ends; undefined when none does that is whole. */
  async read(at: number): Promise<{ request: WriteRequest; end: number } | undefined> {
    try {
      const handle = await this.#opened();
      const header = readHeader(await readAt(handle, at, HEADER_BYTES));
      if (header === undefined) return undefined;
      const length = HEADER_BYTES + header.bodyBytes;
      const request = at + length > this.end ? undefined : decodeRecord(await readAt(handle, at, length));
      return request === undefined ? undefined : { request, end: at + length };
    } catch {
      return undefined;
    }
  }

  /** One was sent, or given up. */
  uncount({ samples }: WriteRequest): void {
    this.requests -= 1;
    this.samples -= samples;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.path).catch(() => undefined);
  }

  #count(samples: number, time: number): void {
    this.requests += 1;
    this.samples += samples;
    this.oldest = Math.min(this.oldest, time);
    this.newest = Math.max(this.newest, time);
  }

  async #opened(): Promise<FileHandle> {
    this.#handle ??= await open(this.path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return this.#handle;
  }

  /** Walks from header to header; bodies are checked when they are read. Resolves to whether something follows that is no whole record. */
  async #survey(from: number): Promise<boolean> {
    const handle = await this.#opened();
    const { size } = await handle.stat();
    // Killed before anything was put in.
    if (size < FIRST_RECORD) return false;
    if (!(await readAt(handle, 0, FIRST_RECORD)).equals(FILE_MAGIC)) return true;
    while (this.end < size) {
      const header = readHeader(await readAt(handle, this.end, HEADER_BYTES));
      const next = this.end + HEADER_BYTES + (header?.bodyBytes ?? 0);
      if (header === undefined || next > size) return true;
      if (this.end >= from) this.#count(header.samples, header.time);
      this.end = next;
    }
    await this.close();
    return false;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  // A disk that fills up may take a part.
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** So many bytes from there on, or those that there are. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
