import { LatestFrame } from '../../storage/history/latest-frame.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { findingFrame } from '../analysis/findings/found.ts';
import type { Frame } from '../model/frame.ts';
import { finding } from '../model/kinds/finding.ts';

/** What was stored longer ago does not hold any more, */
const FRESH_MILLISECONDS = 30_000;
/** unless whoever records takes longer from one sample to the next. */
const FRESH_SPACINGS = 3;
const DUE = 0.9;
/** Timers are late by some milliseconds, and clocks of two processes read apart: what is so little ahead is of now. */
const AHEAD_MILLISECONDS = 1000;

/** What another process that records here has found, which knows more of the past than one that has just begun. */
export class StoredFindings {
  readonly #reader: HistoryReader;
  readonly #latest: LatestFrame;
  readonly #interval: number;
  #last = Number.NEGATIVE_INFINITY;
  #frame: Frame;

  private constructor(reader: HistoryReader, intervalMilliseconds: number) {
    this.#reader = reader;
    this.#latest = new LatestFrame(reader.database, finding);
    this.#interval = intervalMilliseconds;
    this.#frame = findingFrame([]);
  }

  /** Rejects with a `UserError` when that history cannot be read. */
  static async open(folder: string, intervalMilliseconds: number): Promise<StoredFindings> {
    return new StoredFindings(await HistoryReader.open(folder), intervalMilliseconds);
  }

  /** What goes on now; none where it cannot be read. */
  observe(now: number): Frame {
    if (Math.abs(now - this.#last) < DUE * this.#interval) return this.#frame;
    this.#last = now;
    this.#frame = this.#read(now) ?? findingFrame([]);
    return this.#frame;
  }

  close(): void {
    this.#reader.close();
  }

  #read(now: number): Frame | undefined {
    try {
      const latest = this.#latest.read();
      if (latest === undefined) return undefined;
      const age = now - latest.time;
      return age >= -AHEAD_MILLISECONDS && age <= Math.max(FRESH_MILLISECONDS, FRESH_SPACINGS * latest.spacing) ? latest.frame : undefined;
    } catch {
      // A busy or damaged file: it is read again next time, and told of by whoever writes it.
      return undefined;
    }
  }
}
