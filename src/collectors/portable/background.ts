import { performance } from 'node:perf_hooks';

/** A reading that may take longer than a tick: it runs on, and what it read last is shown meanwhile. */
export class Background<T> {
  readonly #read: () => Promise<T>;
  #running: Promise<void> | undefined;
  #last: T | undefined;
  #error: unknown;
  #failed = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  #took = Number.NaN;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  get last(): T | undefined {
    return this.#last;
  }

  /** Why the last reading failed; `failed` says whether it did. */
  get error(): unknown {
    return this.#error;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Milliseconds that the last reading took; NaN before the first has ended. */
  get took(): number {
    return this.#took;
  }

  /** Milliseconds since the last reading began. */
  get age(): number {
    return performance.now() - this.#startedAt;
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#startedAt = performance.now();
    this.#running = this.#run();
  }

  /** Waits until the reading that runs has ended, but no longer than `limit` milliseconds. */
  async settle(limit: number): Promise<void> {
    if (this.#running === undefined || limit <= 0) return;
    if (limit === Number.POSITIVE_INFINITY) return this.#running;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limit);
    });
    await Promise.race([this.#running, late]);
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    try {
      this.#last = await this.#read();
      this.#failed = false;
    } catch (error) {
      this.#error = error;
      this.#failed = true;
    } finally {
      this.#took = performance.now() - this.#startedAt;
      this.#running = undefined;
    }
  }
}
