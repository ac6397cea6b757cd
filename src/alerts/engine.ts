import type { Frame } from '../model/frame.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AlertRows, type ShownAlert } from './alert-frame.ts';
import type { Clock } from './clock.ts';
import type { Sample } from './language/value.ts';
import { SnapshotSource } from './live/snapshot-source.ts';
import { NotificationPlanner, type PlannedAlert } from './notify/planner.ts';
import type { NotifySettings } from './notify/settings.ts';
import { type Suppression, suppressions } from './notify/suppression.ts';
import { plannedAlert, rememberedAlert } from './planned.ts';
import type { AlertInstance } from './rules/alert-state.ts';
import { isShown } from './rules/alerting.ts';
import { expressionsOf, type RuleGroup } from './rules/rule.ts';
import { type Change, type RunningInstance, RunningRules } from './running-rules.ts';
import type { AlertCommit, AlertEvent, Silence, StoredGroup, StoredInstance } from './state.ts';
import { StoredChanges } from './stored-changes.ts';
import { store } from './stored-instance.ts';
import { subjectOfAlert } from './subject.ts';
import { valueWords } from './value-words.ts';

/** Less is how clocks are kept right; ms. */
const LEAST_JUMP = 1000;

/** What outlives an engine. */
interface StoredAlerts {
  readonly instances: readonly StoredInstance[];
  readonly groups: readonly StoredGroup[];
}

export interface EngineOptions {
  readonly groups: readonly RuleGroup[];
  readonly settings: NotifySettings;
  readonly host: string;
  /** Ms between snapshots. */
  readonly step: number;
  readonly clock: Clock;
  /** What was there when the last one ended. */
  readonly stored?: StoredAlerts | undefined;
}

/** What one evaluation came to. */
export interface Evaluation {
  readonly commit: AlertCommit;
  readonly frame: Frame;
  /** Rules that could not be evaluated, a line each. */
  readonly faults: readonly string[];
}

/** Both clocks at one moment. */
interface Moment {
  /** Ms since the epoch. */
  readonly wall: number;
  /** Ms of a clock that is never set. */
  readonly clock: number;
}

/** What is at work for some rules. */
interface Parts {
  readonly rules: RunningRules;
  readonly planner: NotificationPlanner;
  readonly changes: StoredChanges;
  /** Those that were firing when these rules took over. */
  readonly before: ReadonlySet<string>;
}

/** Evaluates rules on each snapshot, and decides what is told. It neither reads nor writes anything: what must be kept is handed back. */
export class AlertEngine {
  readonly #options: EngineOptions;
  readonly #source: SnapshotSource;
  #parts: Parts;
  #suppressed: Map<string, Suppression> | undefined;
  readonly #rows = new AlertRows();
  /** Of what is over nothing changes: it is described once. */
  readonly #over = new WeakMap<AlertInstance, ShownAlert>();
  #last: Moment;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#source = new SnapshotSource(expressionsOf(options.groups), options.step);
    this.#last = this.#now;
    this.#parts = this.#partsFrom(options.stored ?? { instances: [], groups: [] });
  }

  /** How far back rules look, ms. */
  get reach(): number {
    return SnapshotSource.reachOf(expressionsOf(this.#options.groups));
  }

  /** All that the next one must know. */
  stored(): StoredAlerts {
    const { rules, planner } = this.#parts;
    const now = this.#now;
    return { instances: rules.instances.map((each) => this.#storedOf(each, now)), groups: planner.stored(now.wall, now.clock) };
  }

  /** Takes over what another engine is at now, which was evaluated while this one was made ready. */
  adopt(stored: StoredAlerts): void {
    this.#parts = this.#partsFrom(stored);
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
    const now = this.#now;
    const { wall, clock } = now;
    const { rules, planner, changes } = this.#parts;
    this.#followClock(now);
    this.#source.observe(snapshot);
    const changed = rules.evaluate(this.#source, snapshot.time, wall, clock);
    const all = rules.instances;
    const before = planner.owed;
    // What is over, and nobody waits for the word of it, is only shown.
    const planned = all.filter((each) => each.instance.state === 'firing' || before.has(rules.fingerprint(each))).flatMap((each) => this.#planned(each, now) ?? []);
    const firing = planned.filter(({ status }) => status === 'firing').map(({ fingerprint, set, severity }) => ({ fingerprint, labels: set, severity }));
    const suppressed = suppressions(firing, silences, this.#options.settings, wall);
    const events = [...changed.map((each) => this.#eventOf(each, wall)), ...this.#suppress(suppressed, planned, wall)];
    const plan = planner.plan(planned, suppressed, wall, clock);
    const owed = planner.owed;
    const plannedBy = new Map(planned.map((each) => [each.fingerprint, each]));
    return {
      commit: {
        time: wall,
        instances: changes.changed(all, new Set(changed.map(({ transition }) => transition.instance)), clock).map((each) => this.#storedOf(each, now)),
        removed: changes.removed(all.map((each) => ({ rule: each.rule.id, fingerprint: rules.fingerprint(each) })), (fingerprint) => owed.has(fingerprint)),
        events: [...events, ...plan.events], messages: plan.messages, groups: plan.groups,
      },
      frame: this.#rows.frame(all.filter(({ instance }) => isShown(instance, clock)).map((each) => this.#shown(each, snapshot, suppressed, plannedBy, now))),
      faults: rules.faults,
    };
  }

  get #now(): Moment {
    const { clock } = this.#options;
    return { wall: clock.wall(), clock: clock.monotonic() };
  }

  #partsFrom({ instances, groups: told }: StoredAlerts): Parts {
    const { groups, step, settings, host } = this.#options;
    const { wall, clock } = this.#now;
    const rules = new RunningRules(groups, step, instances, wall, clock);
    const remembered = instances.map((each) => rememberedAlert(each, rules.alerting.find(({ id }) => id === each.rule), wall, clock));
    this.#suppressed = undefined;
    return {
      rules, planner: new NotificationPlanner(settings, host, told, wall, clock, remembered), changes: new StoredChanges(instances),
      before: new Set(instances.flatMap(({ state, fingerprint }) => (state === 'firing' ? [fingerprint] : []))),
    };
  }

  /** A clock that was set, or a machine that slept: what is kept of before goes on as if that time had not been. */
  #followClock(now: Moment): void {
    const jump = now.wall - this.#last.wall - (now.clock - this.#last.clock);
    this.#last = now;
    if (Math.abs(jump) >= LEAST_JUMP) this.#source.shift(jump);
  }

  #storedOf(each: RunningInstance, { wall, clock }: Moment): StoredInstance {
    const { rules } = this.#parts;
    return store(each.rule.id, rules.fingerprint(each), each.instance, rules.startOf(each.instance, wall), wall, clock);
  }

  #eventOf({ rule, transition: { instance, from, to, cause } }: Change, wall: number): AlertEvent {
    const what = to === 'inactive' ? (from === 'firing' ? 'resolved' : 'dropped') : to;
    return { time: wall, fingerprint: this.#parts.rules.fingerprint({ rule, instance }), rule: rule.id, what, detail: `${cause}; value ${valueWords(instance.value, rule.unit)}` };
  }

  /** Says which alerts are no longer told, and which are again. */
  #suppress(now: Map<string, Suppression>, planned: readonly PlannedAlert[], wall: number): AlertEvent[] {
    const before = this.#suppressed;
    this.#suppressed = now;
    return planned.flatMap(({ fingerprint, rule, status }): AlertEvent[] => {
      const [was, is] = [before?.get(fingerprint), now.get(fingerprint)];
      // That one is over is told as such; what was so when another engine had it was told by that.
      if (was?.kind === is?.kind || status === 'resolved' || (before === undefined && this.#parts.before.has(fingerprint))) return [];
      if (is === undefined) return [{ time: wall, fingerprint, rule, what: 'unsilenced', detail: `no longer ${was?.kind ?? 'silenced'}` }];
      return [{ time: wall, fingerprint, rule, what: is.kind === 'quiet' ? 'suppressed' : is.kind, detail: is.detail }];
    });
  }

  #planned(each: RunningInstance, { wall, clock }: Moment): PlannedAlert | undefined {
    const { rules } = this.#parts;
    return plannedAlert(each, rules.fingerprint(each), rules.startOf(each.instance, wall), wall, clock);
  }

  #shown(each: RunningInstance, snapshot: Snapshot, suppressed: ReadonlyMap<string, Suppression>, planned: ReadonlyMap<string, PlannedAlert>, now: Moment): ShownAlert {
    const { instance } = each;
    if (instance.state !== 'inactive') {
      this.#over.delete(instance);
      return this.#described(each, snapshot, suppressed, planned, now);
    }
    let known = this.#over.get(instance);
    if (known === undefined) this.#over.set(instance, (known = this.#described(each, snapshot, suppressed, planned, now)));
    return known;
  }

  #described(each: RunningInstance, snapshot: Snapshot, suppressed: ReadonlyMap<string, Suppression>, plannedBy: ReadonlyMap<string, PlannedAlert>, now: Moment): ShownAlert {
    const { rules, planner } = this.#parts;
    const { rule, instance } = each;
    const fingerprint = rules.fingerprint(each);
    const planned = instance.state === 'firing' ? plannedBy.get(fingerprint) : undefined;
    return {
      fingerprint, instance, subject: subjectOfAlert(rule.kind, instance.labels, snapshot), rule: rule.alerting.rule, suppression: suppressed.get(fingerprint), startsAt: rules.startOf(instance, now.wall),
      valueWords: valueWords(instance.value, rule.unit), clock: now.clock, tellsIn: planned === undefined ? undefined : planner.waitOf(planned, now.clock), channels: rule.alerting.rule.to ?? this.#options.settings.to,
    };
  }
}
