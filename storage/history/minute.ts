import type { Chunk } from './codec/chunk.ts';

export const MINUTE = 60_000;

/** One minute of one kind in the making. */
export class Minute {
  readonly #slots = new Map<number, number>();
  readonly #byWho = new Map<string, number>();
  readonly ids: number[] = [];
  ticks = 0;
  /** By slot and column: the sum, or the last value. */
  sums: Float64Array;
  counts: Uint32Array;
  /** By slot and changing text. */
  readonly texts: string[][] = [];
  readonly lastSeen: number[] = [];

  readonly #width: number;
  readonly #whoOf: (id: number) => string;

  /** `whoOf`: what is the same for two numbers of one entity: another writer, within the minute, gave it another one. */
  constructor(width: number, whoOf: (id: number) => string) {
    this.#width = width;
    this.#whoOf = whoOf;
    this.sums = new Float64Array(64 * width);
    this.counts = new Uint32Array(64 * width);
  }

  slot(id: number): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const who = this.#whoOf(id);
    const slot = this.#byWho.get(who) ?? this.ids.length;
    this.#slots.set(id, slot);
    if (slot < this.ids.length) return slot;
    this.#byWho.set(who, slot);
    this.ids.push(id);
    this.texts.push([]);
    this.lastSeen.push(-1);
    if (this.ids.length * this.#width > this.sums.length) {
      const sums = new Float64Array(this.sums.length * 2);
      sums.set(this.sums);
      this.sums = sums;
      const counts = new Uint32Array(this.counts.length * 2);
      counts.set(this.counts);
      this.counts = counts;
    }
    return slot;
  }
}

interface Span {
  readonly time: number;
  /** Ticks. */
  readonly from: number;
  readonly to: number;
}

/** The minutes that the ticks later than `after` fall into. */
export function spansOf(times: readonly number[], after: number, length = MINUTE): Span[] {
  const spans: { time: number; from: number; to: number }[] = [];
  times.forEach((time, tick) => {
    if (time <= after) return;
    const begin = Math.floor(time / length) * length;
    const last = spans.at(-1);
    if (last?.time === begin) last.to = tick + 1;
    else spans.push({ time: begin, from: tick, to: tick + 1 });
  });
  return spans;
}

/** Where runs and minutes overlap: the place of the minute, the slot of the run in it, and the run's rows in a column. */
interface Overlaps {
  readonly count: number;
  readonly minutes: Uint32Array;
  readonly slots: Uint32Array;
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

/** Worked out once for all columns; gives each run its slot in each minute, and marks when it was seen there last. */
export function overlapsOf(chunk: Chunk, minutes: readonly (Span & { readonly minute: Minute; readonly ticksBefore: number })[]): Overlaps {
  // An overlap has a row of its own at least.
  const found = { minutes: new Uint32Array(chunk.rows), slots: new Uint32Array(chunk.rows), begins: new Uint32Array(chunk.rows), ends: new Uint32Array(chunk.rows) };
  let [base, count] = [0, 0];
  for (const { id, start, length } of chunk.runs) {
    for (const [place, { from, to, minute, ticksBefore }] of minutes.entries()) {
      const [first, end] = [Math.max(from, start), Math.min(to, start + length)];
      if (first >= end) continue;
      const slot = minute.slot(id);
      minute.lastSeen[slot] = ticksBefore + end - from;
      found.minutes[count] = place;
      found.slots[count] = slot;
      found.begins[count] = base + first - start;
      found.ends[count] = base + end - start;
      count += 1;
    }
    base += length;
  }
  return { count, ...found };
}
