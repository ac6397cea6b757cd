import type { AlertInstance } from './rules/alert-state.ts';
import type { RunningInstance } from './running-rules.ts';
import type { StoredInstance } from './state.ts';

/** The values of what fires are stored this often; what it is at, with each change. */
const VALUES_MILLISECONDS = 60_000;

type Named = Pick<StoredInstance, 'rule' | 'fingerprint'>;

/** Knows what of the alerts must be stored anew, and what of the stored is no more. */
export class StoredChanges {
  #stored: ReadonlyMap<string, Named>;
  /** In which nothing goes on by itself, and which are stored so. */
  readonly #still = new WeakSet<AlertInstance>();
  #valuesAt = Number.NEGATIVE_INFINITY;

  constructor(stored: readonly Named[]) {
    this.#stored = new Map(stored.map(({ rule, fingerprint }) => [`${rule} ${fingerprint}`, { rule, fingerprint }]));
  }

  /** Those that must be stored: what changed, and what counts how long or how often it held. */
  changed(all: readonly RunningInstance[], changed: ReadonlySet<AlertInstance>, clock: number): RunningInstance[] {
    const values = clock - this.#valuesAt >= VALUES_MILLISECONDS;
    if (values) this.#valuesAt = clock;
    return all.filter(({ instance }) => this.#counts(instance) || changed.has(instance) || instance.state === 'pending' || (values && instance.state === 'firing'));
  }

  /** What is stored and is no more: dropped, over long ago, of a rule that was taken away. `owed`: whether somebody must still be told of its end. */
  removed(all: readonly Named[], owed: (fingerprint: string) => boolean): Named[] {
    const now = new Map(all.map((each) => [`${each.rule} ${each.fingerprint}`, each]));
    const gone = [...this.#stored].filter(([key]) => !now.has(key));
    this.#stored = new Map([...now, ...gone.filter(([, { fingerprint }]) => owed(fingerprint))]);
    return gone.flatMap(([, each]) => (owed(each.fingerprint) ? [] : [each]));
  }

  /** Whether it is kept firing or remembers when it held, or may have when it was stored last. What ceased says since when it was kept, but is no longer. */
  #counts(instance: AlertInstance): boolean {
    const did = !this.#still.has(instance);
    const does = (instance.state === 'firing' && !Number.isNaN(instance.keptSince)) || instance.recent.includes(true);
    if (does) this.#still.delete(instance);
    else this.#still.add(instance);
    return does || did;
  }
}
