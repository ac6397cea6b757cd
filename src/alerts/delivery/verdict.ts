import type { QueuedMessage } from '../state.ts';
import { GIVE_UP_MILLISECONDS, retryWait } from './backoff.ts';
import type { Outcome } from './notifier.ts';

/** What is to become of a message. */
export type Verdict = { readonly what: 'delivered' } | { readonly what: 'dead'; readonly why: string } | { readonly what: 'again'; readonly waitMilliseconds: number };

/**
 * After an attempt, that one counted. `now`: ms since the epoch. What waits for a configuration to be mended waits as long as that
 * takes: its channel holds it back.
 */
export function verdictOf({ attempts, createdAt }: Pick<QueuedMessage, 'attempts' | 'createdAt'>, outcome: Outcome, now: number, random: () => number): Verdict {
  switch (outcome.result) {
    case 'delivered':
      return { what: 'delivered' };
    case 'failed':
      return outcome.reason === 'refused' ? { what: 'dead', why: outcome.detail } : { what: 'again', waitMilliseconds: 0 };
    case 'retry':
      if (now - createdAt >= GIVE_UP_MILLISECONDS) return { what: 'dead', why: `given up after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${outcome.detail}` };
      return { what: 'again', waitMilliseconds: retryWait(attempts, outcome.retryAfterMilliseconds, random) };
  }
}
