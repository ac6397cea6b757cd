// 20 digits hold every 64-bit counter; a longer run of digits is no counter and could become Infinity.
const COUNT = /^\d{1,20}$/;
const DECIMAL = /^\d{1,20}(?:\.\d{1,20})?$/;

/** A counter as the kernel prints it; NaN if it is none. */
export const toCount = (text: string | undefined): number =>
  text !== undefined && COUNT.test(text) ? Number(text) : Number.NaN;

/** As `toCount`, 0 if it is none: for fields that older kernels do not have. */
export const toCountOrZero = (text: string | undefined): number =>
  text !== undefined && COUNT.test(text) ? Number(text) : 0;

/** A decimal fraction as the kernel prints it; NaN if it is none. */
export const toDecimal = (text: string | undefined): number =>
  text !== undefined && DECIMAL.test(text) ? Number(text) : Number.NaN;

/** The words of a line; runs of blanks count as one. */
export const wordsOf = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

/** By how much a counter grew; 0 if it went backwards, as it does after a reset or an overflow. */
export const increase = (now: number, before: number): number => Math.max(0, now - before);

export const perSecond = (now: number, before: number, seconds: number): number => increase(now, before) / seconds;

/** `part` of `whole` in percent, 0 to 100; 0 of nothing. */
export const percentOf = (part: number, whole: number): number =>
  whole > 0 ? Math.min(100, Math.max(0, (part * 100) / whole)) : 0;

/** Leaves out what is not known (NaN). */
export function known<N extends string>(values: Readonly<Record<N, number>>): { readonly [K in N]?: number } {
  const result: { [K in N]?: number } = {};
  for (const name in values) if (!Number.isNaN(values[name])) result[name] = values[name];
  return result;
}

/** The reading before this one, and the seconds between the two. */
export interface Before<R> {
  readonly reading: R;
  readonly seconds: number;
}

/** Keeps the last reading. Gives the one before, or undefined when there is none or no time went by. */
export function rememberLast<R>(): (reading: R, monotonic: number) => Before<R> | undefined {
  let last: { reading: R; monotonic: number } | undefined;
  return (reading, monotonic) => {
    const seconds = last === undefined ? 0 : (monotonic - last.monotonic) / 1000;
    const before = last !== undefined && seconds > 0 ? { reading: last.reading, seconds } : undefined;
    last = { reading, monotonic };
    return before;
  };
}
