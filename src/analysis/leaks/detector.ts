import { median } from '../statistics/median.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { CONDITIONS, failing } from './conditions.ts';
import { confidenceOf, confidenceOfLives } from './confidence.ts';
import { Examination } from './examination.ts';
import { grew, LIVES_KEPT, pool, readLives, summarise, writeLives, type LifeSummary } from './lives.ts';
import type { LeakMetric } from './metrics.ts';
import { blockSeconds, LEVELS, Pyramid } from './pyramid.ts';
import { KEPT } from './series.ts';
import { readVerdict, wordFor, writeVerdict, type LeakVerdict } from './verdict.ts';
import { Window } from './window.ts';

/** Blocks below which a window is not tested, and the sizes tested. */
const LEAST_BLOCKS = 12;
const SIZES = [KEPT / 2, (3 * KEPT) / 4, KEPT] as const;
/** Fewer samples in a block make no floor. */
const LEAST_SAMPLES = 2.5;
/** Nor do fewer seconds tell growth from a start. */
const LEAST_SPAN = 470;
const HOUR = 3600;
/** Share of the rise that may be given back before a verdict is dropped. */
const GIVEN_BACK = 0.3;
/** A verdict that was not confirmed for so many times its span is dropped. */
const STALE = 1.5;
/** The slope is not known better than this. */
const LEAST_INTERVAL = 0.05;
const ALL_PASSED = 2 ** (LEVELS * SIZES.length) - 1;
const LONGEST_GAP = 30 * 86_400_000;

/** What holds at present. */
interface Held {
  readonly verdict: LeakVerdict;
  readonly last: number;
  readonly seconds: number;
}

/** Watches one metric of one service, over restarts, for growth that does not end. */
export class LeakDetector {
  readonly #metric: LeakMetric;
  readonly #pyramid = new Pyramid();
  /** One bit for each level and size: it passed when it was last tested. */
  #passed = 0;
  #lives: LifeSummary[] = [];
  #birth = Number.NaN;
  #last = Number.NaN;
  /** Milliseconds that the clock was set back, in all. */
  #setBack = 0;
  #held: Held | undefined;

  constructor(metric: LeakMetric) {
    this.#metric = metric;
  }

  /** A value at a time (ms since the epoch); `workRate` is CPU ticks or requests a second, NaN where not known. */
  update(timeMilliseconds: number, value: number, workRate: number): void {
    if (!Number.isFinite(timeMilliseconds) || !Number.isFinite(value)) return;
    let time = timeMilliseconds + this.#setBack;
    if (time < this.#last) {
      this.#setBack += this.#last - time;
      time = this.#last;
    }
    // A clock that was set right after the start, or a machine that slept for weeks: what was seen has no place on this line.
    if (time - this.#last > LONGEST_GAP) {
      this.#begin();
      this.#held = undefined;
    }
    if (Number.isNaN(this.#birth)) this.#birth = time;
    this.#last = time;
    const closed = this.#pyramid.add((time - this.#birth) / 1000, value, Number.isFinite(workRate) ? workRate : 0);
    if (closed !== 0) this.#closed(closed);
  }

  /** The process ended and another took its place. */
  restarted(timeMilliseconds: number): void {
    const summary = summarise(this.#pyramid);
    if (summary !== undefined) {
      this.#lives.push(summary);
      if (this.#lives.length > LIVES_KEPT) this.#lives.shift();
      this.#held = this.#pooled();
    } else if (this.#held?.verdict.level !== -1) this.#held = undefined;
    this.#begin();
    if (Number.isFinite(timeMilliseconds)) this.#last = Math.max(this.#last, timeMilliseconds + this.#setBack);
  }

  #begin(): void {
    this.#pyramid.clear();
    this.#passed = 0;
    this.#birth = Number.NaN;
  }

  /** What holds now; undefined while nothing grows. */
  verdict(): LeakVerdict | undefined {
    return this.#held?.verdict;
  }

  #closed(levels: number): void {
    for (let level = 0; level < LEVELS; level += 1) {
      if ((levels & (1 << level)) === 0) continue;
      const { closed, samples } = this.#pyramid.levels[level] ?? {};
      if (closed === undefined || samples === undefined || samples < LEAST_SAMPLES || closed.count < LEAST_BLOCKS) continue;
      // Each second block: neighbours say nearly the same.
      if (((closed.numbers[closed.count - 1] ?? 0) & 1) === 0) continue;
      this.#release(level, closed.floors[closed.count - 1] ?? 0);
      SIZES.forEach((size, index) => {
        if (index === 0 || closed.count > (SIZES[index - 1] ?? 0)) this.#examine(level, size, level * SIZES.length + index);
      });
    }
  }

  /** Drops what holds no longer: given back, or not seen again for as long as it had lasted. */
  #release(level: number, floor: number): void {
    const held = this.#held;
    if (held === undefined || level < held.verdict.level) return;
    const stale = this.#now() - held.seconds > STALE * held.verdict.overSeconds;
    const pooled = held.verdict.level === -1;
    if (stale || (!pooled && floor < held.last - GIVEN_BACK * held.verdict.rise)) this.#held = undefined;
  }

  #now(): number {
    return (this.#last - this.#birth) / 1000;
  }

  #examine(level: number, size: number, slot: number): void {
    const closed = this.#pyramid.levels[level]?.closed;
    if (closed === undefined) return;
    const peakOfLives = this.#lives.reduce((high, { peak }) => Math.max(high, peak), -Infinity);
    const window = new Window(closed, level, blockSeconds(level), size, closed.peak);
    const examined = new Examination(this.#metric, window, this.#pyramid.life, this.#pyramid.lifeBlockSeconds, peakOfLives);
    const bit = 1 << slot;
    const before = (this.#passed & bit) !== 0;
    if (examined.spanSeconds < LEAST_SPAN || failing(examined) !== undefined) {
      this.#passed &= ~bit;
      return;
    }
    this.#passed |= bit;
    if (!before) return;
    const confidence = confidenceOf(examined);
    const held = this.#held?.verdict;
    if (held !== undefined && held.confidence > confidence) return;
    this.#held = { verdict: this.#verdictOf(examined, confidence), last: examined.thirds.last, seconds: this.#now() };
  }

  #verdictOf(examined: Examination, confidence: number): LeakVerdict {
    const { window, line, thirds, spanSeconds } = examined;
    const { slope = 0, low = 0, high = 0 } = line ?? {};
    return {
      word: wordFor(confidence), confidence,
      slopePerHour: slope * HOUR, slopeLow: Math.min(low, slope * (1 - LEAST_INTERVAL)) * HOUR, slopeHigh: Math.max(high, slope * (1 + LEAST_INTERVAL)) * HOUR,
      rise: thirds.rise, overSeconds: spanSeconds,
      sinceMilliseconds: this.#birth - this.#setBack + ((window.seconds[0] ?? 0) - window.blockSeconds / 2) * 1000, atMilliseconds: this.#last - this.#setBack,
      level: window.level, blockSeconds: window.blockSeconds,
      tests: CONDITIONS.map(({ name, figure }) => ({ name, figure: figure(examined) })),
      livesGrown: this.#lives.filter((life) => grew(life, this.#metric)).length, livesSeen: this.#lives.length,
    };
  }

  #pooled(): Held | undefined {
    const pooled = pool(this.#lives, this.#metric);
    if (pooled === undefined) return undefined;
    const confidence = confidenceOfLives(pooled.lives, pooled.seconds);
    const slope = median(pooled.slopes);
    const verdict: LeakVerdict = {
      word: wordFor(confidence), confidence,
      slopePerHour: slope * HOUR, slopeLow: Math.min(...pooled.slopes) * HOUR, slopeHigh: Math.max(...pooled.slopes) * HOUR,
      rise: pooled.rise, overSeconds: pooled.seconds / pooled.lives, sinceMilliseconds: this.#last - this.#setBack - pooled.seconds * 1000, atMilliseconds: this.#last - this.#setBack,
      level: -1, blockSeconds: 0, tests: [], livesGrown: pooled.grown, livesSeen: pooled.lives,
    };
    return { verdict, last: 0, seconds: 0 };
  }

  /** All that is remembered, some 1 to 5 kB. */
  write(to: ByteWriter): void {
    for (const value of [this.#birth, this.#last, this.#setBack]) to.double(value);
    to.unsigned(this.#passed);
    this.#pyramid.write(to);
    writeLives(this.#lives, to);
    to.byte(this.#held === undefined ? 0 : 1);
    if (this.#held === undefined) return;
    to.double(this.#held.last);
    to.double(this.#held.seconds);
    writeVerdict(this.#held.verdict, to);
  }

  /** A detector as it was written; refuses what cannot be one. */
  static read(metric: LeakMetric, from: ByteReader): LeakDetector {
    const detector = new LeakDetector(metric);
    detector.#birth = from.double();
    detector.#last = from.double();
    detector.#setBack = from.finite();
    detector.#passed = from.unsigned(ALL_PASSED);
    detector.#pyramid.read(from);
    detector.#lives = readLives(from);
    if (from.byte() === 1) detector.#held = { last: from.finite(), seconds: from.finite(), verdict: readVerdict(from) };
    // NaN where there is none yet.
    if (detector.#birth > detector.#last || Math.abs(detector.#birth) === Infinity || Math.abs(detector.#last) === Infinity) from.refuse();
    return detector;
  }
}
