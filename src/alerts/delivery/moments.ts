import { LAST_TIME, WallClock } from '../../analysis/wall-clock.ts';

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** `2026-11-28T10:10:00+01:00`, by the clock on the wall. `time` in ms since the epoch. */
export function isoTime(time: number, clock: WallClock): string {
  const wall = Math.abs(time) <= LAST_TIME ? clock.show(time) : Number.NaN;
  if (!(Math.abs(wall) <= LAST_TIME)) return 'an unknown time';
  const minutes = Math.round((wall - time) / 60_000);
  const zone = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
  return new Date(wall).toISOString().replace(/\.\d{3}Z$/, zone);
}

/** `2026-11-28T09:10:00.000Z`; null where there is no such time. */
export const utcTime = (time: number): string | null => (Math.abs(time) <= LAST_TIME ? new Date(time).toISOString() : null);

/** A length of time in its two largest units: `42 s`, `5 min`, `3 h 12 min`, `12 d 4 h`. */
export function lengthWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = (count: number, unit: string) => (count === 0 ? '' : ` ${count} ${unit}`);
  if (hours < 24) return `${hours} h${rest(minutes % 60, 'min')}`;
  return `${Math.floor(hours / 24)} d${rest(hours % 24, 'h')}`;
}
