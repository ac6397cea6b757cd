import type { Requests } from '../input.ts';
import { LAST_TIME } from '../samples.ts';

/** A log that nobody settles is not kept without end. */
const MOST = 1_000_000;
const FIRST_ROOM = 256;

/** Requests until all blocks they were in are settled, as they came. */
export class RequestBuffer {
  #end = new Float64Array(FIRST_ROOM);
  #duration = new Float64Array(FIRST_ROOM);
  #endpoint = new Int32Array(FIRST_ROOM);
  #process = new Int32Array(FIRST_ROOM);
  #size = 0;

  add(end: number, duration: number, endpoint: number, process: number): void {
    if (!(Math.abs(end) <= LAST_TIME) || this.#size >= MOST) return;
    if (this.#size === this.#end.length) this.#grow();
    this.#end[this.#size] = end;
    this.#duration[this.#size] = duration;
    this.#endpoint[this.#size] = endpoint;
    this.#process[this.#size] = process;
    this.#size += 1;
  }

  /** Requests of one endpoint are another's. */
  move(from: number, to: number): void {
    for (let index = 0; index < this.#size; index += 1) if (this.#endpoint[index] === from) this.#endpoint[index] = to;
  }

  clear(): void {
    this.#size = 0;
  }

  /** As they are till one is added or forgotten. */
  get columns(): Requests {
    const size = this.#size;
    return { end: this.#end.subarray(0, size), duration: this.#duration.subarray(0, size), endpoint: this.#endpoint.subarray(0, size), process: this.#process.subarray(0, size) };
  }

  /** Forgets those that ended before `time`. */
  forgetBefore(time: number): void {
    let kept = 0;
    for (let index = 0; index < this.#size; index += 1) {
      if ((this.#end[index] ?? 0) < time) continue;
      this.#end[kept] = this.#end[index] ?? 0;
      this.#duration[kept] = this.#duration[index] ?? 0;
      this.#endpoint[kept] = this.#endpoint[index] ?? 0;
      this.#process[kept] = this.#process[index] ?? 0;
      kept += 1;
    }
    this.#size = kept;
  }

  #grow(): void {
    const before = [this.#end, this.#duration, this.#endpoint, this.#process] as const;
    const room = 2 * this.#end.length;
    [this.#end, this.#duration, this.#endpoint, this.#process] = [new Float64Array(room), new Float64Array(room), new Int32Array(room), new Int32Array(room)];
    this.#end.set(before[0]);
    this.#duration.set(before[1]);
    this.#endpoint.set(before[2]);
    this.#process.set(before[3]);
  }
}
