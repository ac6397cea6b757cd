import type { Frame } from '../../model/frame.ts';
import { finding, FINDING_TYPES } from '../../model/kinds/finding.ts';
import { group } from '../../model/kinds/group.ts';
import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FoundType } from '../language/value.ts';
import { watchedAs } from './found-figures.ts';

const LEAK_TYPES: ReadonlySet<string> = new Set(['growing', 'LEAK']);

/** What the detectors found in one snapshot, by what it is about. */
export class FoundIndex {
  readonly #time: number;
  readonly #anomalies = new Map<string, number>();
  readonly #leaks = new Map<string, number>();
  readonly #limits = new Map<string, number>();

  constructor(snapshot: Snapshot) {
    this.#time = snapshot.time;
    const frame = snapshot.frame(finding);
    for (let row = 0; row < (frame?.count ?? 0); row += 1) {
      if (frame === undefined) break;
      const type = FINDING_TYPES[frame.number('type', row)] ?? '?';
      const key = `${frame.text('subjectKind', row)} ${frame.text('subjectKey', row)} ${frame.text('figure', row)}`;
      if (type === 'anomaly') this.#anomalies.set(key, frame.number('score', row));
      if (LEAK_TYPES.has(type)) this.#leaks.set(key, frame.number('score', row));
      const limitAt = frame.number('limitAt', row);
      if (!Number.isNaN(limitAt)) this.#limits.set(key, Math.min(limitAt, this.#limits.get(key) ?? Infinity));
    }
  }

  /** How sure (percent, 0 for nothing found), or seconds to the limit (Infinity for none in sight), of a figure of a row. */
  of(type: FoundType, frame: Frame, row: number, field: string | undefined): number {
    const { kind } = frame;
    const own = kind.key.map((name) => (kind.texts.includes(name) ? frame.text(name, row) : frame.number(name, row))).join('@');
    const figure = watchedAs(type, kind.name, field ?? '') ?? '';
    // Programs are compared with their past, not their processes one by one.
    if (type === 'anomaly') return this.#anomalies.get(`${kind.name} ${own} ${figure}`) ?? (kind.name === process.name ? this.#anomalies.get(`${group.name} ${frame.text('group', row)} ${figure}`) : undefined) ?? 0;
    const key = `${kind.name} ${own} ${figure}`;
    if (type === 'leak') return this.#leaks.get(key) ?? 0;
    const limitAt = this.#limits.get(key);
    return limitAt === undefined ? Infinity : Math.max(0, limitAt - this.#time / 1000);
  }
}
