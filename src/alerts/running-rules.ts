import { createHash } from 'node:crypto';
import { errorMessage } from '../model/errors.ts';
import type { Kind } from '../model/kind.ts';
import { safeText } from '../model/safe-text.ts';
import type { Unit } from '../model/units.ts';
import { selectorsOf } from './language/ast.ts';
import { fairLimit } from './fair-limit.ts';
import { evaluateVector } from './language/evaluate.ts';
import { seriesNameOf } from './language/metrics.ts';
import type { Sample } from './language/value.ts';
import type { SnapshotSource } from './live/snapshot-source.ts';
import type { AlertInstance, Transition } from './rules/alert-state.ts';
import { AlertingRule, checkLimit } from './rules/alerting.ts';
import { OF_ALERTS } from './rules/known-series.ts';
import { type AlertRule, expressionsOf, type RecordRule, type RuleGroup } from './rules/rule.ts';
import type { StoredInstance } from './state.ts';
import { restore } from './stored-instance.ts';
import { kindOfExpression } from './subject.ts';
import { unitOfExpression } from './value-words.ts';

/** Alerts that are over and remembered, of all rules together: a rule about processes that come and go would make thousands within the hour. */
const MOST_OVER = 500;

/** One rule with what it needs at each evaluation. */
export interface Running {
  readonly id: string;
  readonly alerting: AlertingRule;
  readonly kind: Kind | undefined;
  readonly unit: Unit | undefined;
  /** Why it could not be evaluated last; undefined when it could. */
  fault: string | undefined;
}

interface Recording {
  readonly id: string;
  readonly record: RecordRule;
  fault: string | undefined;
}

interface RunningGroup {
  readonly interval: number;
  readonly rules: readonly (Running | Recording)[];
  lastClock: number;
}

/** Something that changed, and by which rule. */
export interface Change {
  readonly rule: Running;
  readonly transition: Transition;
}

export interface RunningInstance {
  readonly rule: Running;
  readonly instance: AlertInstance;
}

/** Rules as they run: groups at their intervals, alerts by rule, a fault of one no matter for others. */
export class RunningRules {
  readonly #groups: readonly RunningGroup[];
  readonly #step: number;
  /** Whether a rule looks at the series that alerts are. */
  readonly #isSelfAware: boolean;
  readonly #fingerprints = new WeakMap<AlertInstance, string>();
  /** When it was said first, by the wall clock. */
  readonly #startsAt = new WeakMap<AlertInstance, number>();

  /** `stored`: alerts as of `wall`, ms since the epoch, which is `clock` on the other clock; `step`: ms between snapshots. */
  constructor(groups: readonly RuleGroup[], step: number, stored: readonly StoredInstance[], wall: number, clock: number) {
    this.#step = step;
    this.#isSelfAware = [...expressionsOf(groups)].some((expression) => [...selectorsOf(expression)].some(({ selector }) => OF_ALERTS.has(seriesNameOf(selector) ?? '')));
    const idOf = idsInTurn();
    this.#groups = groups.map(({ name, interval = step, rules }) => ({
      interval, lastClock: Number.NEGATIVE_INFINITY,
      rules: rules.map((rule) => (rule.type === 'record' ? { id: `${name}/${rule.name}`, record: rule, fault: undefined } : this.#running(idOf(`${name}/${rule.name}`), rule, stored, wall, clock))),
    }));
  }

  get alerting(): Running[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [] : [rule])));
  }

  get instances(): RunningInstance[] {
    return this.alerting.flatMap((rule) => [...rule.alerting.instances].map((instance) => ({ rule, instance })));
  }

  /** Rules that could not be evaluated, a line each. */
  get faults(): string[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap(({ id, fault }) => (fault === undefined ? [] : [`${id}: ${fault}`])));
  }

  /** Evaluates the groups that are due; gives what changed, in the order in which it did. */
  evaluate(source: SnapshotSource, time: number, wall: number, clock: number): Change[] {
    const changes: Change[] = [];
    for (const group of this.#groups) {
      // Snapshots do not come to the millisecond: one that is nearer than the next is the one.
      if (clock - group.lastClock < group.interval - this.#step / 2) continue;
      group.lastClock = clock;
      for (const rule of group.rules) {
        if ('record' in rule) record(rule, source, time);
        else changes.push(...transitionsOf(rule, source, time, clock).map((transition) => ({ rule, transition })));
      }
      if (this.#isSelfAware) this.#recordAlerts(source, time, wall);
    }
    for (const { transition: { to, instance } } of changes) if (to === 'pending') this.#startsAt.set(instance, wall);
    if (changes.some(({ transition: { to } }) => to === 'inactive')) this.#forgetOver();
    return changes;
  }

  /** Of too many the ones of the rules that have most go. */
  #forgetOver(): void {
    const rules = this.alerting.map((rule) => ({ rule, count: rule.alerting.over.length }));
    const most = fairLimit(rules.map(({ count }) => count), MOST_OVER);
    for (const { rule, count } of rules) if (count > most) rule.alerting.forgetOver(most);
  }

  fingerprint({ rule: { id }, instance }: RunningInstance): string {
    let known = this.#fingerprints.get(instance);
    if (known === undefined) this.#fingerprints.set(instance, (known = createHash('sha256').update(`${id}\n${instance.labels.key}`).digest('hex').slice(0, 16)));
    return known;
  }

  /** When it began, by the wall clock. */
  startOf(instance: AlertInstance, wall: number): number {
    let known = this.#startsAt.get(instance);
    if (known === undefined) this.#startsAt.set(instance, (known = wall));
    return known;
  }

  #running(id: string, rule: AlertRule, stored: readonly StoredInstance[], wall: number, clock: number): Running {
    const own = stored.filter((each) => each.rule === id).map((each) => ({ each, instance: restore(each, wall, clock) }));
    for (const { each, instance } of own) {
      this.#fingerprints.set(instance, each.fingerprint);
      this.#startsAt.set(instance, each.startsAt);
    }
    return { id, alerting: new AlertingRule(rule, own.map(({ instance }) => instance)), kind: kindOfExpression(rule.expression), unit: unitOfExpression(rule.expression), fault: undefined };
  }

  /** Alerts as series, for rules about alerts (as in Prometheus). */
  #recordAlerts(source: SnapshotSource, time: number, wall: number): void {
    const active = this.instances.map(({ instance }) => instance).filter(({ state }) => state !== 'inactive');
    source.record('ALERTS', active.map(({ labels, state }) => ({ labels: labels.with([['alertstate', state]]), value: 1 })), time);
    source.record('ALERTS_FOR_STATE', active.map((instance) => ({ labels: instance.labels, value: this.startOf(instance, wall) / 1000 })), time);
  }
}

function record(recording: Recording, source: SnapshotSource, time: number): void {
  const { name, expression, labels: added } = recording.record;
  let samples: readonly Sample[] = [];
  try {
    samples = evaluateVector(expression, time, source).map(({ labels, value }) => ({ labels: labels.nameless.with([...added].map(([label, template]) => [label, template.render({ labels, value })] as const)), value }));
    checkLimit(recording.record, samples.length);
    recording.fault = undefined;
  } catch (error) {
    samples = [];
    recording.fault = safeText(errorMessage(error));
  }
  source.record(name, samples, time);
}

function transitionsOf(rule: Running, source: SnapshotSource, time: number, clock: number): Transition[] {
  try {
    const transitions = rule.alerting.evaluate(source, time, clock);
    rule.fault = undefined;
    return transitions;
  } catch (error) {
    rule.fault = safeText(errorMessage(error));
    return [];
  }
}

/** Ids by name; a second rule of a name (another severity, say) is told apart by its place. */
function idsInTurn(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}
