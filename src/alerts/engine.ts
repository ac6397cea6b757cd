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
import { selectorsOf } from './language/ast.ts';
import { seriesNameOf } from './language/metrics.ts';
import type { Sample } from './language/value.ts';
import { SnapshotSource } from './live/snapshot-source.ts';
import { NotificationPlanner, type PlannedAlert } from './notify/planner.ts';
import type { NotifySettings } from './notify/settings.ts';
import { type Suppression, suppressions } from './notify/suppression.ts';
import type { AlertInstance, Transition } from './rules/alert-state.ts';
import { AlertingRule, isShown } from './rules/alerting.ts';
import { OF_ALERTS } from './rules/known-series.ts';
import { type AlertRule, expressionsOf, type RecordRule, type RuleGroup } from './rules/rule.ts';
import type { AlertCommit, AlertEvent, Silence, StoredGroup, StoredInstance } from './state.ts';
import { kindOfExpression, subjectOfAlert } from './subject.ts';
import { severityOf } from './severity.ts';
import { restore, store } from './stored-instance.ts';
import { unitOfExpression, valueWords } from './value-words.ts';

/** The values of what fires are stored this often; what it is at, with each change. */
const VALUES_MILLISECONDS = 60_000;
/** Less is how clocks are kept right; ms. */
const LEAST_JUMP = 1000;

/** One rule with what it needs at each evaluation. */
interface Running {
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
  readonly #keptLast = new WeakSet<AlertInstance>();
  #suppressed = new Map<string, Suppression>();
  #clocks: { readonly wall: number; readonly monotonic: number };
  /** Whether a rule looks at the series that alerts are. */
  readonly #isSelfAware: boolean;
  #storedAt = Number.NEGATIVE_INFINITY;
  #kept: ReadonlyMap<string, { readonly rule: string; readonly fingerprint: string }> = new Map();

  constructor(options: EngineOptions) {
    this.#options = options;
    const { groups, step, clock } = options;
    this.#source = new SnapshotSource(expressionsOf(groups), step);
    this.#clocks = { wall: clock.wall(), monotonic: clock.monotonic() };
    this.#isSelfAware = [...expressionsOf(groups)].some((expression) => [...selectorsOf(expression)].some(({ selector }) => OF_ALERTS.has(seriesNameOf(selector) ?? '')));
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
    this.#followClock(wall, monotonic);
    this.#source.observe(snapshot);
    const changed = new Map<AlertInstance, Running>();
    const events: AlertEvent[] = [];
    for (const group of this.#groups) {
      // Snapshots do not come to the millisecond: one that is nearer than the next is the one.
      if (monotonic - group.lastClock < group.interval - this.#options.step / 2) continue;
      group.lastClock = monotonic;
      for (const rule of group.rules) {
        if ('record' in rule) this.#record(rule, snapshot.time);
        else for (const transition of this.#evaluateRule(rule, snapshot.time, monotonic)) {
          changed.set(transition.instance, rule);
          if (transition.to === 'pending') this.#startsAt.set(transition.instance, wall);
          events.push(this.#eventOf(rule, transition, wall));
        }
      }
      if (this.#isSelfAware) this.#recordAlerts(snapshot.time);
    }
    const all = this.#alertRules.flatMap((rule) => [...rule.alerting.instances].map((instance) => ({ rule, instance })));
    const planned = all.flatMap(({ rule, instance }) => this.#planned(rule, instance, wall, monotonic) ?? []);
    const firing = planned.filter(({ status }) => status === 'firing').map(({ fingerprint, set, severity }) => ({ fingerprint, labels: set, severity }));
    events.push(...this.#suppress(suppressions(firing, silences, this.#options.settings, wall), planned, wall));
    const plan = this.#planner.plan(planned, this.#suppressed, wall, monotonic);
    const values = monotonic - this.#storedAt >= VALUES_MILLISECONDS;
    if (values) this.#storedAt = monotonic;
    const instances = all.filter(({ instance }) => changed.has(instance) || instance.state === 'pending' || instance.recent.includes(true) || (values && instance.state === 'firing') || this.#isKept(instance));
    return {
      commit: {
        time: wall,
        instances: instances.map(({ rule, instance }) => store(rule.id, this.#fingerprint(rule, instance), instance, this.#startOf(instance, wall), wall, monotonic)),
        removed: this.#forgotten(all),
        events: [...events, ...plan.events], messages: plan.messages, groups: plan.groups,
      },
      frame: alertFrame(all.filter(({ instance }) => isShown(instance, monotonic)).map(({ rule, instance }) => this.#shown(rule, instance, snapshot, wall, monotonic))),
      faults: this.#groups.flatMap(({ rules }) => rules.flatMap(({ id, fault }) => (fault === undefined ? [] : [`${id}: ${fault}`]))),
    };
  }

  #adopt({ instances, groups: told }: NonNullable<EngineOptions['stored']>): NotificationPlanner {
    const { groups, step, clock, settings, host } = this.#options;
    const [wall, monotonic] = [clock.wall(), clock.monotonic()];
    const idOf = idsInTurn();
    this.#groups = groups.map(({ name, interval = step, rules }) => ({
      interval, lastClock: Number.NEGATIVE_INFINITY,
      rules: rules.map((rule) => (rule.type === 'record' ? { id: `${name}/${rule.name}`, record: rule, fault: undefined } : this.#running(idOf(`${name}/${rule.name}`), rule, instances, wall, monotonic))),
    }));
    this.#kept = new Map(instances.map(({ rule, fingerprint }) => [`${rule} ${fingerprint}`, { rule, fingerprint }]));
    return new NotificationPlanner(settings, host, told, wall, monotonic, instances.map((each) => this.#remembered(each, wall, monotonic)));
  }

  #running(id: string, rule: AlertRule, stored: readonly StoredInstance[], wall: number, clock: number): Running {
    const own = stored.filter((each) => each.rule === id).map((each) => ({ each, instance: restore(each, wall, clock) }));
    for (const { each, instance } of own) {
      this.#fingerprints.set(instance, each.fingerprint);
      this.#startsAt.set(instance, each.startsAt);
    }
    return { id, alerting: new AlertingRule(rule, own.map(({ instance }) => instance)), kind: kindOfExpression(rule.expression), unit: unitOfExpression(rule.expression), fault: undefined };
  }

  get #alertRules(): Running[] {
    return this.#groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [] : [rule])));
  }

  /** Whether it is kept firing, or was when it was stored last. */
  #isKept(instance: AlertInstance): boolean {
    const was = this.#keptLast.has(instance);
    const is = !Number.isNaN(instance.keptSince);
    if (is) this.#keptLast.add(instance);
    else this.#keptLast.delete(instance);
    return is || was;
  }

  /** What is stored and is no more: dropped, resolved long ago, of a rule that was taken away. */
  #forgotten(all: readonly { readonly rule: Running; readonly instance: AlertInstance }[]): { rule: string; fingerprint: string }[] {
    const now = new Map(all.map(({ rule, instance }) => [`${rule.id} ${this.#fingerprint(rule, instance)}`, { rule: rule.id, fingerprint: this.#fingerprint(rule, instance) }]));
    const gone = [...this.#kept].filter(([key]) => !now.has(key));
    // Whoever was told of one is still to be told of its end, also by the next process.
    const owed = gone.filter(([, { fingerprint }]) => this.#planner.owes(fingerprint));
    this.#kept = new Map([...now, ...owed]);
    return gone.flatMap(([, each]) => (owed.some(([, { fingerprint }]) => fingerprint === each.fingerprint) ? [] : [each]));
  }

  #record(recording: Recording, time: number): void {
    const { name, expression, labels: added } = recording.record;
    let samples: readonly Sample[] = [];
    try {
      samples = evaluateVector(expression, time, this.#source).map(({ labels, value }) => ({ labels: labels.nameless.with([...added].map(([label, template]) => [label, template.render({ labels, value })] as const)), value }));
      recording.fault = undefined;
    } catch (error) {
      recording.fault = safeText(errorMessage(error));
    }
    this.#source.record(name, samples, time);
  }

  /** Alerts as series, for rules about alerts (as in Prometheus). */
  #recordAlerts(time: number): void {
    const active = this.#alertRules.flatMap(({ alerting }) => [...alerting.instances].filter(({ state }) => state !== 'inactive'));
    this.#source.record('ALERTS', active.map(({ labels, state }) => ({ labels: labels.with([['alertstate', state]]), value: 1 })), time);
    this.#source.record('ALERTS_FOR_STATE', active.map((instance) => ({ labels: instance.labels, value: this.#startOf(instance, time) / 1000 })), time);
  }

  /** A clock that was set, or a machine that slept: what is kept of before goes on as if that time had not been. */
  #followClock(wall: number, monotonic: number): void {
    const { wall: wallBefore, monotonic: before } = this.#clocks;
    this.#clocks = { wall, monotonic };
    const jump = wall - wallBefore - (monotonic - before);
    if (Math.abs(jump) >= LEAST_JUMP) this.#source.shift(jump);
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
    return planned.flatMap(({ fingerprint, rule, status }): AlertEvent[] => {
      const [was, is] = [before.get(fingerprint), now.get(fingerprint)];
      // That one is over is told as such.
      if (was?.kind === is?.kind || status === 'resolved') return [];
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
      severity: severityOf(labels), to: own.to, repeat: own.repeat, firedClock: firedAt, changes,
    };
  }

  /** One that is stored, as those who were told of it may have to be told of its end. */
  #remembered(stored: StoredInstance, wall: number, clock: number): PlannedAlert {
    const rule = this.#alertRules.find(({ id }) => id === stored.rule);
    const { labels, annotations, value, changes, firedAt, resolvedAt } = restore(stored, wall, clock);
    return {
      fingerprint: stored.fingerprint, status: 'resolved', rule: stored.rule, set: labels, labels: cleaned(labels), annotations: cleaned(annotations), startsAt: stored.startsAt, endsAt: Number.isNaN(resolvedAt) ? undefined : wall - (clock - resolvedAt),
      value, valueWords: valueWords(value, rule?.unit), expression: rule?.alerting.rule.text ?? '', severity: severityOf(labels), to: undefined, repeat: undefined, firedClock: firedAt, changes,
    };
  }

  #shown(rule: Running, instance: AlertInstance, snapshot: Snapshot, wall: number, clock: number): ShownAlert {
    const fingerprint = this.#fingerprint(rule, instance);
    const subject = subjectOfAlert(rule.kind, instance.labels, snapshot);
    const planned = this.#planned(rule, instance, wall, clock);
    return {
      fingerprint, instance, subject, rule: rule.alerting.rule, suppression: this.#suppressed.get(fingerprint), startsAt: this.#startOf(instance, wall), valueWords: valueWords(instance.value, rule.unit),
      clock, tellsIn: planned === undefined ? undefined : this.#planner.waitOf(planned, clock), channels: rule.alerting.rule.to ?? this.#options.settings.to,
    };
  }
}

/** Labels and annotations hold what processes call themselves. */
const cleaned = (pairs: Iterable<readonly [string, string]>): Record<string, string> => Object.fromEntries([...pairs].map(([name, value]) => [name, safeText(value)]));

/** Ids by name; a second rule of a name (another severity, say) is told apart by its place. */
function idsInTurn(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}
