import type { Notification } from '../notification.ts';
import { STOPPED } from './faults.ts';
import type { Notifier, Outcome } from './notifier.ts';

/** A notifier that was told to end has so long to say what came of it. */
const GRACE_MILLISECONDS = 1000;

/**
 * One attempt, which ends: by `stop`, or after `timeoutMilliseconds` and a second, whatever the notifier does. Never rejects.
 */
export function attemptOnce(notifier: Notifier, notification: Notification, timeoutMilliseconds: number, stop: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    let last: ReturnType<typeof setTimeout> | undefined;
    const end = (outcome: Outcome): void => {
      clearTimeout(timeout);
      clearTimeout(last);
      stop.removeEventListener('abort', stopped);
      resolve(outcome);
    };
    const abort = (outcome: Outcome): void => {
      last ??= setTimeout(() => end(outcome), GRACE_MILLISECONDS);
      controller.abort();
    };
    const late: Outcome = { result: 'retry', detail: `no answer within ${timeoutMilliseconds / 1000} s` };
    const stopped = (): void => abort(STOPPED);
    const timeout = setTimeout(() => abort(late), timeoutMilliseconds);
    stop.addEventListener('abort', stopped);
    const answer = (outcome: Outcome): void => end(outcome === STOPPED && !stop.aborted ? late : outcome);
    // Their own rule is never to reject; a fault of theirs must not end the program.
    Promise.resolve().then(() => notifier.send(notification, controller.signal)).then(answer, () => end({ result: 'retry', detail: 'a fault of this program' }));
    if (stop.aborted) stopped();
  });
}
