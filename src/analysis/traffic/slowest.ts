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
  /** Whose number it was then: numbers of sessions are given to others. */
  readonly generation: number;
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

  /** `at`: epoch ms at which it counts; `generation`: of its session. */
  take(record: RequestRecord, at = record.endedAt, generation = 0): void {
    const { endpoint, duration, connection } = record;
    if (connection || !(duration > 0)) return;
    let kept = this.#kept.get(endpoint);
    if (kept === undefined) {
      kept = [];
      this.#kept.set(endpoint, kept);
    }
    const last = kept.at(-1);
    if (kept.length >= this.#each && last !== undefined && duration <= last.duration) return;
    const { upstream, status, sentBytes, backend, session, region } = record;
    kept.push({ number: this.#next, endedAt: at, generation, duration, upstream, status, sentBytes, endpoint, backend, session, region });
    this.#next += 1;
    kept.sort((one, other) => other.duration - one.duration);
    kept.length = Math.min(kept.length, this.#each);
  }

  /** What was one endpoint's is another's. */
  move(from: number, to: number): void {
    const moved = this.#kept.get(from);
    if (moved === undefined || from === to) return;
    this.#kept.delete(from);
    const all = [...this.#kept.get(to) ?? [], ...moved.map((request): SlowRequest => ({ ...request, endpoint: to }))];
    this.#kept.set(to, all.sort((one, other) => other.duration - one.duration).slice(0, this.#each));
  }

  /** At most `most`: the slowest of each endpoint first, then the second of each, and so on. */
  list(now: number, most = Number.POSITIVE_INFINITY): readonly SlowRequest[] {
    for (const [endpoint, kept] of this.#kept) {
      const fresh = kept.filter(({ endedAt }) => Math.abs(now - endedAt) < this.#milliseconds);
      if (fresh.length === 0) this.#kept.delete(endpoint);
      else this.#kept.set(endpoint, fresh);
    }
    const all = [...this.#kept.values()];
    if (all.reduce((sum, { length }) => sum + length, 0) <= most) return all.flat();
    const chosen: SlowRequest[] = [];
    for (let rank = 0; rank < this.#each && chosen.length < most; rank += 1) {
      const next = all.flatMap((kept) => kept[rank] ?? []).sort((one, other) => other.duration - one.duration);
      chosen.push(...next.slice(0, most - chosen.length));
    }
    return chosen;
  }
}
