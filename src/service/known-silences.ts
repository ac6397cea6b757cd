import type { AlertStore } from '../../storage/alerts/store.ts';
import type { Clock } from '../alerts/clock.ts';
import type { Silence } from '../model/alerts/state.ts';
import type { Frame } from '../model/frame.ts';
import { ALERT_STATES } from '../model/kinds/alert.ts';

/** Nobody sees to these any more. */
const OVER: ReadonlySet<string> = new Set(['?', 'pending', 'resolved']);

/** Silences are anybody's to make: they are read again when something was written by another process. */
export class KnownSilences {
  readonly #store: AlertStore | undefined;
  readonly #clock: Clock;
  #known: readonly Silence[] = [];
  #version = Number.NaN;

  constructor(store: AlertStore | undefined, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  read(): readonly Silence[] {
    try {
      const version = this.#store?.dataVersion() ?? this.#version;
      if (this.#store !== undefined && version !== this.#version) this.#known = this.#store.silences.list(this.#clock.wall());
      this.#version = version;
    } catch {
      // The ones that are known count until they can be read.
    }
    return this.#known;
  }

  /** What was seen to is over: by itself, or while it was being acknowledged, or its rule is gone. `alerts`: all there are, as rows. */
  endAcknowledgements(alerts: Frame, time: number): void {
    const acknowledged = this.#known.filter(({ acknowledges }) => acknowledges !== undefined);
    if (this.#store === undefined || acknowledged.length === 0) return;
    const firing = new Set<string>();
    for (let row = 0; row < alerts.count; row += 1) if (!OVER.has(ALERT_STATES[alerts.number('state', row)] ?? '?')) firing.add(alerts.text('fingerprint', row));
    for (const { id, acknowledges = '' } of acknowledged) {
      if (firing.has(acknowledges)) continue;
      try {
        this.#store.silences.expire(id, time);
        this.#known = this.#known.filter((each) => each.id !== id);
      } catch {
        // It ends by itself in the end.
      }
    }
  }
}
