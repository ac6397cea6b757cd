import { UNKNOWN } from './units.ts';

/** A part (0 to 1) as percents: `8 %`, `97.5 %`. */
export const percentWords = (share: number): string => `${Number((100 * share).toPrecision(share > 0.9 ? 3 : 2))} %`;

export const countWords = (count: number): string => (Number.isNaN(count) ? UNKNOWN : count.toLocaleString('en-US'));

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many: string): string => `${countWords(count)} ${count === 1 ? one : many}`;
