import type { RequestRecord } from './request-record.ts';

export interface SlowRequest {
  readonly number: number;
  readonly endedAt: number;
  readonly duration: number;
  readonly upstream: number;
  readonly status: number;
  readonly sentBytes: number;
  readonly endpoint: number;
  readonly backend: number;
  readonly session: number;
  readonly region: number;
}

/** The slowest requests of each endpoint, of the last while. */
export class Slowest {
  readonly #each: number;
  readonly #milliseconds: number;
  readonly #kept = new Map<number, SlowRequest[]>();
  #next = 1;

  /** `each`: so many of each endpoint; `milliseconds`: of how long a time. */
  constructor(each: number, milliseconds: number) {
    this.#each = each;
    this.#milliseconds = milliseconds;
  }

  take(record: RequestRecord): void {
    const { endpoint, duration, connection } = record;
    if (connection || !(duration > 0)) return;
    let kept = this.#kept.get(endpoint);
    if (kept === undefined) {
      kept = [];
      this.#kept.set(endpoint, kept);
    }
    const last = kept.at(-1);
    if (kept.length >= this.#each && last !== undefined && duration <= last.duration) return;
    const { endedAt, upstream, status, sentBytes, backend, session, region } = record;
    kept.push({ number: this.#next, endedAt, duration, upstream, status, sentBytes, endpoint, backend, session, region });
    this.#next += 1;
    kept.sort((one, other) => other.duration - one.duration);
    kept.length = Math.min(kept.length, this.#each);
  }

  list(now: number): readonly SlowRequest[] {
    for (const [endpoint, kept] of this.#kept) {
      const fresh = kept.filter(({ endedAt }) => now - endedAt < this.#milliseconds);
      if (fresh.length === 0) this.#kept.delete(endpoint);
      else this.#kept.set(endpoint, fresh);
    }
    return [...this.#kept.values()].flat();
  }
}
