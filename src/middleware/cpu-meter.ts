import { type AsyncHook, createHook } from 'node:async_hooks';

/** CPU of one request so far, in microseconds. */
export interface MeteredRequest {
  used: number;
}

/** Requests that are metered at a time; each makes all asynchronous work of the process dearer. */
const MOST_METERED = 4;
/** Resources of them; a request that makes more is metered no further. */
const MOST_RESOURCES = 20_000;

/**
 * CPU of this thread so far, in microseconds. Linux brings a thread's own time up to date each tick only (4 ms), but at once for all
 * when that of the whole process is asked for; so both are read, in 1.1 us.
 */
function threadTime(): number {
  const whole = process.cpuUsage();
  // Node 23.9 and later. Before that the process's: work of other threads at the same time is then in it.
  const { user, system } = typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : whole;
  return user + system;
}

/**
 * Tells the main thread's CPU of single requests exactly: each callback and continuation that descends from a request (by async_hooks)
 * is measured from its beginning to its end. The hook is on only while a metered request is under way. Work in libuv's pool and
 * garbage collection on other threads are not in it.
 */
export class CpuMeter {
  readonly #hook: AsyncHook;
  readonly #owners = new Map<number, MeteredRequest>();
  readonly #metered = new Map<MeteredRequest, number[]>();
  /** Whose code runs, and whose ran when this callback began. */
  #current: MeteredRequest | undefined;
  readonly #outer: (MeteredRequest | undefined)[] = [];
  #mark = 0;
  #now: () => number;

  /** `now`: CPU of this thread, in microseconds. */
  constructor(now: () => number = threadTime) {
    this.#now = now;
    this.#hook = createHook({
      init: (id) => this.#own(id),
      before: (id) => {
        this.#outer.push(this.#current);
        this.#switch(this.#owners.get(id));
      },
      after: () => this.#switch(this.#outer.pop()),
    });
  }

  /** Whether anything is metered at present. */
  get active(): boolean {
    return this.#metered.size > 0;
  }

  /** Begins to meter the code that runs now and all that descends from it; undefined if there are enough of them. */
  begin(): MeteredRequest | undefined {
    if (this.#metered.size >= MOST_METERED) return undefined;
    const request: MeteredRequest = { used: 0 };
    this.#metered.set(request, []);
    if (this.#metered.size === 1) {
      this.#outer.length = 0;
      this.#current = undefined;
      this.#hook.enable();
    }
    this.#switch(request);
    return request;
  }

  /** What runs now is another request's, which is not metered: one callback of the parser can hold several. */
  leave(): void {
    if (this.#current !== undefined) this.#switch(undefined);
  }

  /** Ends it, and tells its CPU in ms. */
  end(request: MeteredRequest): number {
    if (this.#current === request) this.#switch(undefined);
    for (const id of this.#metered.get(request) ?? []) this.#owners.delete(id);
    this.#metered.delete(request);
    if (this.#metered.size === 0) {
      this.#hook.disable();
      this.#owners.clear();
      this.#outer.length = 0;
      this.#current = undefined;
    }
    return request.used / 1000;
  }

  #own(id: number): void {
    const request = this.#current;
    if (request === undefined) return;
    const ids = this.#metered.get(request);
    if (ids === undefined || ids.length >= MOST_RESOURCES) return;
    ids.push(id);
    this.#owners.set(id, request);
  }

  /** The clock is asked only where time of a metered request begins or ends. */
  #switch(to: MeteredRequest | undefined): void {
    const from = this.#current;
    if (from === to) return;
    const now = this.#now();
    if (from !== undefined) from.used += now - this.#mark;
    this.#mark = now;
    this.#current = to;
  }
}
