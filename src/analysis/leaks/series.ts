import { type Block, type Blocks, MOST_NUMBER } from './blocks.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Blocks a series keeps. */
export const KEPT = 48;
const START = 12;

/**
 * Closed blocks of one length, oldest first: numbers, floors and works one after the other in one array, which is
 * made when the first block comes and grows to `KEPT`. Float32 is exact to 1 part in 16 million.
 */
export class BlockSeries implements Blocks {
  #cells = new Float32Array(0);
  #room = 0;
  count = 0;
  /** The highest floor of the blocks that had to go; -Infinity when none had. */
  peak = -Infinity;

  get numbers(): Float32Array {
    return this.#cells.subarray(0, this.count);
  }

  get floors(): Float32Array {
    return this.#cells.subarray(this.#room, this.#room + this.count);
  }

  get works(): Float32Array {
    return this.#cells.subarray(2 * this.#room, 2 * this.#room + this.count);
  }

  /** Puts a block at the end, or into the last one if it has its number; the oldest goes when there is no room. */
  push({ number, floor, work }: Block): void {
    const last = this.count - 1;
    if (last >= 0 && this.#cells[last] === number) {
      this.#merge(last, floor, work);
      return;
    }
    if (this.count === this.#room) this.#makeRoom();
    const room = this.#room;
    this.#cells[this.count] = number;
    this.#cells[room + this.count] = floor;
    this.#cells[2 * room + this.count] = work;
    this.count += 1;
  }

  /** Makes one block of each two that lie in one of twice the length. */
  halve(): void {
    const { count } = this;
    const room = this.#room;
    this.count = 0;
    for (let index = 0; index < count; index += 1) {
      const [number = 0, floor = 0, work = 0] = [this.#cells[index], this.#cells[room + index], this.#cells[2 * room + index]];
      this.push({ number: Math.floor(number / 2), floor, work, samples: 1 });
    }
  }

  clear(): void {
    this.count = 0;
    this.peak = -Infinity;
  }

  write(to: ByteWriter): void {
    to.unsigned(this.count);
    if (this.count === 0) return;
    to.double(this.peak);
    const { numbers } = this;
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    to.unsigned(first);
    to.unsigned(last - first);
    // Most have no gap, and follow from these two.
    if (last - first >= this.count) for (let index = 1; index < this.count; index += 1) to.unsigned((numbers[index] ?? 0) - (numbers[index - 1] ?? 0));
    to.singles(this.#cells, this.#room, this.count);
    to.singles(this.#cells, 2 * this.#room, this.count);
  }

  read(from: ByteReader): void {
    this.clear();
    const count = from.unsigned(KEPT);
    if (count === 0) return;
    this.peak = from.double();
    const cells = new Float32Array(3 * count);
    let number = from.unsigned(MOST_NUMBER);
    const span = from.unsigned(MOST_NUMBER);
    const last = number + span;
    let rising = true;
    cells[0] = number;
    for (let index = 1; index < count; index += 1) {
      const step = span < count ? 1 : from.unsigned(span);
      number += step;
      rising &&= step > 0;
      cells[index] = number;
    }
    from.singles(cells, count, 2 * count);
    if (!rising || number !== last || Number.isNaN(this.peak) || !cells.every(Number.isFinite)) from.refuse();
    else [this.count, this.#room, this.#cells] = [count, count, cells];
  }

  #merge(place: number, floor: number, work: number): void {
    const room = this.#room;
    this.#cells[room + place] = Math.min(this.#cells[room + place] ?? 0, floor);
    this.#cells[2 * room + place] = ((this.#cells[2 * room + place] ?? 0) + work) / 2;
  }

  #makeRoom(): void {
    const room = this.#room;
    if (room === KEPT) {
      this.peak = Math.max(this.peak, this.#cells[room] ?? 0);
      for (let part = 0; part < 3; part += 1) this.#cells.copyWithin(part * room, part * room + 1, (part + 1) * room);
      this.count -= 1;
      return;
    }
    this.#room = Math.min(KEPT, Math.max(START, 2 * room));
    const larger = new Float32Array(3 * this.#room);
    for (let part = 0; part < 3; part += 1) larger.set(this.#cells.subarray(part * room, part * room + this.count), part * this.#room);
    this.#cells = larger;
  }
}
