/** What the method was fitted to on recorded runs with known costs; batch and online use the same. */

/** Rows are cut where the product of neighbouring rates is at most this. */
export const CUT = 0.35;
/** Scale of what may be booked on the wrong side of a cut, ms^2. */
export const CARRY = 10;
/** Whole-second stamps tell no more than rows of this, ms, and a request may be that many rows away from where its stamp puts it. */
export const COARSE_ROW = 100;
export const COARSE_BLUR = 3;
/** From this typical half-width on, as a share of the cost, times say too little about where CPU went. */
export const STARVED = 0.35;
