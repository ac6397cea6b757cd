import { goFloat } from '../language/go-float.ts';

/** A function of templates. */
export interface Filter {
  readonly least: number;
  readonly most: number;
  readonly help: string;
  readonly work: (args: readonly (string | number)[]) => string | number;
}

/** `%.4g` of C: at most four digits that count, without zeros at the end. */
function fourDigits(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(4)))));
  if (exponent < -4 || exponent >= 4) return value.toExponential(3).replace(/\.?0+e/, 'e').replace(/e([+-])(\d)$/, 'e$10$2');
  return value.toFixed(Math.max(0, 3 - exponent)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

const number = (value: string | number | undefined): number => (typeof value === 'number' ? value : Number(value));
const text = (value: string | number | undefined): string => (typeof value === 'number' ? goFloat(value) : (value ?? ''));

const one = (help: string, work: (value: number) => string): Filter => ({
  least: 1, most: 1, help, work: ([value]) => (Number.isFinite(number(value)) ? work(number(value)) : fourDigitsOrName(number(value))),
});
const fourDigitsOrName = (value: number): string => goFloat(value);
const word = (help: string, work: (value: string) => string): Filter => ({ least: 1, most: 1, help, work: ([value]) => work(text(value)) });

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

/** `%s`, `%v`, `%d`, `%.2f`, `%g`, `%e`, `%%`. */
function printf([format, ...args]: readonly (string | number)[]): string {
  let next = 0;
  return text(format).replaceAll(/%(?:\.(\d+))?([svdfgeq%])/g, (_, digits: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = args[next];
    next += 1;
    const places = digits === undefined ? undefined : Number(digits);
    switch (verb) {
      case 'f': return number(value).toFixed(places ?? 6);
      case 'd': return String(Math.trunc(number(value)));
      case 'e': return number(value).toExponential(places ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
      case 'q': return JSON.stringify(text(value));
      case 'g': return places === undefined ? goFloat(number(value)) : String(Number(number(value).toPrecision(places || 1)));
      default: return text(value);
    }
  });
}

export const FILTERS: Readonly<Record<string, Filter>> = {
  humanize: one('humanize 12345 gives 12.35k', humanize),
  humanize1024: one('humanize1024 2147483648 gives 2Gi', humanize1024),
  humanizeDuration: one('humanizeDuration 3700 gives 1h 1m 40s', humanizeDuration),
  humanizePercentage: one('humanizePercentage 0.123 gives 12.3%', (value) => `${fourDigits(value * 100)}%`),
  humanizeTimestamp: one('humanizeTimestamp takes seconds since the epoch', (value) => new Date(value * 1000).toISOString().replace('T', ' ').replace('Z', ' +0000 UTC')),
  printf: { least: 1, most: 10, help: 'write for example printf "%.2f" $value', work: printf },
  toUpper: word('in capitals', (value) => value.toUpperCase()),
  toLower: word('in small letters', (value) => value.toLowerCase()),
  title: word('first letters in capitals', (value) => value.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())),
};
