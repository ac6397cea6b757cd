import type { Requests } from '../input.ts';
import { LAST_TIME } from '../samples.ts';

/** A log that nobody settles is not kept without end. */
const MOST = 1_000_000;

/** Requests until all blocks they were in are settled, as they came. */
export class RequestBuffer {
  #end: number[] = [];
  #duration: number[] = [];
  #endpoint: number[] = [];
  #process: number[] = [];

  add(end: number, duration: number, endpoint: number, process: number): void {
    if (!(Math.abs(end) <= LAST_TIME) || this.#end.length >= MOST) return;
    this.#end.push(end);
    this.#duration.push(duration);
    this.#endpoint.push(endpoint);
    this.#process.push(process);
  }

  /** Requests of one endpoint are another's. */
  move(from: number, to: number): void {
    this.#endpoint.forEach((endpoint, index) => {
      if (endpoint === from) this.#endpoint[index] = to;
    });
  }

  clear(): void {
    [this.#end, this.#duration, this.#endpoint, this.#process] = [[], [], [], []];
  }

  get columns(): Requests {
    return { end: Float64Array.from(this.#end), duration: Float64Array.from(this.#duration), endpoint: Int32Array.from(this.#endpoint), process: Int32Array.from(this.#process) };
  }

  /** Forgets those that ended before `time`. */
  forgetBefore(time: number): void {
    const keep = this.#end.map((end) => end >= time);
    const kept = (values: number[]): number[] => values.filter((_, index) => keep[index] === true);
    [this.#end, this.#duration, this.#endpoint, this.#process] = [kept(this.#end), kept(this.#duration), kept(this.#endpoint), kept(this.#process)];
  }
}
