import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import { HeadEncoder } from './codec/head-encoder.ts';
import type { Layout } from './codec/layout.ts';
import { WindowReader } from './codec/window.ts';
import type { MinuteRows } from './minutes.ts';
import { widthOf } from './open-window.ts';

const MOST_ROWS = 50_000;
/** Half a day: a window of minutes that is lost by a kill is made again from the samples, which have to be there yet. */
export const MOST_MINUTES = 720;
const LONGEST_MILLISECONDS = MOST_MINUTES * 60_000;

/** A chunk of minutes: from the first to the last, ms since the epoch, and whom it names. */
export interface TakenMinutes {
  readonly from: number;
  readonly to: number;
  readonly ticks: number;
  readonly rows: number;
  readonly blob: Uint8Array;
  readonly ids: readonly number[];
}

/** Minutes of one kind on their way into a chunk. */
export class MinuteWindow {
  readonly #encoder: HeadEncoder;
  readonly #heads: { readonly time: number; readonly head: Uint8Array }[] = [];
  readonly #ids = new Set<number>();

  constructor(layout: Layout) {
    this.#encoder = new HeadEncoder(layout);
  }

  get isFull(): boolean {
    // Of a slow recorder so many minutes would be days.
    const length = (this.#heads.at(-1)?.time ?? 0) - (this.#heads[0]?.time ?? 0);
    return this.#heads.length >= MOST_MINUTES || length >= LONGEST_MILLISECONDS || this.#encoder.rows + this.#encoder.rows / Math.max(1, this.#heads.length) > MOST_ROWS;
  }

  add({ time, frame, ids }: MinuteRows): void {
    this.#heads.push({ time, head: this.#encoder.encode(frame, ids) });
    for (const id of ids) this.#ids.add(id);
  }

  /** The chunk of all that was added, and a new beginning; undefined when nothing was. */
  take(): TakenMinutes | undefined {
    const [first, last] = [this.#heads[0], this.#heads.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const reader = new WindowReader(widthOf(this.#encoder.layout));
    for (const { time, head } of this.#heads) reader.read(time, head);
    const taken = { from: first.time, to: last.time, ticks: this.#heads.length, rows: this.#encoder.rows, blob: encodeChunk(reader.window(), METHOD.brotli), ids: [...this.#ids] };
    this.#heads.length = 0;
    this.#ids.clear();
    this.#encoder.restart();
    return taken;
  }
}
