import { CATALOG, kindOf } from '../../src/model/catalog.ts';
import { processKey } from '../../src/engine/recent-history.ts';
import type { Frame } from '../../src/model/frame.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { FINDING_TYPES, finding } from '../../src/model/kinds/finding.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Dashboard } from './dashboard.ts';
import { heldAlerts } from './held-alerts.ts';
import { rowKey } from '../../src/model/row-key.ts';
import { hasPage } from './links.ts';
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

  /** `alerts`: what the user's own rules say, where somebody watches. */
  constructor(frame: Frame | undefined, alerts: Frame | undefined) {
    for (const { kind, key, ...found } of alerts === undefined ? [] : heldAlerts(alerts)) this.#add(`${kind} ${key}`, { ...found, score: SURE, figure: '' });
    if (frame === undefined) return;
    for (let row = 0; row < frame.count; row += 1) {
      this.#add(`${frame.text('subjectKind', row)} ${frame.text('subjectKey', row)}`, { type: FINDING_TYPES[frame.number('type', row)] ?? FINDING_TYPES[0], score: frame.number('score', row), figure: frame.text('figure', row), since: frame.number('since', row) * 1000, words: frame.text('words', row) });
    }
  }

  #add(key: string, found: Found): void {
    const others = this.#bySubject.get(key);
    if (others === undefined) this.#bySubject.set(key, [found]);
    else others.push(found);
  }

  /** What was found of one entity: `key` is that of its row. */
  of(kind: string, key: string): readonly Found[] {
    return this.#bySubject.get(`${kind} ${key}`) ?? [];
  }
}

const INDEXES = new WeakMap<Snapshot, FindingIndex>();
/** What a rule says is no guess. */
const SURE = 100;

/** Made once for each snapshot; undefined when there is nothing unusual. */
export function findingsOf(snapshot: Snapshot | undefined): FindingIndex | undefined {
  const [frame, alerts] = [snapshot?.frame(finding), snapshot?.frame(alert)];
  if (snapshot === undefined || (frame?.count ?? 0) + (alerts?.count ?? 0) === 0) return undefined;
  let index = INDEXES.get(snapshot);
  if (index === undefined) INDEXES.set(snapshot, (index = new FindingIndex(frame, alerts)));
  return index;
}

/** Enter on a finding: what it is about. `otherwise`: said where that is no row of a table. */
export function openSubject(dashboard: Dashboard, frame: Frame, row: number, otherwise: string): void {
  const [kind, key, name] = [frame.text('subjectKind', row), frame.text('subjectKey', row), frame.text('subject', row)];
  const own = CATALOG.find(({ name: each }) => each === kind);
  if (own !== undefined && hasPage(own)) {
    const there = dashboard.snapshot?.named(kind);
    const at = there?.find((index) => rowKey(there, index) === key) ?? -1;
    if (there === undefined || at < 0) dashboard.say(key === '' ? otherwise : `${name} is not there`);
    else dashboard.openEntity(there, at);
    return;
  }
  // A program, a cgroup: the rows that its link leads to.
  for (const { kind: linked, by } of own?.links ?? []) {
    if (by === 'inspect' || kind === processKind.name) continue;
    dashboard.open(dashboard.makeTablePage(kindOf(linked), { field: by.rows, value: key }, name));
    return;
  }
  const processes = kind === processKind.name ? dashboard.snapshot?.frame(processKind) : undefined;
  const found = processes?.find((index) => processKey(processes.number('pid', index), processes.number('startTime', index)) === key) ?? -1;
  if (processes !== undefined && found >= 0) dashboard.openDetail(processes.number('pid', found), processes.number('startTime', found), programTitle(processes, found));
  else dashboard.say(kind === processKind.name && key !== '' ? `${name} is not there` : otherwise);
}
