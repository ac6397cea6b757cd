import { safeText } from '../../model/safe-text.ts';
import { type Notice, Snapshot } from '../../model/snapshot.ts';
import { derive } from '../derive.ts';

export const noticeOf = (message: string): Notice => ({ source: 'watch', message: safeText(message) });

/** Something to be said with the next samples and then no more: others have something to say as well. */
export class PassingNotice {
  #notice: Notice | undefined;
  #left = 0;

  /** In place of what was said before; undefined for nothing. */
  say(message: string | undefined, samples: number): void {
    this.#notice = message === undefined ? undefined : noticeOf(message);
    this.#left = samples;
  }

  /** The snapshot with it, or as it is. */
  with(snapshot: Snapshot): Snapshot {
    if (this.#notice === undefined || this.#left === 0) return snapshot;
    this.#left -= 1;
    const { time, intervalSeconds, notices } = snapshot;
    return new Snapshot(time, intervalSeconds, snapshot.collected(), [this.#notice, ...notices], derive);
  }
}
