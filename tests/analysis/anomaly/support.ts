import { AnomalyDetector, type Finding } from '../../../src/analysis/anomaly/detector.ts';

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bell-shaped noise within -2..2, in steps of 2^-20, so that whole numbers can be added without rounding. */
export function noise(seed: number): () => number {
  const next = random(seed);
  return () => Math.round((next() + next() + next() + next() - 2) * 2 ** 20) / 2 ** 20;
}

export const FIVE_MINUTES = 300_000;

export interface Alert extends Finding {
  readonly row: number;
}

/** What a new detector alerts on, with the row. */
export function alertsOf(values: readonly number[], step = FIVE_MINUTES, detector = new AnomalyDetector()): Alert[] {
  return values.flatMap((value, row) => {
    const { alert, finding } = detector.update(row * step, value);
    return alert && finding !== undefined ? [{ row, ...finding }] : [];
  });
}

export const series = (rows: number, value: (row: number) => number): number[] => Array.from({ length: rows }, (_, row) => value(row));
