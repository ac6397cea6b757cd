import { median } from '../statistics/median.ts';
import type { SteadyClock } from './clock-changes.ts';
import { DAY } from './grid.ts';
import { mean } from './moments.ts';

/** Weeks whose Sundays tell a holiday where none has been yet. */
const SUNDAYS = 4;
/** How much less sure a holiday is than another day, and by which part of what it changes. */
const WIDER = 1.5;
const UNSURE_PART = 0.15;

/** When values are, and which days are unlike others. */
export interface Calendar {
  /** Seconds since the epoch of what comes next; the last value is one step before. */
  readonly next: number;
  readonly step: number;
  readonly clock: SteadyClock;
  /** YYYY-MM-DD. */
  readonly days: ReadonlySet<string>;
}

interface Moment {
  readonly holiday: boolean;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Steps since midnight. */
  readonly slot: number;
}

/** The series as if its holidays had been usual days, and what a holiday makes of a usual day. */
export class Holidays {
  readonly values: Float64Array;
  readonly #original: Float64Array;
  readonly #calendar: Calendar;
  readonly #week: number;
  readonly #positive: boolean;
  /** By slot: the usual factor (or difference, where something is negative) of earlier holidays. NaN: none known. */
  readonly #effects: Float64Array;
  /** By index: asking a clock takes its time. */
  readonly #moments: Moment[] = [];
  /** Holidays on working days that are known. */
  readonly seen: number;

  constructor(values: Float64Array, calendar: Calendar) {
    this.#original = values;
    this.#calendar = calendar;
    this.#week = (7 * DAY) / calendar.step;
    this.#positive = values.every((value) => value >= 0);
    const slots = Math.max(1, DAY / calendar.step);
    const found = Array.from({ length: slots }, (): number[] => []);
    const days = new Set<number>();
    this.values = values.slice();
    values.forEach((value, index) => {
      const { holiday, weekday, slot } = this.#moment(index);
      const usual = holiday ? this.#usual(index) : Number.NaN;
      if (!Number.isFinite(usual)) return;
      this.values[index] = usual;
      if (weekday === 0 || weekday === 6 || (this.#positive && !(usual > 0))) return;
      found[slot]?.push(this.#positive ? value / usual : value - usual);
      days.add(Math.floor((index - slot) / slots));
    });
    this.seen = days.size;
    this.#effects = Float64Array.from(found, (_, slot) => median([-1, 0, 1].flatMap((beside) => found[(slot + beside + slots) % slots] ?? [])));
  }

  /** Whether holidays can be told apart by this step. */
  static tell(step: number): boolean {
    return step <= DAY && Number.isInteger(DAY / step);
  }

  #moment(index: number): Moment {
    return (this.#moments[index] ??= this.#momentAt(index));
  }

  #momentAt(index: number): Moment {
    const { next, step, clock, days } = this.#calendar;
    // The middle of a step: values on the border of a day belong to what follows.
    const shown = clock.show((next + (index - this.#original.length) * step) * 1000) + (step < DAY ? 1 : step * 500);
    const day = Math.floor(shown / (DAY * 1000));
    const date = Math.abs(shown) < 8e15 ? new Date(shown).toISOString().slice(0, 10) : '';
    return { holiday: days.has(date), weekday: (((day + 4) % 7) + 7) % 7, slot: step < DAY ? Math.floor((shown - day * DAY * 1000) / (step * 1000)) : 0 };
  }

  /** What the same time of the weeks around was that are no holidays; NaN where there is none. */
  #usual(index: number): number {
    const around = (weeks: readonly number[]): number[] => weeks.map((week) => index + week * this.#week)
      .filter((place) => place >= 0 && place < this.#original.length && !this.#moment(place).holiday).map((place) => this.#original[place] ?? 0);
    const near = around([-1, 1]);
    const found = near.length > 0 ? near : around([-2, 2]);
    return found.length > 0 ? mean(found) : Number.NaN;
  }

  /** What the last Sundays were at a slot, on the level of what is told now. */
  #sunday(slot: number, level: number): number {
    const found: number[] = [];
    const from = Math.max(0, this.#original.length - SUNDAYS * this.#week);
    for (let index = from; index < this.#original.length; index += 1) {
      const moment = this.#moment(index);
      if (moment.weekday === 0 && moment.slot === slot && !moment.holiday) found.push(this.#original[index] ?? 0);
    }
    const before = mean(this.values, from);
    return this.#positive && before > 0 ? median(found) * (level / before) : median(found) + level - before;
  }

  /** Tells holidays among points by the effect of earlier ones, or by Sundays; they are less sure. How many steps were holidays. */
  apply(points: Float64Array, scale: Float64Array): number {
    const level = mean(points);
    let count = 0;
    const usual = points.slice();
    usual.forEach((point, ahead) => {
      const { holiday, weekday, slot } = this.#moment(this.#original.length + ahead);
      if (!holiday) return;
      count += 1;
      const effect = this.#effects[slot] ?? Number.NaN;
      const byEffect = this.#positive ? point * effect : point + effect;
      // Days off are days off already.
      const told = weekday === 0 || weekday === 6 ? point : Number.isFinite(effect) ? byEffect : this.#sunday(slot, level);
      if (!Number.isFinite(told)) return;
      points[ahead] = told;
      scale[ahead] = WIDER * (scale[ahead] ?? 0) + UNSURE_PART * Math.abs(told - point);
    });
    return count;
  }
}
