import { LabelSet } from '../language/label-set.ts';
import { evaluateVector } from '../language/evaluate.ts';
import { EvaluationError, type Sample, type SeriesSource } from '../language/value.ts';
import { type AlertInstance, newInstance, type Transition } from './alert-state.ts';
import type { AlertRule } from './rule.ts';
import { subjectOf } from './subject-of.ts';

export const ALERT_NAME = 'alertname';
/** A resolved one is remembered so long, that it can be told as such. */
const RESOLVED_MILLISECONDS = 15 * 60_000;
/** Changes longer ago say nothing of whether it flaps. */
const CHANGES_MILLISECONDS = 3_600_000;

/** Held in the series that an expression gave, whatever was made of their labels. */
interface Held {
  readonly sample: Sample;
  readonly labels: LabelSet;
}

/**
 * One rule and its alerts. Evaluated as Prometheus does it (rules/alerting.go), with what it lacks: N of M, a condition of
 * its own to clear, and a word on missing series.
 */
export class AlertingRule {
  readonly rule: AlertRule;
  readonly #instances = new Map<string, AlertInstance>();

  constructor(rule: AlertRule, instances: Iterable<AlertInstance> = []) {
    this.rule = rule;
    for (const instance of instances) this.#instances.set(instance.labels.key, instance);
  }

  get instances(): Iterable<AlertInstance> {
    return this.#instances.values();
  }

  /** `time`: of the series, ms since the epoch; `clock`: ms of a clock that is never set. Throws an `EvaluationError`; then nothing changed. */
  evaluate(source: SeriesSource, time: number, clock: number): Transition[] {
    const held = this.#heldAt(source, time);
    const transitions: Transition[] = [];
    for (const [key, { sample, labels }] of held) {
      let instance = this.#instances.get(key);
      if (instance === undefined || (instance.state === 'inactive' && this.#isQuiet(instance))) {
        const changes = instance?.changes ?? [];
        instance = newInstance(labels, clock);
        instance.changes = changes;
        this.#instances.set(key, instance);
        if (this.rule.times === undefined) transitions.push({ instance, from: 'inactive', to: 'pending', cause: 'it holds' });
        else instance.state = 'inactive';
      }
      instance.value = sample.value;
      instance.annotations = this.#filled(this.rule.annotations, sample);
    }
    const missing = [...this.#instances].filter(([key, { state }]) => state === 'firing' && !held.has(key));
    const kept = missing.length === 0 ? undefined : this.#keptBy(source, time);
    for (const [key, instance] of this.#instances) {
      const holds = this.#counts(instance, held.has(key));
      if (holds) this.#hold(instance, clock, transitions);
      else this.#cease(key, instance, clock, kept, transitions);
    }
    return transitions;
  }

  #isQuiet({ recent }: AlertInstance): boolean {
    return this.rule.times === undefined || !recent.includes(true);
  }

  /** The series for which the expression holds, by what their alerts are called. */
  #heldAt(source: SeriesSource, time: number): Map<string, Held> {
    const held = new Map<string, Held>();
    for (const sample of evaluateVector(this.rule.expression, time, source)) {
      const labels = this.#labelsOf(sample);
      if (held.has(labels.key)) throw new EvaluationError('vector contains metrics with the same labelset after applying alert labels');
      held.set(labels.key, { sample, labels });
    }
    return held;
  }

  #labelsOf(sample: Sample): LabelSet {
    const { labels, name } = this.rule;
    return sample.labels.nameless.with([...this.#filled(labels, sample), [ALERT_NAME, name]]);
  }

  #filled(templates: AlertRule['annotations'], { labels, value }: Sample): ReadonlyMap<string, string> {
    if (templates.size === 0) return NOTHING;
    return new Map([...templates].map(([name, template]) => [name, template.render({ labels, value })]));
  }

  /** Whether it counts as holding, N of M taken into account. */
  #counts(instance: AlertInstance, holds: boolean): boolean {
    const { times } = this.rule;
    if (times === undefined) return holds;
    instance.recent.push(holds);
    if (instance.recent.length > times.of) instance.recent.shift();
    return instance.recent.filter(Boolean).length >= times.least;
  }

  #hold(instance: AlertInstance, clock: number, transitions: Transition[]): void {
    if (instance.state === 'inactive') {
      instance.state = 'pending';
      instance.activeAt = clock;
      instance.resolvedAt = Number.NaN;
      transitions.push({ instance, from: 'inactive', to: 'pending', cause: 'it holds' });
    }
    instance.keptSince = Number.NaN;
    if (instance.state !== 'pending' || clock - instance.activeAt < this.rule.for) return;
    instance.state = 'firing';
    instance.firedAt = clock;
    instance.changes = [...recentOf(instance, clock), clock];
    transitions.push({ instance, from: 'pending', to: 'firing', cause: this.rule.for === 0 ? 'it holds' : 'it held for as long as the rule asks' });
  }

  #cease(key: string, instance: AlertInstance, clock: number, kept: ((key: string) => string | undefined) | undefined, transitions: Transition[]): void {
    const { state } = instance;
    if (state === 'inactive') {
      const forgotten = !Number.isNaN(instance.resolvedAt) && clock - instance.resolvedAt > RESOLVED_MILLISECONDS && recentOf(instance, clock).length === 0;
      if (forgotten || (Number.isNaN(instance.resolvedAt) && this.#isQuiet(instance))) this.#instances.delete(key);
      return;
    }
    if (state === 'pending') {
      this.#instances.delete(key);
      transitions.push({ instance, from: 'pending', to: 'inactive', cause: 'it held too shortly' });
      return;
    }
    if (kept?.(key) !== undefined) return;
    if (Number.isNaN(instance.keptSince)) instance.keptSince = clock;
    if (clock - instance.keptSince < this.rule.keepFiringFor) return;
    instance.state = 'inactive';
    instance.resolvedAt = clock;
    instance.changes = [...recentOf(instance, clock), clock];
    transitions.push({ instance, from: 'firing', to: 'inactive', cause: 'it holds no more' });
  }

  /** Why a firing alert that holds no more is kept: it has not cleared yet, or its series are gone; undefined when it is not. */
  #keptBy(source: SeriesSource, time: number): ((key: string) => string | undefined) | undefined {
    const { clear, noData, expression } = this.rule;
    if (clear === undefined && noData === 'ok') return undefined;
    const cleared = clear === undefined ? undefined : new Set(evaluateVector(clear, time, source).map((sample) => this.#identityOf(sample.labels)));
    const there = new Set(evaluateVector(subjectOf(expression), time, source).map(({ labels }) => this.#identityOf(labels)));
    return (key) => {
      const own = this.#identityOf(this.#instances.get(key)?.labels ?? LabelSet.EMPTY);
      if (!there.has(own)) return noData === 'ok' ? undefined : 'its series are gone';
      return cleared === undefined || cleared.has(own) ? undefined : 'it has not cleared yet';
    };
  }

  /** Labels without what the rule adds: those of the series. */
  #identityOf(labels: LabelSet): string {
    return labels.nameless.without(ALERT_NAME, ...this.rule.labels.keys()).key;
  }
}

const NOTHING: ReadonlyMap<string, string> = new Map();
const recentOf = ({ changes }: AlertInstance, clock: number): number[] => changes.filter((at) => clock - at < CHANGES_MILLISECONDS);
