import type { Frame } from '../../model/frame.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { AnomalyFinder } from './anomaly-finder.ts';
import { ExhaustionFinder } from './exhaustion-finder.ts';
import { findingFrame } from './found.ts';
import { LeakFinder } from './leak-finder.ts';
import type { SavedState } from './leak-state.ts';

/** All that looks for what is unusual, told of each sample in order of time. */
export class FindingWatch {
  readonly anomalies = new AnomalyFinder();
  #leaks = new LeakFinder();
  readonly #exhaustion = new ExhaustionFinder();

  observe(snapshot: Snapshot): void {
    for (const finder of [this.anomalies, this.#leaks, this.#exhaustion]) finder.observe(snapshot);
  }

  /** What cannot be learned from the history again: the evidence of leaks, which takes hours. Undefined while there is none. */
  save(): SavedState | undefined {
    return this.#leaks.save();
  }

  /** Goes on from there, where it says anything of today (`now`: ms since the epoch). */
  resume(state: SavedState, now: number): void {
    this.#leaks = LeakFinder.restore(state, now) ?? this.#leaks;
  }

  /** What goes on now. */
  frame(): Frame {
    return findingFrame([this.anomalies, this.#leaks, this.#exhaustion].flatMap((finder) => finder.found()));
  }
}
