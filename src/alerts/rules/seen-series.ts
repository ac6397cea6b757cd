import type { LabelSet } from '../language/label-set.ts';

/** What is gone for longer is gone for good: a process that ended, say. */
const REMEMBERED_MILLISECONDS = 24 * 3_600_000;
const MOST_REMEMBERED = 10_000;

/** The series that a rule looked at lately, so that it knows which of them are gone. */
export class SeenSeries {
  readonly #seen = new Map<string, { readonly labels: LabelSet; readonly at: number }>();

  /** Takes those that are there, by what tells them apart; gives those that were and are not. Times are ms of a clock that is never set. */
  gone(there: ReadonlyMap<string, LabelSet>, clock: number): Map<string, LabelSet> {
    for (const [key, labels] of there) {
      // The latest last.
      this.#seen.delete(key);
      this.#seen.set(key, { labels, at: clock });
    }
    const gone = new Map<string, LabelSet>();
    let tooMany = this.#seen.size - MOST_REMEMBERED;
    for (const [key, { labels, at }] of this.#seen) {
      if (tooMany > 0 || clock - at > REMEMBERED_MILLISECONDS) this.#seen.delete(key);
      else if (!there.has(key)) gone.set(key, labels);
      tooMany -= 1;
    }
    return gone;
  }
}
