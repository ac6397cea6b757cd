import { hash } from 'node:crypto';

const BLOCK = 64;
const LONGEST = 4096;

/**
 * HMAC-SHA-256 (RFC 2104) of short texts by one key. By two whole hashes: Node's own Hmac makes an object and a stream for each, which
 * takes five times as long. Of texts beyond 4 KiB, the most of a cookie, the first 4 KiB count.
 */
export class KeyedHash {
  /** The key, masked as RFC 2104 has it, and room for what is hashed behind it. */
  readonly #inner = Buffer.alloc(BLOCK + LONGEST);
  readonly #outer = Buffer.alloc(BLOCK + 32);

  /** `key`: at most 64 bytes. It is copied; `forget` overwrites the copy. */
  constructor(key: Uint8Array) {
    for (let index = 0; index < BLOCK; index += 1) {
      const byte = key[index] ?? 0;
      this.#inner[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    }
  }

  /** 32 bytes for a prefix and a range of bytes. */
  digest(prefix: Uint8Array, bytes: Uint8Array, start: number, end: number): Buffer {
    this.#inner.set(prefix, BLOCK);
    const from = BLOCK + prefix.length;
    const size = Math.max(0, Math.min(end - start, LONGEST - prefix.length));
    this.#inner.set(bytes.subarray(start, start + size), from);
    hash('sha256', this.#inner.subarray(0, from + size), 'buffer').copy(this.#outer, BLOCK);
    return hash('sha256', this.#outer, 'buffer');
  }

  forget(): void {
    this.#inner.fill(0);
    this.#outer.fill(0);
  }
}
