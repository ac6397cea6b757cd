import { goFloat } from '../language/go-float.ts';
import { numberOf, printf, type Printed, significant, textOf } from './printf.ts';

/** A function of templates. */
export interface Filter {
  readonly least: number;
  readonly most: number;
  readonly help: string;
  readonly work: (args: readonly Printed[]) => Printed;
}

const MOST_SECONDS = 8.64e12;
const fourDigits = (value: number): string => significant(value, 4);
const one = (help: string, work: (value: number) => string): Filter => ({
  least: 1, most: 1, help, work: ([value]) => (Number.isFinite(numberOf(value)) ? work(numberOf(value)) : goFloat(numberOf(value))),
});
const word = (help: string, work: (value: string) => string): Filter => ({ least: 1, most: 1, help, work: ([value]) => work(textOf(value)) });

function humanize(value: number): string {
  if (value === 0) return fourDigits(value);
  let left = value;
  let prefix = '';
  if (Math.abs(left) >= 1) {
    for (const each of ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']) {
      if (Math.abs(left) < 1000) break;
      prefix = each;
      left /= 1000;
    }
  } else {
    for (const each of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
      if (Math.abs(left) >= 1) break;
      prefix = each;
      left *= 1000;
    }
  }
  return `${fourDigits(left)}${prefix}`;
}

function humanize1024(value: number): string {
  if (Math.abs(value) <= 1) return fourDigits(value);
  let left = value;
  let prefix = '';
  for (const each of ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']) {
    if (Math.abs(left) < 1024) break;
    prefix = each;
    left /= 1024;
  }
  return `${fourDigits(left)}${prefix}`;
}

function humanizeDuration(value: number): string {
  if (value === 0) return `${fourDigits(value)}s`;
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (size < 1) {
    let left = size;
    let prefix = '';
    for (const each of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
      if (left >= 1) break;
      prefix = each;
      left *= 1000;
    }
    return `${sign}${fourDigits(left)}${prefix}s`;
  }
  const whole = Math.trunc(size);
  const [seconds, minutes, hours, days] = [whole % 60, Math.floor(whole / 60) % 60, Math.floor(whole / 3600) % 24, Math.floor(whole / 86_400)];
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${fourDigits(size)}s`;
}

/** As Go prints a time: parts of a second only where there are some. */
function timestamp(seconds: number): string {
  if (Math.abs(seconds) > MOST_SECONDS) return goFloat(seconds);
  return new Date(Math.round(seconds * 1000)).toISOString().replace('T', ' ').replace(/(?:\.?0*)Z$/, ' +0000 UTC');
}

export const FILTERS: Readonly<Record<string, Filter>> = {
  humanize: one('humanize 12345 gives 12.35k', humanize),
  humanize1024: one('humanize1024 2147483648 gives 2Gi', humanize1024),
  humanizeDuration: one('humanizeDuration 3700 gives 1h 1m 40s', humanizeDuration),
  humanizePercentage: { least: 1, most: 1, help: 'humanizePercentage 0.123 gives 12.3%', work: ([value]) => `${fourDigits(numberOf(value) * 100)}%` },
  humanizeTimestamp: one('humanizeTimestamp takes seconds since the epoch', timestamp),
  printf: { least: 1, most: 10, help: 'write for example printf "%.2f" $value', work: ([format, ...args]) => printf(textOf(format), args) },
  toUpper: word('in capitals', (value) => value.toUpperCase()),
  toLower: word('in small letters', (value) => value.toLowerCase()),
  title: word('first letters in capitals', (value) => value.replaceAll(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase())),
};
