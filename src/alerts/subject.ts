import type { Kind } from '../model/kind.ts';
import { container } from '../model/kinds/container.ts';
import { group } from '../model/kinds/group.ts';
import { process } from '../model/kinds/process.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Expression, selectorsOf } from './language/ast.ts';
import type { LabelSet } from './language/label-set.ts';
import { metricNamed, seriesNameOf } from './language/metrics.ts';
import { subjectOf } from './rules/subject-of.ts';

/** What an alert is about: a row of a table, as far as its labels tell. */
export interface Subject {
  readonly kind: string;
  /** As rows are named: `pid@start` of a process; '' where no one row is meant. */
  readonly key: string;
  /** For people. */
  readonly name: string;
}

/** The kind whose series a rule is about; undefined for none of ours. */
export function kindOfExpression(expression: Expression): Kind | undefined {
  for (const { selector } of selectorsOf(subjectOf(expression))) {
    const metric = metricNamed(seriesNameOf(selector) ?? '');
    if (metric !== undefined) return metric.kind;
  }
  return undefined;
}

/** What an alert of a rule is about. `snapshot`: where rows are named by more than labels tell. */
export function subjectOfAlert(kind: Kind | undefined, labels: LabelSet, snapshot?: Snapshot): Subject {
  if (kind === undefined) return { kind: '', key: '', name: wordsOf(labels) };
  if (kind.name === process.name) return subjectOfProcess(labels, snapshot);
  if (kind.name === container.name) return subjectOfContainer(labels.get('name'), labels, snapshot);
  const own = kind.key.map((field) => labels.get(field));
  const key = own.every((value) => value !== '') ? own.join('@') : '';
  return { kind: kind.name, key, name: labels.get('name') || key || wordsOf(labels) };
}

function subjectOfProcess(labels: LabelSet, snapshot: Snapshot | undefined): Subject {
  const pid = labels.get('pid');
  const started = Date.parse(labels.get('started')) / 1000;
  if (pid !== '' && !Number.isNaN(started)) {
    const frame = snapshot?.frame(process);
    // The label says it to the millisecond; the row is named by what was read.
    const row = frame?.find((each) => frame.number('pid', each) === Number(pid) && Math.abs(frame.number('startTime', each) - started) < 0.001) ?? -1;
    return { kind: process.name, key: `${pid}@${row < 0 ? started : (frame?.number('startTime', row) ?? started)}`, name: `${labels.get('name') || labels.get('group')} (${pid})` };
  }
  // An aggregate over the processes of a program or a container is about that.
  const program = labels.get('group');
  if (program !== '') return { kind: group.name, key: program, name: program };
  if (labels.get('container') !== '') return subjectOfContainer(labels.get('container'), labels, snapshot);
  return { kind: process.name, key: '', name: labels.get('name') || wordsOf(labels) };
}

function subjectOfContainer(name: string, labels: LabelSet, snapshot: Snapshot | undefined): Subject {
  const frame = name === '' ? undefined : snapshot?.frame(container);
  const row = frame?.find((each) => frame.text('name', each) === name) ?? -1;
  return { kind: container.name, key: row < 0 ? '' : (frame?.text('cgroup', row) ?? ''), name: name || wordsOf(labels) };
}

/** The labels that tell it from others. */
const wordsOf = (labels: LabelSet): string => [...labels].filter(([name]) => name !== 'alertname' && name !== 'severity').map(([name, value]) => `${name}=${value}`).join(' ');
