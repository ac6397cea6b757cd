import type { Usable } from './series.ts';

/** Expected errors up to which a forecast may be built on, and up to which it tells of sizes. */
const GOOD = 0.25;
const COARSE = 0.6;
/** Part of the values that were filled in, from which on nothing good is told. */
const MANY_MISSING = 0.5;

const percent = (share: number): string => `${share < 0.095 ? Number((100 * share).toPrecision(1)) : Math.round(100 * share)} %`;

/** Whether one may build on a forecast, and a sentence that says so before any promise is made. */
export function usability(expectedError: number, range: readonly [low: number, high: number], missing: number): { readonly usable: Usable; readonly words: string } {
  if (!Number.isFinite(expectedError)) return { usable: 'no', words: 'How well this series can be told is not known.' };
  const told = expectedError === 0 ? 'It has been exact so far' : `It cannot be told better than ±${percent(expectedError)} (most likely ${percent(range[0])} to ${percent(range[1])})`;
  if (missing > MANY_MISSING) return { usable: 'coarse', words: `${told}, and most of its past is not known.` };
  if (expectedError <= GOOD) return { usable: 'yes', words: `${told}.` };
  if (expectedError <= COARSE) return { usable: 'coarse', words: `${told}: good for sizes, not for single values.` };
  return { usable: 'no', words: `${told}: go by the interval and the peak, not by the mean.` };
}
