/** No server is waited for longer. */
const LONGEST = 3_600_000;
const HTTP_DATE = /^[A-Za-z]{3,9},? [\w :-]{8,40} GMT$/;

/** How long a server asks to be left alone, in ms, at most an hour: seconds or a date, as HTTP has it. Undefined for anything else. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : HTTP_DATE.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(wait) ? undefined : waitFor(wait);
}

/** A wait in ms within its bounds. */
export const waitFor = (milliseconds: number): number => Math.ceil(Math.min(LONGEST, Math.max(0, milliseconds)));
