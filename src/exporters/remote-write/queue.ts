import { errorCode, errorMessage, UserError } from '../../model/errors.ts';
import type { Drops } from './drops.ts';
import type { Position } from './position.ts';
import type { WriteRequest } from './request.ts';
import type { Stored } from './spool.ts';
import { SpoolTaken } from './spool-lock.ts';

/** What a queue needs of a spool. */
export interface RequestStore {
  readonly waiting: { readonly requests: number; readonly bytes: number; readonly oldest: number };
  append(request: WriteRequest, now: number): Promise<Position>;
  first(now: number): Promise<Stored | undefined>;
  advance(stored: Stored): Promise<void>;
  close(): Promise<void>;
}

/** A request that waits in memory till the disk takes it; then `end` says where it is. */
interface Held {
  readonly request: WriteRequest;
  end: Position | undefined;
}

/** The first in the queue. */
export interface Queued {
  readonly request: WriteRequest;
  readonly held: Held | undefined;
  readonly stored: Stored | undefined;
}

/** While the disk takes nothing, so much waits in memory. */
const MOST_HELD_BYTES = 4 << 20;
/** A spool that could not be opened is tried again. */
const OPEN_AGAIN_MILLISECONDS = 30_000;

/**
 * Requests in the order they came: on disk, and what the disk does not take (it is full, it hangs) in memory for a while.
 * Adding never waits and never fails.
 */
export class RequestQueue {
  readonly #open: () => Promise<RequestStore>;
  readonly #drops: Drops;
  readonly #now: () => number;
  #held: Held[] = [];
  #heldBytes = 0;
  /** On its way to the receiver, and to the disk. */
  #taken: Held | undefined;
  #writing: Held | undefined;
  #store: RequestStore | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #trouble: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** `now`: ms since the epoch. */
  constructor(open: () => Promise<RequestStore>, drops: Drops, now: () => number) {
    this.#open = open;
    this.#drops = drops;
    this.#now = now;
  }

  /** Opens the spool. Rejects with a `SpoolTaken`; for other reasons it is tried again later. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#tryOpen());
  }

  /** Why the disk takes nothing; undefined when it does. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** `oldest` in ms since the epoch, NaN for none. */
  get waiting(): RequestStore['waiting'] {
    const { requests = 0, bytes = 0, oldest = Number.NaN } = this.#store?.waiting ?? {};
    const first = this.#held[0]?.request.time ?? Number.NaN;
    return { requests: requests + this.#held.length, bytes: bytes + this.#heldBytes, oldest: Number.isNaN(oldest) ? first : oldest };
  }

  /** Resolves when it is on disk, or waits in memory because the disk does not take it. Never rejects. */
  async push(request: WriteRequest): Promise<void> {
    this.#held.push({ request, end: undefined });
    this.#heldBytes += request.body.length;
    this.#bound();
    await this.#inTurn(() => this.#persist());
  }

  /** Undefined when nothing waits. */
  first(): Promise<Queued | undefined> {
    return this.#inTurn(async () => {
      const stored = await this.#store?.first(this.#now());
      const held = stored === undefined ? this.#held[0] : undefined;
      this.#taken = held;
      if (stored !== undefined) return { request: stored.request, stored, held };
      return held === undefined ? undefined : { request: held.request, stored: undefined, held };
    });
  }

  /** It was sent, or will never be taken. */
  done({ request, held, stored }: Queued): Promise<void> {
    return this.#inTurn(async () => {
      this.#taken = undefined;
      // What was taken from memory may have come onto the disk meanwhile.
      const end = held === undefined ? stored?.end : held.end;
      if (end !== undefined) await this.#store?.advance({ request, end });
      else if (this.#held[0] === held) this.#shift();
    });
  }

  /** What is in memory goes to the disk if it can. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#persist();
      await this.#store?.close();
      this.#store = undefined;
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #tryOpen(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      this.#store = await this.#open();
      this.#trouble = undefined;
    } catch (error) {
      if (error instanceof SpoolTaken) throw error;
      this.#trouble = words(error);
    }
  }

  async #persist(): Promise<void> {
    const since = this.#now() - this.#triedAt;
    if (this.#store === undefined && (since >= OPEN_AGAIN_MILLISECONDS || since < 0)) await this.#tryOpen().catch((error: unknown) => this.#note(error));
    const store = this.#store;
    if (store === undefined) return;
    for (let [held] = this.#held; held !== undefined; [held] = this.#held) {
      this.#writing = held;
      try {
        held.end = await store.append(held.request, this.#now());
      } catch (error) {
        this.#note(error);
        return;
      } finally {
        this.#writing = undefined;
      }
      this.#trouble = undefined;
      this.#shift();
    }
  }

  #note(error: unknown): void {
    this.#trouble = words(error);
  }

  #shift(): void {
    const first = this.#held.shift();
    this.#heldBytes -= first?.request.body.length ?? 0;
  }

  #bound(): void {
    while (this.#heldBytes > MOST_HELD_BYTES) {
      const index = this.#held.findIndex((held) => held !== this.#taken && held !== this.#writing);
      // The newest stays, however large.
      if (index < 0 || index === this.#held.length - 1) return;
      const [dropped] = this.#held.splice(index, 1);
      if (dropped === undefined) return;
      this.#heldBytes -= dropped.request.body.length;
      this.#drops.add('memory', { requests: 1, samples: dropped.request.samples }, `the disk does not take them (${this.#trouble ?? 'it does not answer'})`);
    }
  }
}

const WORDS: Readonly<Record<string, string>> = { ENOSPC: 'the disk is full', EDQUOT: 'the quota of the disk is used up', EROFS: 'the disk may only be read', EIO: 'the disk has a fault' };

function words(error: unknown): string {
  const code = errorCode(error);
  return error instanceof UserError ? error.line : (WORDS[code] ?? (code === '' ? errorMessage(error) : code));
}
