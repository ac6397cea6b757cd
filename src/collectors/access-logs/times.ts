import { twoDigits } from './bytes.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const COLON = 58;

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Times outside of these are misread, not old: 1990 and 2100. */
export const EARLIEST = 631_152_000_000;
export const LATEST = 4_102_444_800_000;

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const MONTH_KEYS = new Map<number, number>(Array.from({ length: 12 }, (_, month) => {
  const at = (index: number): number => MONTHS.charCodeAt(month * 3 + index);
  return [(at(0) << 16) | (at(1) << 8) | at(2), month];
}));

/** The month (0 to 11) whose English abbreviation stands at `start`; -1. */
export function monthAt(bytes: Uint8Array, start: number): number {
  const key = (((bytes[start] ?? 0) | 32) << 16) | (((bytes[start + 1] ?? 0) | 32) << 8) | ((bytes[start + 2] ?? 0) | 32);
  return MONTH_KEYS.get(key) ?? -1;
}

/** Minutes east of UTC of a zone that is all of `bytes[start, end)`: `Z`, `+02:00`, `+0200`, `+02`; NaN. */
export function zoneMinutes(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  if (sign === 90 || sign === 122) return end === start + 1 ? 0 : Number.NaN;
  if (sign !== 43 && sign !== MINUS) return Number.NaN;
  const hours = twoDigits(bytes, start + 1);
  let minutes = 0;
  if (end > start + 3) minutes = twoDigits(bytes, bytes[start + 3] === COLON ? start + 4 : start + 3);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || end > start + 6) return Number.NaN;
  return sign === 43 ? hours * 60 + minutes : -hours * 60 - minutes;
}

/** Reads times as milliseconds of the epoch, remembering the day of the last one. NaN for what is no time. */
export class TimeReader {
  readonly #local: boolean;
  #high = 0;
  #low = 0;
  #dayStart = Number.NaN;
  /** Hour and minute that were read last, as they stand there, and their milliseconds. */
  #minuteKey = 0;
  #minute = Number.NaN;
  /** The same of a zone of five characters, the sign and what is behind it. */
  #sign = 0;
  #zoneKey = 0;
  #zone = Number.NaN;
  /** What the local zone was ahead of UTC in the hour that was asked for last. */
  #hour = Number.NaN;
  #ahead = 0;

  constructor(zone: 'utc' | 'local' = 'local') {
    this.#local = zone === 'local';
  }

  /** `17/May/2015:10:05:03 +0000` (nginx, Apache, Envoy and others), also with `.655` behind the seconds and without a zone (HAProxy). */
  clf(bytes: Uint8Array, start: number, end: number): number {
    const century = bytes[start + 7];
    if (end - start < 20 || (century !== 49 && century !== 50) || bytes[start + 2] !== SLASH || bytes[start + 6] !== SLASH) return Number.NaN;
    const high = ((bytes[start] ?? 0) << 24) | ((bytes[start + 1] ?? 0) << 16) | ((bytes[start + 3] ?? 0) << 8) | (bytes[start + 4] ?? 0);
    const low = ((bytes[start + 5] ?? 0) << 24) | ((bytes[start + 8] ?? 0) << 16) | ((bytes[start + 9] ?? 0) << 8) | (bytes[start + 10] ?? 0);
    if (high !== this.#high || low !== this.#low) {
      const day = twoDigits(bytes, start);
      const year = twoDigits(bytes, start + 7) * 100 + twoDigits(bytes, start + 9);
      this.#remember(year, monthAt(bytes, start + 3), day, high, low);
    }
    return this.#clock(bytes, start + 12, end);
  }

  /** `2018-11-30T22:23:00.186641Z`, RFC 3339 and what is near it: a space for T, a comma for the dot, no zone for local or UTC time. */
  iso(bytes: Uint8Array, start: number, end: number): number {
    const century = bytes[start];
    if (end - start < 19 || (century !== 49 && century !== 50) || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return Number.NaN;
    const high = ((bytes[start + 1] ?? 0) << 24) | ((bytes[start + 2] ?? 0) << 16) | ((bytes[start + 3] ?? 0) << 8) | (bytes[start + 5] ?? 0);
    const low = ((bytes[start + 6] ?? 0) << 24) | ((bytes[start + 8] ?? 0) << 16) | ((bytes[start + 9] ?? 0) << 8) | 1;
    if (high !== this.#high || low !== this.#low) {
      const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
      this.#remember(year, twoDigits(bytes, start + 5) - 1, twoDigits(bytes, start + 8), high, low);
    }
    return this.#clock(bytes, start + 11, end);
  }

  /** Milliseconds of the epoch by a calendar's numbers; `zone` NaN: local or UTC time by the setting. */
  calendar(year: number, month: number, day: number, milliseconds: number, zone: number): number {
    this.#remember(year, month, day, -1, -1);
    return this.#inZone(this.#dayStart + milliseconds, zone);
  }

  #remember(year: number, month: number, day: number, high: number, low: number): void {
    const time = year >= 1990 && year < 2100 && month >= 0 && month < 12 ? Date.UTC(year, month, day) : Number.NaN;
    const known = day >= 1 && !Number.isNaN(time) && new Date(time).getUTCDate() === day;
    this.#dayStart = known ? time : Number.NaN;
    this.#high = high;
    this.#low = low;
  }

  /** `10:05:03[.655][ ][zone]` of the remembered day. */
  #clock(bytes: Uint8Array, start: number, end: number): number {
    const minuteKey = ((bytes[start] ?? 0) << 24) | ((bytes[start + 1] ?? 0) << 16) | ((bytes[start + 3] ?? 0) << 8) | (bytes[start + 4] ?? 0);
    if (minuteKey !== this.#minuteKey) {
      const hours = twoDigits(bytes, start);
      const minutes = twoDigits(bytes, start + 3);
      this.#minuteKey = minuteKey;
      this.#minute = hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ? Number.NaN : hours * HOUR + minutes * MINUTE;
    }
    const seconds = twoDigits(bytes, start + 6);
    // A leap second is 60.
    if (seconds < 0 || seconds > 60) return Number.NaN;
    let time = this.#dayStart + this.#minute + seconds * 1000;
    let index = start + 8;
    if (index < end && (bytes[index] === DOT || bytes[index] === COMMA)) {
      let scale = 100;
      for (index += 1; index < end; index += 1) {
        const digit = (bytes[index] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        time += digit * scale;
        scale /= 10;
      }
    }
    if (bytes[index] === SPACE && index < end) index += 1;
    if (index >= end) return this.#inZone(time, Number.NaN);
    if (end !== index + 5) return time - zoneMinutes(bytes, index, end) * MINUTE;
    const sign = bytes[index] ?? 0;
    const zoneKey = ((bytes[index + 1] ?? 0) << 24) | ((bytes[index + 2] ?? 0) << 16) | ((bytes[index + 3] ?? 0) << 8) | (bytes[index + 4] ?? 0);
    if (zoneKey !== this.#zoneKey || sign !== this.#sign) {
      this.#zone = zoneMinutes(bytes, index, end);
      this.#zoneKey = zoneKey;
      this.#sign = sign;
    }
    return time - this.#zone * MINUTE;
  }

  #inZone(time: number, zone: number): number {
    if (!Number.isNaN(zone)) return time - zone * MINUTE;
    if (!this.#local) return time;
    const hour = Math.floor(time / HOUR);
    if (hour !== this.#hour) {
      const utc = new Date(time);
      const local = new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours()).getTime();
      this.#hour = hour;
      this.#ahead = hour * HOUR - local;
    }
    return time - this.#ahead;
  }
}
