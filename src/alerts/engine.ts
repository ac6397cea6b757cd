import { createHash } from 'node:crypto';
import type { Frame } from '../model/frame.ts';
import { errorMessage } from '../model/errors.ts';
import type { Kind } from '../model/kind.ts';
import { safeText } from '../model/safe-text.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Unit } from '../model/units.ts';
import { alertFrame, type ShownAlert } from './alert-frame.ts';
import type { Clock } from './clock.ts';
import { evaluateVector } from './language/evaluate.ts';
import type { Sample } from './language/value.ts';
import { SnapshotSource } from './live/snapshot-source.ts';
import { NotificationPlanner, type PlannedAlert } from './notify/planner.ts';
import type { NotifySettings } from './notify/settings.ts';
import { type Suppression, suppressions } from './notify/suppression.ts';
import { SEVERITIES, type Severity } from './notification.ts';
import type { AlertInstance, Transition } from './rules/alert-state.ts';
import { AlertingRule } from './rules/alerting.ts';
import { type AlertRule, expressionsOf, type RecordRule, type RuleGroup } from './rules/rule.ts';
import type { AlertCommit, AlertEvent, Silence, StoredGroup, StoredInstance } from './state.ts';
import { kindOfExpression, type Subject, subjectOfAlert } from './subject.ts';
import { restore, store } from './stored-instance.ts';
import { unitOfExpression, valueWords } from './value-words.ts';

/** The values of what fires are stored this often; what it is at, with each change. */
const VALUES_MILLISECONDS = 60_000;
/** A group that is due within this part of its interval is evaluated now. */
const DUE = 0.9;

/** One rule with what it needs at each evaluation. */
interface Running {
  readonly id: string;
  readonly alerting: AlertingRule;
  readonly kind: Kind | undefined;
  readonly unit: Unit | undefined;
  /** Why it could not be evaluated last; undefined when it could. */
  fault: string | undefined;
}

interface RunningGroup {
  readonly interval: number;
  readonly rules: readonly (Running | { readonly record: RecordRule })[];
  lastClock: number;
}

export interface EngineOptions {
  readonly groups: readonly RuleGroup[];
  readonly settings: NotifySettings;
  readonly host: string;
  /** Ms between snapshots. */
  readonly step: number;
  readonly clock: Clock;
  /** What was there when the last one ended. */
  readonly stored?: { readonly instances: readonly StoredInstance[]; readonly groups: readonly StoredGroup[] } | undefined;
}

/** What one evaluation came to. */
export interface Evaluation {
  readonly commit: AlertCommit;
  readonly frame: Frame;
  /** Rules that could not be evaluated, a line each. */
  readonly faults: readonly string[];
}

/** Evaluates rules on each snapshot, and decides what is told. It neither reads nor writes anything: what must be kept is handed back. */
export class AlertEngine {
  readonly #options: EngineOptions;
  readonly #source: SnapshotSource;
  #groups: readonly RunningGroup[] = [];
  #planner: NotificationPlanner;
  readonly #fingerprints = new WeakMap<AlertInstance, string>();
  /** When it was said first, by the wall clock. */
  readonly #startsAt = new WeakMap<AlertInstance, number>();
  #suppressed = new Map<string, Suppression>();
  #storedAt = Number.NEGATIVE_INFINITY;
  #kept: ReadonlyMap<string, { readonly rule: string; readonly fingerprint: string }> = new Map();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#source = new SnapshotSource(expressionsOf(options.groups), options.step);
    this.#planner = this.#adopt(options.stored ?? { instances: [], groups: [] });
  }

  /** All that the next one must know. */
  stored(): { readonly instances: readonly StoredInstance[]; readonly groups: readonly StoredGroup[] } {
    const { clock } = this.#options;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    return {
      instances: this.#alertRules.flatMap((rule) => [...rule.alerting.instances].map((instance) => store(rule.id, this.#fingerprint(rule, instance), instance, this.#startOf(instance, wall), wall, monotonic))),
      groups: this.#planner.stored(wall, monotonic),
    };
  }

  /** Takes over what another engine is at now, which was evaluated while this one was made ready. */
  adopt(stored: NonNullable<EngineOptions['stored']>): void {
    this.#planner = this.#adopt(stored);
  }

  /** Takes a snapshot of before, so that rules that look back have something to look at. Oldest first. */
  remember(snapshot: Snapshot): void {
    this.#source.observe(snapshot);
  }

  /** Series that are not of snapshots: what the program knows of itself. Told before each evaluation. */
  observe(name: string, samples: readonly Sample[]): void {
    this.#source.record(name, samples);
  }

  evaluate(snapshot: Snapshot, silences: readonly Silence[]): Evaluation {
    const { clock } = this.#options;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    this.#source.observe(snapshot);
    const changed = new Map<AlertInstance, Running>();
    const events: AlertEvent[] = [];
    for (const group of this.#groups) {
      if (monotonic - group.lastClock < group.interval * DUE) continue;
      group.lastClock = monotonic;
      for (const rule of group.rules) {
        if ('record' in rule) this.#record(rule.record, snapshot.time);
        else for (const transition of this.#evaluateRule(rule, snapshot.time, monotonic)) {
          changed.set(transition.instance, rule);
          events.push(this.#eventOf(rule, transition, wall));
        }
      }
    }
    const all = this.#alertRules.flatMap((rule) => [...rule.alerting.instances].map((instance) => ({ rule, instance })));
    const planned = all.flatMap(({ rule, instance }) => this.#planned(rule, instance, wall, monotonic) ?? []);
    const firing = planned.filter(({ status }) => status === 'firing').map(({ fingerprint, set, severity }) => ({ fingerprint, labels: set, severity }));
    events.push(...this.#suppress(suppressions(firing, silences, this.#options.settings, wall), planned, wall));
    const plan = this.#planner.plan(planned, this.#suppressed, wall, monotonic);
    const values = monotonic - this.#storedAt >= VALUES_MILLISECONDS;
    if (values) this.#storedAt = monotonic;
    const instances = all.filter(({ instance }) => changed.has(instance) || instance.state === 'pending' || (values && instance.state === 'firing') || !Number.isNaN(instance.keptSince));
    return {
      commit: {
        time: wall,
        instances: instances.map(({ rule, instance }) => store(rule.id, this.#fingerprint(rule, instance), instance, this.#startOf(instance, wall), wall, monotonic)),
        removed: this.#forgotten(all),
        events: [...events, ...plan.events], messages: plan.messages, groups: plan.groups,
      },
      frame: alertFrame(all.map(({ rule, instance }) => this.#shown(rule, instance, wall, monotonic))),
      faults: this.#alertRules.flatMap(({ id, fault }) => (fault === undefined ? [] : [`${id}: ${fault}`])),
    };
  }

  #adopt({ instances, groups: told }: NonNullable<EngineOptions['stored']>): NotificationPlanner {
    const { groups, step, clock, settings, host } = this.#options;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    this.#groups = groups.map(({ name, interval = step, rules }) => ({
      interval, lastClock: Number.NEGATIVE_INFINITY,
      rules: rules.map((rule) => (rule.type === 'record' ? { record: rule } : this.#running(`${name}/${rule.name}`, rule, instances, monotonic))),
    }));
    this.#kept = new Map(instances.map(({ rule, fingerprint }) => [`${rule} ${fingerprint}`, { rule, fingerprint }]));
    return new NotificationPlanner(settings, host, told, wall, monotonic);
  }

  #running(id: string, rule: AlertRule, stored: readonly StoredInstance[], clock: number): Running {
    const own = stored.filter((each) => each.rule === id).map((each) => ({ each, instance: restore(each, clock) }));
    for (const { each, instance } of own) {
      this.#fingerprints.set(instance, each.fingerprint);
      this.#startsAt.set(instance, each.startsAt);
    }
    return { id, alerting: new AlertingRule(rule, own.map(({ instance }) => instance)), kind: kindOfExpression(rule.expression), unit: unitOfExpression(rule.expression), fault: undefined };
  }

  get #alertRules(): Running[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [] : [rule])));
  }

  /** What is stored and is no more: dropped, resolved long ago, of a rule that was taken away. */
  #forgotten(all: readonly { readonly rule: Running; readonly instance: AlertInstance }[]): { rule: string; fingerprint: string }[] {
    const now = new Map(all.map(({ rule, instance }) => [`${rule.id} ${this.#fingerprint(rule, instance)}`, { rule: rule.id, fingerprint: this.#fingerprint(rule, instance) }]));
    const gone = [...this.#kept].filter(([key]) => !now.has(key)).map(([, each]) => each);
    this.#kept = now;
    return gone;
  }

  #record(rule: RecordRule, time: number): void {
    try {
      this.#source.record(rule.name, evaluateVector(rule.expression, time, this.#source).map(({ labels, value }) => ({ labels: labels.nameless.with([...rule.labels].map(([name, template]) => [name, template.render({ labels, value })] as const)), value })), time);
    } catch {
      // What is made of it says that there are no such series.
      this.#source.record(rule.name, [], time);
    }
  }

  #evaluateRule(rule: Running, time: number, clock: number): Transition[] {
    try {
      const transitions = rule.alerting.evaluate(this.#source, time, clock);
      rule.fault = undefined;
      return transitions;
    } catch (error) {
      rule.fault = safeText(errorMessage(error));
      return [];
    }
  }

  #fingerprint({ id }: Running, instance: AlertInstance): string {
    let known = this.#fingerprints.get(instance);
    if (known === undefined) this.#fingerprints.set(instance, (known = createHash('sha256').update(`${id}\n${instance.labels.key}`).digest('hex').slice(0, 16)));
    return known;
  }

  #startOf(instance: AlertInstance, wall: number): number {
    let known = this.#startsAt.get(instance);
    if (known === undefined) this.#startsAt.set(instance, (known = wall));
    return known;
  }

  #eventOf(rule: Running, { instance, from, to, cause }: Transition, wall: number): AlertEvent {
    const what = to === 'inactive' ? (from === 'firing' ? 'resolved' : 'dropped') : to;
    return { time: wall, fingerprint: this.#fingerprint(rule, instance), rule: rule.id, what, detail: `${cause}; value ${valueWords(instance.value, rule.unit)}` };
  }

  /** Says which alerts are no longer told, and which are again. */
  #suppress(now: Map<string, Suppression>, planned: readonly PlannedAlert[], wall: number): AlertEvent[] {
    const before = this.#suppressed;
    this.#suppressed = now;
    return planned.flatMap(({ fingerprint, rule }): AlertEvent[] => {
      const [was, is] = [before.get(fingerprint), now.get(fingerprint)];
      if (was?.kind === is?.kind) return [];
      if (is === undefined) return [{ time: wall, fingerprint, rule, what: 'unsilenced', detail: `no longer ${was?.kind ?? 'silenced'}` }];
      return [{ time: wall, fingerprint, rule, what: is.kind === 'quiet' ? 'suppressed' : is.kind, detail: is.detail }];
    });
  }

  /** As it is told; undefined for what never fired, or ceased before anybody could be told. */
  #planned(rule: Running, instance: AlertInstance, wall: number, clock: number): PlannedAlert | undefined {
    const { state, labels, annotations, value, firedAt, resolvedAt, changes } = instance;
    if (state === 'pending' || (state === 'inactive' && Number.isNaN(resolvedAt))) return undefined;
    const own = rule.alerting.rule;
    return {
      fingerprint: this.#fingerprint(rule, instance), status: state === 'firing' ? 'firing' : 'resolved', rule: rule.id, set: labels, labels: cleaned(labels), annotations: cleaned(annotations),
      startsAt: this.#startOf(instance, wall), endsAt: state === 'firing' ? undefined : wall - (clock - resolvedAt), value, valueWords: valueWords(value, rule.unit), expression: own.text,
      severity: severityOf(labels.get('severity')), to: own.to, repeat: own.repeat, firedClock: firedAt, changes,
    };
  }

  #shown(rule: Running, instance: AlertInstance, wall: number, clock: number): ShownAlert {
    const fingerprint = this.#fingerprint(rule, instance);
    const subject: Subject = subjectOfAlert(rule.kind, instance.labels);
    const planned = this.#planned(rule, instance, wall, clock);
    return {
      fingerprint, instance, subject, rule: rule.alerting.rule, suppression: this.#suppressed.get(fingerprint), startsAt: this.#startOf(instance, wall), valueWords: valueWords(instance.value, rule.unit),
      clock, tellsIn: planned === undefined ? undefined : this.#planner.waitOf(planned, clock), channels: rule.alerting.rule.to ?? this.#options.settings.to,
    };
  }
}

/** Labels and annotations hold what processes call themselves. */
const cleaned = (pairs: Iterable<readonly [string, string]>): Record<string, string> => Object.fromEntries([...pairs].map(([name, value]) => [name, safeText(value)]));

const severityOf = (label: string): Severity => SEVERITIES.find((each) => each === label) ?? 'warning';
