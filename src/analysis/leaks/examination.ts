import { kendallTau } from '../statistics/kendall.ts';
import { DEVIATION_OF_MAD, medianAbsoluteDeviation } from '../statistics/median.ts';
import { theilSen, type RobustLine } from '../statistics/theil-sen.ts';
import type { Blocks } from './blocks.ts';
import type { LeakMetric } from './metrics.ts';
import { straightSlope } from './straight.ts';
import { largestStep, lastPace, thirdsOf, type Thirds, type Window } from './window.ts';
import { workEffect, type WorkEffect } from './work.ts';

/** How much wider Sen's interval is than for independent values: floors of neighbouring blocks are alike. */
const SERIAL_VARIANCE = 9;
const HOUR = 3600;
/** Growth that began late is so many times what the floor moved before. */
const LATE_RISE = 1.5;

/** The figures of one window, worked out when a condition first asks: most windows fail the cheap ones. */
export class Examination {
  readonly metric: LeakMetric;
  readonly window: Window;
  readonly thirds: Thirds;
  readonly life: Blocks;
  readonly lifeBlockSeconds: number;
  /** The highest floor of the lives before; -Infinity when there were none. */
  readonly peakOfLives: number;
  #line: RobustLine | undefined;
  #noise: number | undefined;
  #work: WorkEffect | undefined;
  #worked = false;

  constructor(metric: LeakMetric, window: Window, life: Blocks, lifeBlockSeconds: number, peakOfLives: number) {
    this.metric = metric;
    this.window = window;
    this.life = life;
    this.lifeBlockSeconds = lifeBlockSeconds;
    this.peakOfLives = peakOfLives;
    this.thirds = window.thirds;
  }

  get spanSeconds(): number {
    return this.window.spanSeconds;
  }

  /** The growth somebody should care about. */
  get material(): number {
    const { material, share, shareOfHour } = this.metric;
    return Math.max(material, (this.spanSeconds <= HOUR ? shareOfHour : share) * this.thirds.last);
  }

  get line(): RobustLine | undefined {
    this.#line ??= theilSen(this.window.seconds, this.window.floors, this.window.count, SERIAL_VARIANCE);
    return this.#line;
  }

  /** Standard deviation of the floor about its line, robustly. */
  get noise(): number {
    if (this.#noise === undefined) {
      const { seconds, floors, count } = this.window;
      const slope = this.line?.slope ?? 0;
      this.#noise = DEVIATION_OF_MAD * medianAbsoluteDeviation(floors.map((floor, index) => floor - slope * (seconds[index] ?? 0)), count);
    }
    return this.#noise;
  }

  get tau(): number {
    return kendallTau(this.window.seconds, this.window.floors, this.window.count);
  }

  get largestStep(): number {
    return largestStep(this.window.floors, this.window.count);
  }

  get work(): WorkEffect | undefined {
    if (!this.#worked) {
      this.#work = workEffect(this.window);
      this.#worked = true;
    }
    return this.#work;
  }

  /** How the last quarter of the window grew: 1 is as fast as the others. */
  get lastQuarterPace(): number {
    return lastPace(this.window.floors, this.window.count, 4);
  }

  /** How the last sixth grew, work taken away: a cache that filled for most of the window has stopped by now. */
  get lastSixthPace(): number {
    return lastPace(this.work?.adjusted ?? this.window.floors, this.window.count, 6);
  }

  /** Thirds of the whole life, its first block (the start) left out. */
  get lifeThirds(): Thirds {
    return thirdsOf(this.life.floors, 1, Math.max(0, this.life.count - 1));
  }

  /** The second part of the life's growth as a share of both; half of it where the life grows evenly. */
  get secondShareOfLife(): number {
    if (this.late) return 1;
    const { firstRise, secondRise } = this.lifeThirds;
    return (secondRise + this.metric.quantum) / (Math.abs(firstRise) + Math.abs(secondRise) + 1e-9);
  }

  /**
   * Whether growth began late in the life: more in the window than ever before, in at least as much time. No warm-up
   * and no logarithm does that, and what the whole life did says nothing about it.
   */
  get late(): boolean {
    const { seconds, range } = this.before;
    return seconds >= this.spanSeconds && this.thirds.rise >= LATE_RISE * range;
  }

  /** The share of the window's rise that a straight line has in the life's growth, logarithm and work aside. */
  get straightShare(): number {
    const { seconds, count } = this.window;
    if (this.late) return 1;
    const straight = straightSlope(this.life);
    if (straight === undefined) return 1;
    // Within an hour a start that settles can bend a logarithm straight: one standard error to the safe side.
    const slope = straight.slope - (this.spanSeconds <= HOUR ? straight.error : 0);
    const apart = (seconds[count - 1] ?? 0) - (seconds[0] ?? 0);
    return ((slope / this.lifeBlockSeconds) * apart * 2) / 3 / Math.max(this.thirds.rise, 1e-9);
  }

  /** How long the life was before the window, and how far its floor moved then. */
  get before(): { readonly seconds: number; readonly range: number } {
    const start = (this.window.seconds[0] ?? 0) - this.window.blockSeconds / 2;
    let [lowest, highest, blocks] = [Infinity, -Infinity, 0];
    for (let index = 1; index < this.life.count; index += 1) {
      if (((this.life.numbers[index] ?? 0) + 1) * this.lifeBlockSeconds > start) break;
      lowest = Math.min(lowest, this.life.floors[index] ?? 0);
      highest = Math.max(highest, this.life.floors[index] ?? 0);
      blocks += 1;
    }
    return { seconds: blocks * this.lifeBlockSeconds, range: Math.max(0, highest - lowest) };
  }
}
