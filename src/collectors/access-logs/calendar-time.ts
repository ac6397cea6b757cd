import { parseDecimal } from './bytes.ts';
import { CALENDAR, OPERATION, type TemplatePart, type TemplateStep } from './template-step.ts';
import { monthAt, type TimeReader, zoneMinutes } from './times.ts';

/** The parts of strftime(3) that a log's time is made of: which part, and how many characters it has. */
const DIRECTIVES: Readonly<Record<string, readonly [part: number, width: number] | string>> = {
  Y: [CALENDAR.year, 4], y: [CALENDAR.shortYear, 2], m: [CALENDAR.month, 2], b: [CALENDAR.monthName, 3], h: [CALENDAR.monthName, 3], d: [CALENDAR.day, 2], e: [CALENDAR.day, 2],
  H: [CALENDAR.hour, 2], M: [CALENDAR.minute, 2], S: [CALENDAR.second, 2], z: [CALENDAR.zone, 5], T: '%H:%M:%S', F: '%Y-%m-%d', R: '%H:%M', D: '%m/%d/%y',
};

/**
 * The parts of a time in a format of strftime(3), with Envoy's `%3f`; undefined for a directive that is not known.
 * `at` is where it stands in the whole format, `atStart` whether the time is that of the request's start.
 */
export function calendarParts(format: string, at: number, atStart: boolean): TemplatePart[] | undefined {
  const expanded = format.replaceAll(/%([TFRD])/g, (whole, letter: string) => {
    const directive = DIRECTIVES[letter];
    return typeof directive === 'string' ? directive : whole;
  });
  const parts: TemplatePart[] = [];
  for (const [whole, width, letter] of expanded.matchAll(/%([1-9]?)([A-Za-z])|[^%]+|%%/g)) {
    if (letter === undefined) {
      parts.push({ literal: whole === '%%' ? '%' : whole });
    } else if (letter === 'f') {
      parts.push({ name: whole, at, meaning: { operation: OPERATION.calendar, part: CALENDAR.fraction, width: width === undefined || width === '' ? 9 : Number(width), atStart } });
    } else {
      const directive = DIRECTIVES[letter];
      if (directive === undefined || typeof directive === 'string') return undefined;
      parts.push({ name: whole, at, meaning: { operation: OPERATION.calendar, part: directive[0], width: directive[1], atStart } });
    }
  }
  return parts;
}

/** Collects the parts of one line's time. */
export class CalendarTime {
  readonly #times: TimeReader;
  readonly #parts = new Float64Array(10);

  constructor(times: TimeReader) {
    this.#times = times;
    this.#forget();
  }

  /** False for what is no such part. */
  take(step: TemplateStep, bytes: Uint8Array, start: number, end: number): boolean {
    let value: number;
    if (step.part === CALENDAR.monthName) value = monthAt(bytes, start);
    else if (step.part === CALENDAR.zone) value = zoneMinutes(bytes, start, end);
    // %e is padded with a space.
    else value = parseDecimal(bytes, bytes[start] === 32 ? start + 1 : start, end);
    if (Number.isNaN(value) || (step.part !== CALENDAR.zone && value < 0)) return false;
    if (step.part === CALENDAR.fraction) value = (value / 10 ** (end - start)) * 1000;
    if (step.part === CALENDAR.monthName) this.#parts[CALENDAR.month] = value + 1;
    else this.#parts[step.part] = value;
    return true;
  }

  /** Milliseconds of the epoch; NaN where parts are missing or wrong. A fraction alone is added to what else told the time. */
  time(base: number): number {
    const at = (part: number): number => this.#parts[part] ?? Number.NaN;
    const year = Number.isNaN(at(CALENDAR.year)) ? 2000 + at(CALENDAR.shortYear) : at(CALENDAR.year);
    const seconds = at(CALENDAR.second);
    const known = at(CALENDAR.hour) < 24 && at(CALENDAR.minute) < 60 && seconds <= 60;
    const clock = (at(CALENDAR.hour) * 3600 + at(CALENDAR.minute) * 60 + seconds) * 1000 + at(CALENDAR.fraction);
    const time = Number.isNaN(at(CALENDAR.day)) ? base + at(CALENDAR.fraction) : known ? this.#times.calendar(year, at(CALENDAR.month) - 1, at(CALENDAR.day), clock, at(CALENDAR.zone)) : Number.NaN;
    this.#forget();
    return time;
  }

  #forget(): void {
    this.#parts.fill(Number.NaN);
    this.#parts[CALENDAR.fraction] = 0;
  }
}
