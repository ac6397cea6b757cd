import { randomBytes } from 'node:crypto';
import { ByteTable } from '../../analysis/requests/byte-table.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { KeyedHash } from './keyed-hash.ts';

export interface PseudonymOptions {
  /** What is named: `client`, `session`. The same bytes have another name in each. */
  readonly of: string;
  /** Names that are kept at a time; the least used give way. Default 200,000: some 20 MB at most. */
  readonly limit?: number;
  /** After that there is a new key, and nothing leads from names of before to those after. Default a day. */
  readonly rotateMilliseconds?: number;
  /** A clock that is never set, in ms. */
  readonly clock?: () => number;
  /** 32 bytes. They are in memory only and never leave it. */
  readonly randomKey?: () => Uint8Array;
}

const DAY = 86_400_000;
/** Keys are changed within so many names of the time: asking the clock each time costs more than the rest. */
const CLOCK_EACH = 256;
/** Without what is taken for another (RFC 4648's base32 has no 0, 1, 8 and 9). */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** 60 bits: among 100,000 names two are the same by one chance in 230 million. */
const CHARACTERS = 12;

function base32(bytes: Uint8Array): SafeText {
  let text = '';
  for (let index = 0; index < CHARACTERS; index += 1) {
    const bit = index * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += BASE32[(pair >>> (11 - (bit & 7))) & 31];
  }
  return safeText(text);
}

/**
 * Names for clients and sessions that tell nothing of who it is: HMAC-SHA-256 by a random key, cut to 60 bits. A raw
 * identifier is in the table that saves hashing each request, in memory, until the key is changed or it gives way; nothing that
 * this gives out holds it. An address has 32 bits: without a secret key all its hashes could be tried, and then it would be no secret.
 */
export class Pseudonyms {
  readonly #of: Uint8Array;
  readonly #table: ByteTable;
  readonly #rotate: number;
  readonly #clock: () => number;
  readonly #randomKey: () => Uint8Array;
  readonly #names: SafeText[] = [];
  readonly #generations: number[] = [];
  #hash: KeyedHash;
  #until: number;
  #asked = 0;
  #rotations = 0;

  constructor({ of, limit = 200_000, rotateMilliseconds = DAY, clock = () => performance.now(), randomKey = () => randomBytes(32) }: PseudonymOptions) {
    this.#of = Buffer.from(`${of}\0`);
    // Bytes are from outside: a seed that nobody knows, lest keys be made that all fall in one place.
    this.#table = new ByteTable({ limit, seed: randomBytes(4).readInt32LE() });
    [this.#rotate, this.#clock, this.#randomKey] = [rotateMilliseconds, clock, randomKey];
    this.#hash = this.#newHash();
    this.#until = clock() + rotateMilliseconds;
  }

  /** How often the key was changed. */
  get rotations(): number {
    return this.#rotations;
  }

  /** A small number for an identifier, the same till the key changes or it gives way (`generation` tells). No garbage and no hash for one that is known. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    this.#asked += 1;
    if (this.#asked >= CLOCK_EACH) this.#turn();
    const id = this.#table.idOf(bytes, start, end);
    const generation = this.#table.generation(id);
    if (this.#generations[id] !== generation || this.#names[id] === undefined) {
      this.#generations[id] = generation;
      this.#names[id] = base32(this.#hash.digest(this.#of, bytes, start, end));
    }
    return id;
  }

  /** Rises when a number is given to another identifier. */
  generation(id: number): number {
    return this.#table.generation(id);
  }

  /** What may be shown and stored: 12 characters, a-z and 2-7. */
  nameOf(id: number): SafeText {
    return this.#names[id] ?? safeText('');
  }

  nameOfText(identifier: string): SafeText {
    const bytes = Buffer.from(identifier);
    return this.nameOf(this.idOf(bytes, 0, bytes.length));
  }

  /** Changes the key if it is time; for those who ask seldom. */
  rotateIfDue(): boolean {
    if (this.#clock() < this.#until) return false;
    this.#hash.forget();
    this.#hash = this.#newHash();
    this.#until = this.#clock() + this.#rotate;
    this.#table.clear();
    this.#names.length = 0;
    this.#rotations += 1;
    return true;
  }

  #newHash(): KeyedHash {
    const key = this.#randomKey();
    const hash = new KeyedHash(key);
    key.fill(0);
    return hash;
  }

  #turn(): void {
    this.#asked = 0;
    this.rotateIfDue();
  }
}
