import type { Expression } from '../ast.ts';
import type { SeriesSource } from '../value.ts';

/**
 * Work at one evaluation of all rules, in forecasts of less than two days of past (some 2 ms); one that looks back for days counts as so many.
 * The others' turn is at the next.
 */
const MOST_WORK = 80;
export const DEAR = 8;

/** What was told of a series. */
export interface Told {
  /** Counts the times to make it anew; below zero it is a line, until it is its turn. */
  readonly turn: number;
  readonly ahead: number;
  readonly share: number;
  /** Ms since the epoch, rising, and what will be then. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** What was told at the places of rules, and how many places asked at this time of evaluation and at the one before: they share the work. */
interface Memory {
  readonly told: WeakMap<Expression, Map<string, Told>>;
  time: number;
  places: number;
  placesBefore: number;
}

/** By the source, and by the place in a rule: both end, and so does what was told. */
const MEMORIES = new WeakMap<SeriesSource, Memory>();

export function memoryOf(source: SeriesSource, time: number): Memory {
  const memory = MEMORIES.get(source) ?? { told: new WeakMap<Expression, Map<string, Told>>(), time, places: 0, placesBefore: 1 };
  MEMORIES.set(source, memory);
  if (memory.time !== time) {
    memory.placesBefore = memory.places;
    memory.places = 0;
    memory.time = time;
  }
  memory.places += 1;
  return memory;
}

/** A part of a turn by which a series comes later than others: not all at once. */
export function offsetOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return (hash >>> 0) / 2 ** 32;
}

/** What one place may do at this time: they share the work. */
export const roomOf = ({ placesBefore }: Memory): number => Math.max(DEAR, MOST_WORK / Math.max(1, placesBefore));
