/** A figure of a library; NaN (not known) for what libraries give instead: null, undefined, NaN, Infinity. */
export const finite = (value: number | null | undefined): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;

/** As `finite`, and NaN if negative: -1 is how libraries say that they do not know. */
export const positive = (value: number | null | undefined): number => (finite(value) >= 0 ? finite(value) : Number.NaN);
