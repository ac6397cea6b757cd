import { goFloat } from '../language/go-float.ts';

export type Printed = string | number;

/** A text that is no number is none: Number('') would be 0. */
export const numberOf = (value: Printed | undefined): number => (typeof value === 'number' ? value : value === undefined || value.trim() === '' ? Number.NaN : Number(value));
export const textOf = (value: Printed | undefined): string => (typeof value === 'number' ? goFloat(value) : (value ?? ''));

/** JavaScript writes no more. */
const MOST_DIGITS = 100;
const MOST_WIDTH = 1000;
const twoDigits = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

function fixed(value: number, places: number): string {
  // toFixed turns to exponents there.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${places === 0 ? '' : `.${'0'.repeat(places)}`}`;
  return value.toFixed(places);
}

/** `%.4g` of C: at most so many digits that count, without zeros at the end. */
export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return goFloat(value);
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= digits) return twoDigits(value.toExponential(digits - 1).replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e'));
  return value.toFixed(Math.max(0, digits - 1 - exponent)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function converted(verb: string, value: Printed, places: number | undefined): string {
  const number = numberOf(value);
  if (verb === 's' || verb === 'v') return places === undefined || verb === 'v' ? textOf(value) : textOf(value).slice(0, places);
  if (verb === 'q') return JSON.stringify(textOf(value));
  if (!Number.isFinite(number)) return goFloat(number);
  switch (verb) {
    case 'f': return fixed(number, places ?? 6);
    case 'd': return fixed(Math.trunc(number), 0);
    case 'e': return twoDigits(number.toExponential(places ?? 6));
    case 'x': return Math.trunc(number).toString(16);
    default: return places === undefined ? goFloat(number) : significant(number, places || 1);
  }
}

const DIRECTIVE = /%([-+0 ]*)(\d*)(?:\.(\d*))?(.?)/gsu;
export const VERBS = 'svdfgeqx%';

/** The first directive of a format that is not understood. */
export const unknownDirective = (format: string): string | undefined => [...format.matchAll(DIRECTIVE)].find(([, , , , verb = '']) => verb === '' || !VERBS.includes(verb))?.[0];

/** As Go has it, but that numbers are numbers to every verb: `%s`, `%v`, `%d`, `%8.2f`, `%g`, `%e`, `%x`, `%q`, `%%`. */
export function printf(format: string, args: readonly Printed[]): string {
  let next = 0;
  return format.replaceAll(DIRECTIVE, (_, flags: string, width: string, digits: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = args[next];
    next += 1;
    if (value === undefined) return `%!${verb}(MISSING)`;
    const text = converted(verb, value, digits === undefined ? undefined : Math.min(MOST_DIGITS, Number(digits)));
    const signed = flags.includes('+') && 'dfge'.includes(verb) && !/^[-+]/.test(text) ? `+${text}` : text;
    const wide = Math.min(MOST_WIDTH, Number(width));
    if (flags.includes('-')) return signed.padEnd(wide);
    const zeros = flags.includes('0') && Number.isFinite(numberOf(value)) ? wide - signed.length : 0;
    return zeros > 0 ? signed.replace(/^[-+]?/, (sign) => sign + '0'.repeat(zeros)) : signed.padStart(wide);
  });
}
