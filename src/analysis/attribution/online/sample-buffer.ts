import type { ProcessSamples } from '../input.ts';
import { LAST_TIME, segmentsOf, type Segment } from '../samples.ts';

/** How much the latest block counts in whether a process runs on several threads. */
const LATEST = 0.2;
/** Samples that nobody settles (a clock that stands still) are not kept without end. */
const MOST = 200_000;

/** Samples of one process until their block is settled. */
export class SampleBuffer {
  #times: number[] = [];
  #cpu: number[] = [];
  #delay: number[] = [];
  #parallel: number | undefined;

  /** Epoch ms; cumulative ns. */
  add(time: number, cpu: number, delay: number): void {
    // Not before the one before: a clock that was set back.
    if (!(Math.abs(time) <= LAST_TIME) || time < this.latest || !Number.isFinite(cpu) || this.#times.length >= MOST) return;
    this.#times.push(time);
    this.#cpu.push(cpu);
    this.#delay.push(delay);
  }

  get latest(): number {
    return this.#times.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /** Time of the first sample that is not settled. */
  get earliest(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Takes what is up to `until`; the last sample is the first of the next block. */
  take(process: number, until: number): Segment[] {
    let count = 0;
    while (count < this.#times.length && (this.#times[count] ?? 0) <= until) count += 1;
    if (count < 2) return [];
    const column = (values: number[]): Float64Array => Float64Array.from(values.slice(0, count));
    const samples: ProcessSamples = { name: '', times: column(this.#times), cpu: column(this.#cpu), delay: column(this.#delay) };
    this.#times = this.#times.slice(count - 1);
    this.#cpu = this.#cpu.slice(count - 1);
    this.#delay = this.#delay.slice(count - 1);
    return segmentsOf(samples, process).map((segment) => {
      const now = segment.multiThreaded ? 1 : 0;
      this.#parallel = this.#parallel === undefined ? now : this.#parallel + LATEST * (now - this.#parallel);
      return { ...segment, multiThreaded: this.#parallel > 0.5 };
    });
  }
}
