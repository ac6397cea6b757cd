import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const CHUNK = 1 << 16;

/** Stand-in until LogFollower is there. */
export class Tail {
  readonly #path: string;
  readonly #feed: (chunk: Buffer) => void;
  readonly #buffer = Buffer.allocUnsafe(CHUNK);
  #handle = -1;
  #inode = -1;
  #position = 0;
  constructor(path: string, feed: (chunk: Buffer) => void) {
    this.#path = path;
    this.#feed = feed;
    this.#open(true);
  }
  turn(): void {
    try {
      if (this.#handle < 0) this.#open(false);
      if (this.#handle < 0) return;
      for (;;) {
        const length = readSync(this.#handle, this.#buffer, 0, CHUNK, this.#position);
        if (length === 0) break;
        this.#position += length;
        this.#feed(this.#buffer.subarray(0, length));
      }
      if (fstatSync(this.#handle).size < this.#position) this.#position = 0;
      if (statSync(this.#path).ino !== this.#inode) {
        closeSync(this.#handle);
        this.#handle = -1;
        this.#position = 0;
      }
    } catch {
      // Not there.
    }
  }
  #open(atEnd: boolean): void {
    try {
      this.#handle = openSync(this.#path, 'r');
      const { ino, size } = fstatSync(this.#handle);
      this.#inode = ino;
      this.#position = atEnd ? size : 0;
    } catch {
      this.#handle = -1;
    }
  }
}
