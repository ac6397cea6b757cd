import type { Frame } from '../../model/frame.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { AnomalyFinder } from './anomaly-finder.ts';
import { ExhaustionFinder } from './exhaustion-finder.ts';
import { findingFrame } from './found.ts';
import { LeakFinder } from './leak-finder.ts';

/** All that looks for what is unusual, told of each sample in order of time. */
export class FindingWatch {
  readonly anomalies = new AnomalyFinder();
  readonly #leaks = new LeakFinder();
  readonly #exhaustion = new ExhaustionFinder();

  observe(snapshot: Snapshot): void {
    for (const finder of [this.anomalies, this.#leaks, this.#exhaustion]) finder.observe(snapshot);
  }

  /** What goes on now. */
  frame(): Frame {
    return findingFrame([this.anomalies, this.#leaks, this.#exhaustion].flatMap((finder) => finder.found()));
  }
}
