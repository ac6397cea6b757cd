import type { Notification } from '../notification.ts';
import { STOPPED } from './faults.ts';
import type { Notifier, Outcome } from './notifier.ts';

/** A notifier that was told to end has so long to say what came of it: after a timeout, and when the program ends. */
const GRACE_MILLISECONDS = { late: 1000, stopped: 100 } as const;

/** One attempt, which ends, whatever the notifier does: by `stop`, or after `timeoutMilliseconds` and a second. Never rejects. */
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
    const abort = (outcome: Outcome, grace: number): void => {
      clearTimeout(last);
      last = setTimeout(() => end(outcome), grace);
      controller.abort();
    };
    const late: Outcome = { result: 'retry', detail: `no answer within ${timeoutMilliseconds / 1000} s` };
    const stopped = (): void => abort(STOPPED, GRACE_MILLISECONDS.stopped);
    const timeout = setTimeout(() => abort(late, GRACE_MILLISECONDS.late), timeoutMilliseconds);
    stop.addEventListener('abort', stopped);
    const answer = (outcome: Outcome): void => end(outcome === STOPPED && !stop.aborted ? late : outcome);
    // Their own rule is never to reject; a fault of theirs must not end the program.
    Promise.resolve().then(() => notifier.send(notification, controller.signal)).then(answer, () => end({ result: 'retry', detail: 'a fault of this program' }));
    if (stop.aborted) stopped();
  });
}
