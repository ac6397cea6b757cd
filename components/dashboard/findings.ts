import { CATALOG, kindOf } from '../../src/model/catalog.ts';
import { processKey } from '../../src/engine/recent-history.ts';
import type { Frame } from '../../src/model/frame.ts';
import { FINDING_TYPES, finding } from '../../src/model/kinds/finding.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Dashboard } from './dashboard.ts';
import { programTitle } from './pages.ts';

/** One thing that was found unusual. */
export interface Found {
  readonly type: string;
  /** How sure, in percent. */
  readonly score: number;
  readonly figure: string;
  /** Ms since the epoch. */
  readonly since: number;
  readonly words: string;
}

/** What was found, by what it is about. */
export class FindingIndex {
  readonly #bySubject = new Map<string, Found[]>();

  constructor(frame: Frame) {
    for (let row = 0; row < frame.count; row += 1) {
      const key = `${frame.text('subjectKind', row)} ${frame.text('subjectKey', row)}`;
      const found = { type: FINDING_TYPES[frame.number('type', row)] ?? FINDING_TYPES[0], score: frame.number('score', row), figure: frame.text('figure', row), since: frame.number('since', row) * 1000, words: frame.text('words', row) };
      const others = this.#bySubject.get(key);
      if (others === undefined) this.#bySubject.set(key, [found]);
      else others.push(found);
    }
  }

  /** What was found of one entity: `key` is that of its row. */
  of(kind: string, key: string): readonly Found[] {
    return this.#bySubject.get(`${kind} ${key}`) ?? [];
  }
}

const INDEXES = new WeakMap<Frame, FindingIndex>();

/** Made once for each frame; undefined when there is nothing unusual. */
export function findingsOf(snapshot: Snapshot | undefined): FindingIndex | undefined {
  const frame = snapshot?.frame(finding);
  if (frame === undefined || frame.count === 0) return undefined;
  let index = INDEXES.get(frame);
  if (index === undefined) INDEXES.set(frame, (index = new FindingIndex(frame)));
  return index;
}

/** Enter on a finding: what it is about. */
export function openSubject(dashboard: Dashboard, frame: Frame, row: number): void {
  const [kind, key, name] = [frame.text('subjectKind', row), frame.text('subjectKey', row), frame.text('subject', row)];
  // A program, a cgroup: the rows that its link leads to.
  for (const { kind: linked, by } of CATALOG.find(({ name: each }) => each === kind)?.links ?? []) {
    if (by === 'inspect' || kind === processKind.name) continue;
    dashboard.open(dashboard.makeTablePage(kindOf(linked), { field: by.rows, value: key }, name));
    return;
  }
  const processes = kind === processKind.name ? dashboard.snapshot?.frame(processKind) : undefined;
  const found = processes?.find((index) => processKey(processes.number('pid', index), processes.number('startTime', index)) === key) ?? -1;
  if (processes !== undefined && found >= 0) dashboard.openDetail(processes.number('pid', found), processes.number('startTime', found), programTitle(processes, found));
  else dashboard.say(kind === processKind.name ? `${name} is not there` : frame.text('words', row));
}
