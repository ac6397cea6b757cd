import { randomUUID } from 'node:crypto';
import { AlertStore } from '../../storage/alerts/store.ts';
import { writeDuration } from '../alerts/language/duration.ts';
import type { DeliveryAttempt, StoredInstance } from '../model/alerts/state.ts';
import { EXIT, UserError } from '../model/errors.ts';

const LONGEST_ACKNOWLEDGEMENT = 365 * 86_400_000;

/** An acknowledgement is named by its alert: there is one at most. */
export const acknowledgementOf = (fingerprint: string): string => `ack-${fingerprint}`;

interface Line {
  readonly time: number;
  readonly text: string;
}

/** An attempt in words: how it ended, how long it took, what was said, what follows. */
function attemptWords({ channel, outcome, milliseconds, detail }: DeliveryAttempt & { readonly channel: string }): string {
  const took = `${Math.round(milliseconds)} ms`;
  const said = detail === '' ? '' : `: ${detail}`;
  switch (outcome) {
    case 'delivered':
      return `${channel}: delivered in ${took}${said}`;
    case 'retry':
      return `${channel}: failed after ${took}${said}; is tried again`;
    case 'refused':
      return `${channel}: refused after ${took}${said}; is not tried again`;
    case 'configuration':
      return `${channel}: cannot work as it is configured${said}`;
  }
}

/** Everything that happened to one alert, each attempt to tell it among it; oldest first. Throws `NotStored`. */
export function alertLines(store: AlertStore, fingerprint: string): Line[] {
  return [
    ...store.events.list({ fingerprint }).map(({ time, what, detail }) => ({ time, text: `${what}: ${detail}` })),
    ...store.deliveries.attempts({ fingerprint }).map((attempt) => ({ time: attempt.time, text: attemptWords(attempt) })),
  ].sort((left, right) => left.time - right.time);
}

/** It is seen to: it is not told again until it is resolved, when the service ends this. */
export function acknowledgeIn(store: AlertStore, fingerprint: string, author: string, comment: string, now: number): void {
  store.silences.add({ id: acknowledgementOf(fingerprint), matchers: [], startsAt: now, endsAt: now + LONGEST_ACKNOWLEDGEMENT, author, comment, acknowledges: fingerprint });
}

/** The state of alerts of this user, to be asked and changed while a service watches. */
export class StoredAlertDesk {
  readonly #folder: string;
  readonly #user: string;
  readonly #now: () => number;

  constructor(folder: string, user: string, now: () => number) {
    this.#folder = folder;
    this.#user = user;
    this.#now = now;
  }

  explain(fingerprint: string): Promise<readonly string[]> {
    return this.#with(true, (store) => alertLines(store, fingerprint).map(({ time, text }) => `${new Date(time).toLocaleString('sv')}  ${text}`));
  }

  acknowledge(fingerprint: string): Promise<string> {
    return this.#with(false, (store) => {
      if (this.#instance(store, fingerprint).state !== 'firing') throw new UserError('this does not fire', { mend: 'only what fires can be acknowledged', exitCode: EXIT.usage });
      acknowledgeIn(store, fingerprint, this.#user, '', this.#now());
      return 'acknowledged: it is not told again until it is resolved';
    });
  }

  silence(fingerprint: string, milliseconds: number): Promise<string> {
    return this.#with(false, (store) => {
      const now = this.#now();
      if (milliseconds === 0) return this.#unsilence(store, fingerprint, now);
      const { labels } = this.#instance(store, fingerprint);
      store.silences.add({
        id: randomUUID(), matchers: Object.entries(labels).map(([label, value]) => ({ label, operator: '=', value })), startsAt: now, endsAt: now + milliseconds, author: this.#user, comment: 'from the screen', acknowledges: undefined,
      });
      return `silenced for ${writeDuration(milliseconds)}`;
    });
  }

  /** Ends what was silenced from the screen, and the acknowledgement. */
  #unsilence(store: AlertStore, fingerprint: string, now: number): string {
    const { labels } = this.#instance(store, fingerprint);
    const own = store.silences.list(now).filter(({ acknowledges, matchers }) => acknowledges === fingerprint
      || (matchers.length === Object.keys(labels).length && matchers.every(({ label, operator, value }) => operator === '=' && labels[label] === value)));
    for (const { id } of own) store.silences.expire(id, now);
    return own.length === 0 ? 'it is silenced by no silence of its own: pyprocwatch alerts list' : 'it is told again';
  }

  #instance(store: AlertStore, fingerprint: string): StoredInstance {
    const found = store.load(this.#now()).instances.find((each) => each.fingerprint === fingerprint);
    if (found === undefined) throw new UserError('this alert is not stored yet', { mend: 'try again in some seconds', exitCode: EXIT.unavailable });
    return found;
  }

  async #with<Result>(readOnly: boolean, work: (store: AlertStore) => Result): Promise<Result> {
    const store = await AlertStore.open(this.#folder, { readOnly });
    try {
      return work(store);
    } finally {
      store.close();
    }
  }
}
