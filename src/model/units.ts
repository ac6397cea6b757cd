/** Units that a number field may have. `percent`: 100 is one core, or the whole of what is measured. `latency`: seconds, mostly far below one. */
export const UNITS = [
  'count', 'id', 'percent', 'bytes', 'bytesPerSecond', 'perSecond', 'seconds', 'latency', 'timestamp', 'celsius', 'level',
] as const;
export type Unit = (typeof UNITS)[number];

const BINARY = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const;
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P'] as const;

function scaled(value: number, base: number, suffixes: readonly string[]): string {
  let magnitude = Math.abs(value);
  let step = 0;
  while (magnitude >= 999.5 && step < suffixes.length - 1) {
    magnitude /= base;
    step += 1;
  }
  const digits = step === 0 || magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${magnitude.toFixed(step === 0 && !Number.isInteger(value) && magnitude < 10 ? 1 : digits)}${suffixes[step] ?? ''}`;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** A length of time in at most 8 characters: `4:07.31`, `3h12m`, `12d04h`. */
export function formatDuration(exact: number): string {
  // Rounded first: 59.999 is 1:00.00, not 0:60.00.
  const seconds = Math.round(exact * 100) / 100;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h${two((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d${two((seconds % 86_400) / 3600)}h`;
}

/** A short length of time in at most 6 characters: `340us`, `12.3ms`, `1.25s`, `2m05s`. */
export function formatLatency(seconds: number): string {
  const magnitude = Math.abs(seconds);
  if (magnitude >= 59.995) return magnitude < 3600 ? `${Math.floor(seconds / 60)}m${two(seconds % 60)}s` : formatDuration(seconds);
  const [value, unit] = magnitude >= 0.9995 ? [seconds, 's'] : magnitude >= 0.000_999_5 ? [seconds * 1e3, 'ms'] : [seconds * 1e6, 'us'];
  if (magnitude === 0) return '0';
  const size = Math.abs(value);
  return `${value.toFixed(unit === 'us' || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)}${unit}`;
}

/** A point in time, short: the time of day within 20 hours of `now`, else the date. Local time zone. */
export function formatTimestamp(epochSeconds: number, now: number): string {
  const date = new Date(epochSeconds * 1000);
  if (Math.abs(now - epochSeconds) < 72_000) return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`.slice(2);
}

/** What an unknown value (NaN) looks like. */
export const UNKNOWN = '-';

/**
 * A value as a person reads it, at most 8 characters. NaN is "not known" and shown as `-`.
 * `now`, in epoch seconds, decides whether a timestamp is shown as a time or a date.
 */
export function formatValue(unit: Unit, value: number, now = 0): string {
  if (Number.isNaN(value)) return UNKNOWN;
  switch (unit) {
    case 'id':
    case 'level':
      return String(value);
    case 'count':
      return Number.isInteger(value) && Math.abs(value) < 100_000 ? String(value) : scaled(value, 1000, DECIMAL);
    case 'percent':
      return value >= 999.95 ? value.toFixed(0) : value.toFixed(1);
    case 'bytes':
    case 'bytesPerSecond':
      return scaled(value, 1024, BINARY);
    case 'perSecond':
      return scaled(value, 1000, DECIMAL);
    case 'seconds':
      return formatDuration(value);
    case 'latency':
      return formatLatency(value);
    case 'timestamp':
      return formatTimestamp(value, now);
    case 'celsius':
      return `${value.toFixed(0)}°C`;
  }
}

const SCALES = ['k', 'm', 'g', 't', 'p', 'e'] as const;
/** `ki` and `kib` are binary for all, `kb` decimal; a bare `k` is what the unit's own figures use. */
const multipliers = (base: number): Readonly<Record<string, number>> => Object.fromEntries([
  ['', 1], ['%', 1],
  ...SCALES.flatMap((letter, index): [string, number][] => {
    const [decimal, binary] = [1000 ** (index + 1), 1024 ** (index + 1)];
    return [[letter, base ** (index + 1)], [`${letter}b`, decimal], [`${letter}i`, binary], [`${letter}ib`, binary]];
  }),
]);
const COUNTS = multipliers(1000);
const BYTES: Readonly<Record<string, number>> = { ...multipliers(1024), b: 1 };
const SECONDS: Readonly<Record<string, number>> = { '': 1, us: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a figure a person typed for a field of the given unit: `5`, `80%`, `2GiB`, `500M`, `90s`, `2h`.
 * A bare K, M or G on bytes is binary, as in every top; `kB`, `MB`, `GB` are decimal. Undefined if it is none.
 */
export function parseValue(unit: Unit, text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?)\s*([a-z%]*)(?:\/s)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const suffix = (match[2] ?? '').toLowerCase();
  const bytes = unit === 'bytes' || unit === 'bytesPerSecond';
  const table = unit === 'seconds' || unit === 'latency' || unit === 'timestamp' ? SECONDS : bytes ? BYTES : COUNTS;
  const factor = Object.hasOwn(table, suffix) ? table[suffix] : undefined;
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
