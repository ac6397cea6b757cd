import type { Kind } from '../model/kind.ts';
import { container } from '../model/kinds/container.ts';
import { group } from '../model/kinds/group.ts';
import { process } from '../model/kinds/process.ts';
import { type Expression, selectorsOf } from './language/ast.ts';
import type { LabelSet } from './language/label-set.ts';
import { metricNamed } from './language/metrics.ts';
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
    const metric = metricNamed(selector.name);
    if (metric !== undefined) return metric.kind;
  }
  return undefined;
}

/** What an alert of a rule is about. */
export function subjectOfAlert(kind: Kind | undefined, labels: LabelSet): Subject {
  const [name, pid] = [labels.get('name') || labels.get('group'), labels.get('pid')];
  if (kind === undefined) return { kind: '', key: '', name: wordsOf(labels) };
  if (kind.name === process.name) {
    const started = Date.parse(labels.get('started'));
    if (pid !== '' && !Number.isNaN(started)) return { kind: kind.name, key: `${pid}@${started / 1000}`, name: `${name} (${pid})` };
    // An aggregate over the processes of a program or a container is about that.
    if (labels.get('group') !== '') return { kind: group.name, key: labels.get('group'), name: labels.get('group') };
    if (labels.get('container') !== '') return { kind: container.name, key: labels.get('container'), name: labels.get('container') };
    return { kind: kind.name, key: '', name: wordsOf(labels) };
  }
  const own = kind.key.map((field) => labels.get(field));
  const key = own.every((value) => value !== '') ? own.join('@') : '';
  return { kind: kind.name, key, name: name !== '' ? name : key !== '' ? key : wordsOf(labels) };
}

/** The labels that tell it from others. */
const wordsOf = (labels: LabelSet): string => [...labels].filter(([name]) => name !== 'alertname' && name !== 'severity').map(([name, value]) => `${name}=${value}`).join(' ');
