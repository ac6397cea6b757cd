/** Milliseconds since the epoch as date and time of day, local. */
export const momentWords = (time: number): string => (Number.isNaN(time) ? '-' : new Date(time).toLocaleString('sv'));

/** A length of time in its two largest units: `48s`, `4m 05s`, `1h 48m`, `3d 4h`. */
export function lengthWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** How long ago that was. */
export const agoWords = (time: number, now: number): string => `${lengthWords(now - time)} ago`;
