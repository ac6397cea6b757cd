import { closeSync, fstatSync, readSync } from 'node:fs';
import { canGrow, headOf, identityOf, type LogIdentity, type LogPosition } from './log-position.ts';

/** What takes the bytes of one file: a `LineReader`. */
export interface LogSink {
  /** Bytes at the end of what was fed that wait for the rest of their line. */
  readonly waiting: number;
  feed(chunk: Buffer): void;
  /** The file ends here. */
  finish(): void;
  /** What waits will not be completed. */
  forget(): void;
}

/** One open file that is read as it grows. */
export class OpenLog {
  readonly path: string;
  readonly #descriptor: number;
  readonly #sink: LogSink;
  #identity: LogIdentity;
  #offset: number;
  #size = 0;
  #ended = false;
  #cut: LogPosition | undefined;

  constructor(path: string, descriptor: number, offset: number, sink: LogSink) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#offset = offset;
    this.#sink = sink;
    this.#identity = identityOf(descriptor);
  }

  isFile(device: string, inode: string): boolean {
    return this.#identity.inode === inode && this.#identity.device === device;
  }

  get position(): LogPosition {
    return { path: this.path, ...this.#identity, offset: this.#offset - (this.#ended ? 0 : this.#sink.waiting) };
  }

  /** Where reading stood when the file was cut off, once: what was behind may be in a copy of it. */
  takeCut(): LogPosition | undefined {
    const cut = this.#cut;
    this.#cut = undefined;
    return cut;
  }

  /** Bytes that are there and not yet read. */
  get behind(): number {
    return Math.max(0, this.#size - this.#offset);
  }

  /** Reads up to `budget` bytes of what is new; gives how many there were. */
  read(buffer: Buffer, budget: number): number {
    const size = Number(fstatSync(this.#descriptor, { bigint: true }).size);
    const changed = size !== this.#size;
    this.#size = size;
    // Cut off (copytruncate), perhaps grown again beyond where we stood: then its first bytes are others.
    if (size < this.#offset || (changed && (size < this.#identity.headBytes || headOf(this.#descriptor, this.#identity.headBytes) !== this.#identity.head))) {
      this.#cut = this.position;
      this.#sink.forget();
      this.#offset = 0;
      this.#identity = identityOf(this.#descriptor);
    } else if (canGrow(this.#identity, size)) {
      this.#identity = identityOf(this.#descriptor);
    }
    let total = 0;
    while (total < budget) {
      const read = readSync(this.#descriptor, buffer, 0, Math.min(buffer.length, budget - total), this.#offset);
      if (read === 0) break;
      this.#offset += read;
      total += read;
      this.#sink.feed(buffer.subarray(0, read));
    }
    return total;
  }

  /** `ended`: nobody writes to it any more, so a last line without a line break is one. */
  close(ended: boolean): void {
    this.#ended = ended;
    if (ended) this.#sink.finish();
    closeSync(this.#descriptor);
  }
}
