/** Why requests were not sent. */
export type DropReason =
  /** The receiver will never take it (4xx). */
  | 'refused'
  /** Older than the spool's bound. */
  | 'old'
  /** The spool was at its bound of bytes: the oldest went. */
  | 'room'
  /** The disk took nothing, and memory was at its bound. */
  | 'memory'
  /** Files of the spool could not be read as they were written. */
  | 'damage'
  /** A fault of this program. */
  | 'fault';

export const DROP_REASONS: readonly DropReason[] = ['refused', 'old', 'room', 'memory', 'damage', 'fault'];

export interface Dropped {
  readonly requests: number;
  readonly samples: number;
}

/** Different words for one reason that are told before only the count goes on. */
const MOST_WORDS = 50;

/** Counts what was lost, and says each cause once. */
export class Drops {
  readonly #counts = new Map<DropReason, { requests: number; samples: number }>();
  readonly #told = new Set<string>();
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  /** `cause`: what is the same for all of one kind; `words`: how it is said. */
  add(reason: DropReason, { requests, samples }: Dropped, words: string, cause = ''): void {
    const count = this.#counts.get(reason) ?? { requests: 0, samples: 0 };
    count.requests += requests;
    count.samples += samples;
    this.#counts.set(reason, count);
    const key = `${reason} ${cause}`;
    if (this.#told.has(key) || this.#told.size >= MOST_WORDS) return;
    this.#told.add(key);
    this.#tell(`${requests === 1 ? 'a request was' : `${requests} requests were`} dropped (${samples} samples): ${words}; further ones are counted`);
  }

  of(reason: DropReason): Dropped {
    return { requests: 0, samples: 0, ...this.#counts.get(reason) };
  }

  get total(): Dropped {
    let [requests, samples] = [0, 0];
    for (const count of this.#counts.values()) {
      requests += count.requests;
      samples += count.samples;
    }
    return { requests, samples };
  }
}
