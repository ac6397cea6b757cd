import { createHmac } from 'node:crypto';

const MOST = 10_000;
const BYTES = 8;

/** Hashes identifiers by the monitor's key, so that none leaves the process. Without a key there are no names. */
export class Pseudonym {
  #key: Buffer | undefined;
  /** Of this key. */
  #known = new Map<string, string>();

  /** 64 hexadecimal digits; all else is no key. */
  rekey(hexadecimal: string): boolean {
    if (!/^[0-9a-f]{64}$/.test(hexadecimal)) return false;
    this.#key = Buffer.from(hexadecimal, 'hex');
    this.#known = new Map();
    return true;
  }

  /** 16 hexadecimal digits (HMAC-SHA-256, cut to 64 bits), or nothing. */
  of(identifier: string): string {
    if (this.#key === undefined || identifier === '') return '';
    const known = this.#known.get(identifier);
    if (known !== undefined) return known;
    const name = createHmac('sha256', this.#key).update(identifier).digest().toString('hex', 0, BYTES);
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(identifier, name);
    return name;
  }
}
