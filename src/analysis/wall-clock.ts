const SECOND = 1000;
const DAY = 86_400_000;
/** The last moment that a Date can hold, either way. */
export const LAST_TIME = 8.64e15;

/** Wall time as a day and a minute, 2026-11-28 17:05; undefined beyond what a Date can hold. */
export function wallMinute(wall: number): string | undefined {
  return Math.abs(wall) <= LAST_TIME ? new Date(wall).toISOString().replace(/:[^:]*$/, '').replace('T', ' ') : undefined;
}

/** Milliseconds from UTC to what a clock on the wall shows at that time, east positive; NaN beyond what a Date can hold. */
type Offset = (time: number) => number;

const offsetHere: Offset = (time) => -new Date(time).getTimezoneOffset() * 60 * SECOND;

function offsetIn(zone: string): Offset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  return (time) => {
    const whole = Math.floor(time / SECOND) * SECOND;
    if (!(Math.abs(whole) <= LAST_TIME)) return Number.NaN;
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(whole)) parts[type] = value;
    const part = (name: string): number => Number(parts[name] ?? 0);
    const year = parts['era'] === 'BC' ? 1 - part('year') : part('year');
    return wallTime(year, part('month'), part('day'), (part('hour') * 60 + part('minute')) * 60 * SECOND + part('second') * SECOND) - whole;
  };
}

/** A date and a time of day (ms after midnight) as wall time. Months from 1; a month or day too many leads into the next. */
export function wallTime(year: number, month: number, day: number, ofDay = 0): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) + ofDay;
}

/**
 * The clock on the wall of a time zone: of this computer, or of an IANA name (throws a `RangeError` for another one).
 * Wall time is a number of milliseconds too: that which would be the time if the wall were at Greenwich.
 */
export class WallClock {
  readonly #offset: Offset;

  constructor(zone?: string) {
    this.#offset = zone === undefined ? offsetHere : offsetIn(zone);
  }

  /** What the clock shows at that time. */
  show(time: number): number {
    return time + this.#offset(time);
  }

  /** When the clock shows this: once, never (it was put forward over it) or twice (it was put back), earliest first. */
  times(wall: number): number[] {
    // No zone is further than 14 hours from UTC, and none changes twice in two days.
    const times = [this.#offset(wall - DAY), this.#offset(wall + DAY)].map((offset) => wall - offset);
    return [...new Set(times)].filter((time) => this.show(time) === wall).sort((left, right) => left - right);
  }

  /** The one time that is meant, as Date has it: the first of two, and what was skipped is counted on from before. */
  time(wall: number): number {
    return this.times(wall)[0] ?? wall - this.#offset(wall - DAY);
  }
}
