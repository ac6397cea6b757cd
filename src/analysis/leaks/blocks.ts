import type { ByteReader, ByteWriter } from './bytes.ts';

/** Blocks of time of one length, oldest first, each with its least value (the floor) and its mean work rate. */
export interface Blocks {
  readonly count: number;
  /** Number of the block since the origin, in blocks of this length. */
  readonly numbers: ArrayLike<number>;
  readonly floors: ArrayLike<number>;
  readonly works: ArrayLike<number>;
}

/** The largest number that Float32 has exactly: 5 years of the finest blocks. */
export const MOST_NUMBER = 2 ** 24;

/** A block that is complete. */
export interface Block {
  number: number;
  floor: number;
  work: number;
  samples: number;
}

/** What `add` gives; one for all, so that a closed block costs no memory: it is read before the next `add`. */
const CLOSED: Block = { number: 0, floor: 0, work: 0, samples: 0 };

/** Gathers values into blocks; times that fall back are counted to the open block. */
export class OpenBlock {
  number = -1;
  floor = Infinity;
  workSum = 0;
  samples = 0;

  /** The block before, once a value of a later one comes. `work` is the mean of `samples` values. */
  add(number: number, floor: number, work: number, samples: number): Block | undefined {
    let closed: Block | undefined;
    if (number > this.number) {
      if (this.samples > 0) {
        closed = CLOSED;
        closed.number = this.number;
        closed.floor = this.floor;
        closed.work = this.workSum / this.samples;
        closed.samples = this.samples;
      }
      this.clear();
      this.number = number;
    }
    if (floor < this.floor) this.floor = floor;
    this.workSum += work * samples;
    this.samples += samples;
    return closed;
  }

  clear(): void {
    this.number = -1;
    this.floor = Infinity;
    this.workSum = 0;
    this.samples = 0;
  }

  write(to: ByteWriter): void {
    to.unsigned(this.samples);
    if (this.samples === 0) return;
    to.unsigned(this.number);
    to.double(this.floor);
    to.double(this.workSum);
  }

  read(from: ByteReader): void {
    this.clear();
    const samples = from.unsigned(MOST_NUMBER);
    if (samples === 0) return;
    this.samples = samples;
    this.number = from.unsigned(MOST_NUMBER);
    this.floor = from.finite();
    this.workSum = from.finite();
  }
}
