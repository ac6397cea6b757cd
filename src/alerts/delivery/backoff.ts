const FIRST_MILLISECONDS = 1000;
const LONGEST_MILLISECONDS = 15 * 60_000;
/** A server's own word counts up to here. */
export const LONGEST_WAIT_MILLISECONDS = 3_600_000;
/** So long a message is tried; one attempt it always gets. */
export const GIVE_UP_MILLISECONDS = 86_400_000;

/** Ms to wait after so many attempts (1 at least) that failed: anything up to a bound that doubles, so that what failed together does not come back together. `random`: 0 to 1. */
export const backoff = (attempts: number, random: () => number): number => random() * Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(attempts - 1, 30));

/** The same, and not before the server wants to hear of us again. */
export const retryWait = (attempts: number, retryAfterMilliseconds: number | undefined, random: () => number): number =>
  Math.max(backoff(attempts, random), Math.min(LONGEST_WAIT_MILLISECONDS, retryAfterMilliseconds ?? 0));
