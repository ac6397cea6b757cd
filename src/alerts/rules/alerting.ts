import type { Expression } from '../language/ast.ts';
import { type LabelSet, METRIC_NAME } from '../language/label-set.ts';
import { evaluateVector } from '../language/evaluate.ts';
import { EvaluationError, type Sample, type SeriesSource } from '../language/value.ts';
import { type AlertInstance, newInstance, type Transition } from './alert-state.ts';
import type { AlertRule, Rule } from './rule.ts';
import { SeenSeries } from './seen-series.ts';
import { subjectOf } from './subject-of.ts';

/** Throws when a rule gives more series than its group allows. */
export function checkLimit({ limit = Infinity }: Pick<Rule, 'limit'>, count: number): void {
  if (count > limit) throw new EvaluationError(`it gives ${count} series, and the limit of its group is ${limit}`);
}

export const ALERT_NAME = 'alertname';
/** A resolved one is shown so long. */
const RESOLVED_MILLISECONDS = 15 * 60_000;
/** Changes longer ago say nothing of whether it flaps; nor do more than these. */
const CHANGES = { milliseconds: 3_600_000, most: 12 } as const;

/** Held in the series that an expression gave, whatever was made of their labels. */
interface Held {
  readonly sample: Sample;
  readonly labels: LabelSet;
}

/** Series by what tells them apart whatever a rule adds. */
type Identities = ReadonlyMap<string, LabelSet>;

/** Why a firing alert that holds no more goes on; undefined when it does not. */
type Keeper = (instance: AlertInstance) => string | undefined;

/**
 * One rule and its alerts. Evaluated as Prometheus does it (rules/alerting.go), with what it lacks: N of M, a condition of
 * its own to clear, and a word on missing series.
 */
export class AlertingRule {
  readonly rule: AlertRule;
  readonly #instances = new Map<string, AlertInstance>();
  readonly #subject: Expression;
  readonly #seen = new SeenSeries();
  /** Those that were there before this one was: they are known at its first evaluation. */
  #before: Identities;

  constructor(rule: AlertRule, instances: Iterable<AlertInstance> = []) {
    this.rule = rule;
    this.#subject = subjectOf(rule.expression);
    for (const instance of instances) this.#instances.set(instance.labels.key, instance);
    this.#before = new Map([...this.#instances.values()].filter(({ state }) => state !== 'inactive').map(({ labels }) => [this.#identityOf(labels).key, this.#identityOf(labels)]));
  }

  get instances(): Iterable<AlertInstance> {
    return this.#instances.values();
  }

  /** `time`: of the series, ms since the epoch; `clock`: ms of a clock that is never set. Throws an `EvaluationError`; then nothing changed. */
  evaluate(source: SeriesSource, time: number, clock: number): Transition[] {
    const { noData } = this.rule;
    const there = noData === 'ok' ? undefined : this.#subjectsAt(source, time);
    const gone = there === undefined ? undefined : this.#goneFrom(there, clock);
    const held = this.#heldAt(source, time, noData === 'alert' ? gone : undefined);
    const missing = [...this.#instances].some(([key, { state }]) => state === 'firing' && !held.has(key));
    const keeper = missing ? this.#keeper(source, time, there, noData === 'keep' ? gone : undefined) : undefined;
    const transitions: Transition[] = [];
    for (const [key, { sample, labels }] of held) {
      const instance = this.#instanceOf(key, labels, clock, transitions);
      instance.value = sample.value;
      instance.annotations = this.#filled(this.rule.annotations, sample);
    }
    for (const [key, instance] of this.#instances) {
      if (this.#counts(instance, held.has(key))) this.#hold(instance, clock, transitions);
      else this.#cease(key, instance, clock, keeper, transitions);
    }
    return transitions;
  }

  /** The alert of those labels: the one there is, or a new one where there is none or it is over. */
  #instanceOf(key: string, labels: LabelSet, clock: number, transitions: Transition[]): AlertInstance {
    const known = this.#instances.get(key);
    if (known !== undefined && (known.state !== 'inactive' || !this.#isQuiet(known))) return known;
    const instance = newInstance(labels, clock);
    instance.changes = known?.changes ?? [];
    this.#instances.set(key, instance);
    if (this.rule.times === undefined) transitions.push({ instance, from: 'inactive', to: 'pending', cause: 'it holds' });
    else instance.state = 'inactive';
    return instance;
  }

  /** Those that are over and remembered, to be shown and to be known again. */
  get over(): AlertInstance[] {
    return [...this.#instances.values()].filter((instance) => instance.state === 'inactive' && !Number.isNaN(instance.resolvedAt) && this.#isQuiet(instance));
  }

  /** Of those that are over, forgets the ones that are so for longest, till so many are left. */
  forgetOver(most: number): void {
    const oldest = this.over.sort((one, other) => other.resolvedAt - one.resolvedAt).slice(most);
    for (const { labels } of oldest) this.#instances.delete(labels.key);
  }

  #isQuiet({ recent }: AlertInstance): boolean {
    return this.rule.times === undefined || !recent.includes(true);
  }

  /** The series for which the expression holds, by what their alerts are called; with them those that are gone, where the rule is about that too. */
  #heldAt(source: SeriesSource, time: number, gone: Identities | undefined): Map<string, Held> {
    const held = new Map<string, Held>();
    for (const sample of evaluateVector(this.rule.expression, time, source)) {
      const labels = this.#labelsOf(sample);
      if (held.has(labels.key)) throw new EvaluationError('vector contains metrics with the same labelset after applying alert labels');
      held.set(labels.key, { sample, labels });
    }
    checkLimit(this.rule, held.size);
    for (const own of gone?.values() ?? []) {
      const sample = { labels: own, value: Number.NaN };
      const labels = this.#labelsOf(sample);
      if (!held.has(labels.key)) held.set(labels.key, { sample, labels });
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
    instance.kept = undefined;
    if (instance.state !== 'pending' || clock - instance.activeAt < this.rule.for) return;
    instance.state = 'firing';
    instance.firedAt = clock;
    instance.changes = changedNow(instance, clock);
    transitions.push({ instance, from: 'pending', to: 'firing', cause: this.rule.for === 0 ? 'it holds' : 'it held for as long as the rule asks' });
  }

  #cease(key: string, instance: AlertInstance, clock: number, keeper: Keeper | undefined, transitions: Transition[]): void {
    const { state } = instance;
    if (state === 'inactive') {
      const forgotten = clock - instance.resolvedAt > RESOLVED_MILLISECONDS && clock - (instance.changes.at(-1) ?? Number.NEGATIVE_INFINITY) >= CHANGES.milliseconds;
      if (forgotten || (Number.isNaN(instance.resolvedAt) && this.#isQuiet(instance))) this.#instances.delete(key);
      return;
    }
    if (state === 'pending') {
      // Of N of M, what was seen goes on counting.
      if (this.#isQuiet(instance)) this.#instances.delete(key);
      else instance.state = 'inactive';
      transitions.push({ instance, from: 'pending', to: 'inactive', cause: 'it held too shortly' });
      return;
    }
    instance.kept = keeper?.(instance);
    if (instance.kept !== undefined) return;
    if (Number.isNaN(instance.keptSince)) instance.keptSince = clock;
    if (clock - instance.keptSince < this.rule.keepFiringFor) return;
    instance.state = 'inactive';
    instance.resolvedAt = clock;
    instance.changes = changedNow(instance, clock);
    transitions.push({ instance, from: 'firing', to: 'inactive', cause: 'it holds no more' });
  }

  #keeper(source: SeriesSource, time: number, known: Identities | undefined, gone: Identities | undefined): Keeper | undefined {
    const { clear } = this.rule;
    if (clear === undefined && gone === undefined) return undefined;
    const there = known ?? this.#subjectsAt(source, time);
    const cleared = clear === undefined ? there : this.#identitiesOf(evaluateVector(clear, time, source));
    return ({ labels }) => {
      const { key } = this.#identityOf(labels);
      if (!there.has(key)) return gone?.has(key) === true ? 'its series are gone' : undefined;
      return cleared.has(key) ? undefined : 'it has not cleared yet';
    };
  }

  #goneFrom(there: Identities, clock: number): Identities {
    if (this.#before.size > 0) this.#seen.gone(this.#before, clock);
    this.#before = new Map();
    return this.#seen.gone(there, clock);
  }

  /** The series that the rule is about, whether it holds for them or not. */
  #subjectsAt(source: SeriesSource, time: number): Identities {
    return this.#identitiesOf(evaluateVector(this.#subject, time, source));
  }

  #identitiesOf(samples: readonly Sample[]): Identities {
    return new Map(samples.map(({ labels }) => [this.#identityOf(labels).key, labels.nameless]));
  }

  /** Labels without what the rule adds: those of the series. */
  #identityOf(labels: LabelSet): LabelSet {
    return labels.without(METRIC_NAME, ALERT_NAME, ...this.rule.labels.keys());
  }
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Whether people still want to see it: what never fired, or was over some time ago, is kept for other reasons. */
export const isShown = ({ state, resolvedAt }: AlertInstance, clock: number): boolean => state !== 'inactive' || clock - resolvedAt <= RESOLVED_MILLISECONDS;

const changedNow = ({ changes }: AlertInstance, clock: number): number[] => [...changes.filter((at) => clock - at < CHANGES.milliseconds), clock].slice(-CHANGES.most);
