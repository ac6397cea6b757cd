import type { ByteReader, ByteWriter } from './bytes.ts';
import { CONDITIONS } from './conditions.ts';

/** A test's name and the figure it rests on. */
export interface TestFigure {
  readonly name: string;
  readonly figure: number;
}

export interface LeakVerdict {
  /** `LEAK` from a confidence of 0.8 on. */
  readonly word: 'growing' | 'LEAK';
  /** Share of such verdicts that are leaks, where about half of what is watched leaks. */
  readonly confidence: number;
  /** Units an hour, and its 90 % interval. */
  readonly slopePerHour: number;
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** Growth of the floor over `overSeconds`. */
  readonly rise: number;
  readonly overSeconds: number;
  /** Where what it rests on begins, ms since the epoch. */
  readonly sinceMilliseconds: number;
  /** The time it was last confirmed. */
  readonly atMilliseconds: number;
  /** Level of the pyramid it rests on, and its blocks; -1: lives pooled. */
  readonly level: number;
  readonly blockSeconds: number;
  /** What held, in the order of `CONDITIONS`; none for pooled lives. */
  readonly tests: readonly TestFigure[];
  /** Lives that grew to their end, of those that ended and were long enough to tell. */
  readonly livesGrown: number;
  readonly livesSeen: number;
}

/** From this confidence on a leak is called one. */
export const LEAK_CONFIDENCE = 0.8;
export const wordFor = (confidence: number): LeakVerdict['word'] => (confidence >= LEAK_CONFIDENCE ? 'LEAK' : 'growing');

const FIGURES = [
  'confidence', 'slopePerHour', 'slopeLow', 'slopeHigh', 'rise', 'overSeconds', 'sinceMilliseconds', 'atMilliseconds', 'level', 'blockSeconds', 'livesGrown', 'livesSeen',
] as const satisfies readonly (keyof LeakVerdict)[];

export function writeVerdict(verdict: LeakVerdict, to: ByteWriter): void {
  for (const figure of FIGURES) to.double(verdict[figure]);
  to.unsigned(verdict.tests.length);
  for (const { figure } of verdict.tests) to.double(figure);
}

export function readVerdict(from: ByteReader): LeakVerdict {
  const figures = {
    confidence: 0, slopePerHour: 0, slopeLow: 0, slopeHigh: 0, rise: 0, overSeconds: 0, sinceMilliseconds: 0, atMilliseconds: 0, level: 0, blockSeconds: 0, livesGrown: 0, livesSeen: 0,
  };
  for (const figure of FIGURES) figures[figure] = from.finite();
  const tests = Array.from({ length: from.unsigned(CONDITIONS.length) }, (_, index): TestFigure => ({ name: CONDITIONS[index]?.name ?? '', figure: from.double() }));
  return { word: wordFor(figures.confidence), ...figures, tests };
}
