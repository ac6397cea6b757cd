import { attribute } from '../../analysis/attribution/attribute.ts';

/** So much is looked at, ms; correlation needs 20 s. */
const SPAN = 35_000;
const SETTLE = 3000;
/** More requests tell no more, and each costs time. */
const MOST_REQUESTS = 4000;
const LEAST_REQUESTS = 100;
/** Intervals are not what is wanted. */
const DRAWS = 2;
/** Clocks that are further apart, ms, are not found by correlation. */
const FURTHEST = 4000;

interface Samples {
  readonly times: number[];
  readonly cpu: number[];
  readonly delay: number[];
}

/** Finds out how far the clock of a log is off by what the processes behind it used: some hundred ms of CPU, once. */
export class ClockSearch {
  readonly #began: number;
  readonly #first: number;
  readonly #late: number;
  readonly #samples = new Map<number, Samples>();
  readonly #requests: { readonly end: number; readonly duration: number; readonly endpoint: number; readonly process: number }[] = [];

  /** `late`: how late the soonest line comes, ms; `now`: epoch ms. */
  constructor(late: number, now: number) {
    this.#began = now;
    this.#late = late;
    // What is before its time is so for sure; what is late may have the right time all the same.
    this.#first = late < 0 ? late : 0;
  }

  addSample(process: number, time: number, cpu: number, delay: number): void {
    let samples = this.#samples.get(process);
    if (samples === undefined) {
      samples = { times: [], cpu: [], delay: [] };
      this.#samples.set(process, samples);
    }
    samples.times.push(time);
    samples.cpu.push(cpu);
    samples.delay.push(delay);
  }

  addRequest(end: number, duration: number, endpoint: number, process: number): void {
    if (this.#requests.length < MOST_REQUESTS) this.#requests.push({ end: end + this.#first, duration, endpoint, process });
  }

  isDue(now: number): boolean {
    return now - this.#began > SPAN + SETTLE + Math.max(0, this.#late);
  }

  /** ms to add to the times of the log; undefined where that cannot be told. */
  offset(random: () => number): number | undefined {
    if (this.#late > FURTHEST || this.#requests.length < LEAST_REQUESTS) return undefined;
    const served = [...new Set(this.#requests.map(({ process }) => process))].filter((process) => this.#samples.has(process));
    const endpoints = [...new Set(this.#requests.map(({ endpoint }) => endpoint))];
    const until = this.#requests.at(-1)?.end ?? 0;
    const processes = served.map((process) => {
      const { times, cpu, delay } = this.#samples.get(process) ?? { times: [], cpu: [], delay: [] };
      // Of a busy site the first thousands are enough, and what was used after them belongs to others.
      const count = this.#requests.length < MOST_REQUESTS ? times.length : times.filter((time) => time <= until + FURTHEST).length;
      const column = (values: readonly number[]): Float64Array => Float64Array.from(values.slice(0, count));
      return { name: '', times: column(times), cpu: column(cpu), delay: column(delay) };
    });
    const { clockOffset, withheld } = attribute({
      processes, endpoints: endpoints.length, resolution: 1,
      requests: {
        end: Float64Array.from(this.#requests, ({ end }) => end), duration: Float64Array.from(this.#requests, ({ duration }) => duration),
        endpoint: Int32Array.from(this.#requests, ({ endpoint }) => endpoints.indexOf(endpoint)), process: Int32Array.from(this.#requests, ({ process }) => served.indexOf(process)),
      },
    }, random, { draws: DRAWS });
    return withheld === undefined ? this.#first + clockOffset : undefined;
  }
}
