import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceMismatch } from './protocol.ts';

const FIRST_PAUSE_MILLISECONDS = 250;
const LAST_PAUSE_MILLISECONDS = 2000;

/**
 * Tries again with growing pauses until `end` (`performance.now()`), once at least. Resolves to whether it was reached, or to
 * why that service cannot be followed. Never rejects; `signal` ends it.
 */
export async function reconnect(connect: () => Promise<void>, end: number, signal: AbortSignal): Promise<boolean | ServiceMismatch> {
  let pause = FIRST_PAUSE_MILLISECONDS;
  do {
    await sleep(Math.min(pause, Math.max(0, end - performance.now())), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
    const failure = await connect().then(() => undefined, (error: unknown) => error ?? new Error('no connection'));
    if (failure === undefined) return true;
    if (failure instanceof ServiceMismatch) return failure;
    pause = Math.min(pause * 2, LAST_PAUSE_MILLISECONDS);
  } while (performance.now() < end);
  return false;
}
