import type { AlertStore } from '../../storage/alerts/store.ts';
import type { Clock } from '../alerts/clock.ts';
import type { Channel } from '../alerts/delivery/channel-queue.ts';
import { Dispatcher } from '../alerts/delivery/dispatcher.ts';
import { AlertEngine, type Evaluation } from '../alerts/engine.ts';
import { SnapshotSource } from '../alerts/live/snapshot-source.ts';
import type { NotifySettings } from '../alerts/notify/settings.ts';
import { expressionsOf, type RuleGroup } from '../alerts/rules/rule.ts';
import { CHANNEL_UP, DEAD_LETTERS, RULE_FAULT, selfRules, selfSample } from '../alerts/self-rules.ts';
import type { AlertCommit } from '../model/alerts/state.ts';
import { errorMessage, UserError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { KnownSilences } from './known-silences.ts';
import type { Log } from './log.ts';
import { isEmpty, merged } from './pending-commit.ts';

/** What is watched for, and whom it is told to. */
export interface Watched {
  readonly groups: readonly RuleGroup[];
  readonly settings: NotifySettings;
  readonly channels: ReadonlyMap<string, Channel>;
}

export interface AlertServiceOptions extends Watched {
  /** Undefined where the state cannot be kept: alerts are told from memory then. */
  readonly store: AlertStore | undefined;
  readonly host: string;
  /** Ms between snapshots. */
  readonly step: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Snapshots of the last so many ms, oldest first, for rules that look back. */
  readonly past: (reach: number, step: number) => AsyncIterable<Snapshot>;
}

/** How the last evaluation went. */
export interface AlertRound {
  readonly milliseconds: number;
  readonly rules: number;
  readonly faults: number;
  readonly stored: boolean;
}

/** Rules, their state on disk, and the messages about them, held together: each evaluation is stored whole with its messages before any of these is sent. */
export class AlertService {
  readonly #options: AlertServiceOptions;
  readonly #dispatcher: Dispatcher;
  readonly #silences: KnownSilences;
  #watched: Watched;
  #engine: AlertEngine;
  #pending: AlertCommit | undefined;
  /** Snapshots that came while other rules are made ready. */
  #meanwhile: Snapshot[] | undefined;
  #faults = new Set<string>();
  #dead = new Map<string, number>();
  #broken = new Map<string, string>();
  #round: AlertRound = { milliseconds: 0, rules: 0, faults: 0, stored: true };

  private constructor(options: AlertServiceOptions) {
    this.#options = options;
    this.#watched = options;
    this.#engine = this.#engineFor(options);
    const { channels, store, clock, random, log } = options;
    this.#silences = new KnownSilences(store, clock);
    this.#dispatcher = new Dispatcher({
      channels, outbox: store?.outbox, clock, random,
      listener: {
        onDead: (channel, { id }, detail) => {
          this.#dead.set(channel, (this.#dead.get(channel) ?? 0) + 1);
          log.error({ channel, message: id, detail }, 'a message was given up');
        },
        onBroken: (channel, detail) => {
          this.#broken.set(channel, detail);
          log.error({ channel, detail }, 'a channel does not work');
        },
        onMended: (channel) => {
          this.#broken.delete(channel);
          log.info({ channel }, 'the channel works again');
        },
      },
    });
  }

  /** Goes on where the one before it stood. Rejects with a `UserError` for a state that cannot be used. */
  static async open(options: AlertServiceOptions): Promise<AlertService> {
    const loaded = options.store?.load(options.clock.wall());
    for (const line of loaded?.lost ?? []) options.log.warn({ line }, 'a part of the state cannot be read');
    const service = new AlertService(options);
    await service.#remember(service.#engine, options);
    if (loaded !== undefined) service.#engine.adopt(loaded);
    service.#dispatcher.start();
    return service;
  }

  get round(): AlertRound {
    return this.#round;
  }

  /** How many are evaluated. */
  get rules(): number {
    return this.#watched.groups.reduce((sum, { rules }) => sum + rules.length, 0);
  }

  get channels(): Dispatcher['statuses'] {
    return this.#dispatcher.statuses;
  }

  /** Rules by name that could not be evaluated. */
  get faults(): ReadonlySet<string> {
    return this.#faults;
  }

  /** Evaluates a snapshot; gives the alerts as rows. What goes wrong is logged, never thrown. */
  evaluate(snapshot: Snapshot): Frame {
    const began = this.#options.clock.monotonic();
    this.#tellOfItself();
    this.#meanwhile?.push(snapshot);
    const evaluation = this.#engine.evaluate(snapshot, this.#silences.read());
    const stored = this.#store(evaluation.commit);
    this.#logEvents(evaluation);
    this.#silences.endAcknowledgements(evaluation.frame, evaluation.commit.time);
    this.#round = { milliseconds: this.#options.clock.monotonic() - began, rules: this.rules, faults: evaluation.faults.length, stored };
    void this.#options.store?.tend(this.#options.clock.wall());
    return evaluation.frame;
  }

  /** Takes other rules and channels; the state of rules that are still there goes on. Until they are ready those before are evaluated. */
  async reload(watched: Watched): Promise<void> {
    const engine = this.#engineFor(watched);
    this.#meanwhile = [];
    try {
      await this.#remember(engine, watched);
      for (const snapshot of this.#meanwhile) engine.remember(snapshot);
    } finally {
      this.#meanwhile = undefined;
    }
    // As it is now, between two evaluations: nothing is lost that happened meanwhile.
    engine.adopt(this.#engine.stored());
    this.#watched = watched;
    this.#engine = engine;
    for (const channel of this.#broken.keys()) if (!watched.channels.has(channel)) this.#broken.delete(channel);
    this.#dispatcher.reload(watched.channels);
  }

  /** Delivers what is under way for as long as that, and keeps the rest. */
  async close(graceMilliseconds: number): Promise<void> {
    const { store, clock } = this.#options;
    const { instances, groups } = this.#engine.stored();
    this.#store({ time: clock.wall(), instances, removed: [], events: [], messages: [], groups });
    await this.#dispatcher.close(graceMilliseconds);
    store?.close();
  }

  #engineFor({ groups, settings, channels }: Watched): AlertEngine {
    const { host, step, clock } = this.#options;
    return new AlertEngine({ groups: [...groups, selfRules([...channels.keys()])], settings, host, step, clock });
  }

  /** What rules that look back have to look at. What the program tells of itself was not recorded. */
  async #remember(engine: AlertEngine, { groups }: Pick<Watched, 'groups'>): Promise<void> {
    const reach = SnapshotSource.reachOf(expressionsOf(groups));
    if (reach === 0) return;
    for await (const snapshot of this.#options.past(reach, this.#options.step)) engine.remember(snapshot);
  }

  /** What the program knows of its own trouble, as series for its own rules. */
  #tellOfItself(): void {
    const names = [...this.#watched.channels.keys()];
    this.#engine.observe(CHANNEL_UP, names.map((channel) => selfSample({ channel, reason: this.#broken.get(channel) ?? '' }, this.#broken.has(channel) ? 0 : 1)));
    this.#engine.observe(DEAD_LETTERS, names.map((channel) => selfSample({ channel }, this.#dead.get(channel) ?? 0)));
    this.#engine.observe(RULE_FAULT, [...this.#faults].map((fault) => selfSample({ rule: fault.slice(0, fault.indexOf(':')), reason: fault.slice(fault.indexOf(':') + 2) }, 1)));
  }

  /** Stores it with what could not be stored before; messages go out all the same. */
  #store(commit: AlertCommit): boolean {
    const { store, log } = this.#options;
    const all = merged(this.#pending, commit);
    if (isEmpty(all)) return this.#pending === undefined;
    try {
      if (store === undefined) throw new UserError('the state of alerts is not kept', { mend: 'see the line at the start' });
      store.commit(all);
      if (this.#pending !== undefined) log.info('the state of alerts is stored again');
      this.#pending = undefined;
      if (all.messages.length > 0) this.#dispatcher.wake();
      return true;
    } catch (error) {
      if (this.#pending === undefined && store !== undefined) log.error({ reason: error instanceof UserError ? error.line : errorMessage(error) }, 'the state of alerts cannot be stored; messages are sent from memory');
      // Without a store nothing waits to be stored.
      this.#pending = store === undefined ? undefined : all;
      this.#dispatcher.deliverNow(commit.messages);
      return false;
    }
  }

  #logEvents({ commit, faults }: Evaluation): void {
    const { log } = this.#options;
    for (const { what, rule, fingerprint, detail } of commit.events) {
      if (what === 'firing' || what === 'resolved') log.info({ alert: rule, id: fingerprint, what, detail }, 'alert');
      else log.debug({ alert: rule, id: fingerprint, what, detail }, 'alert');
    }
    const now = new Set(faults);
    for (const fault of now) if (!this.#faults.has(fault)) log.warn({ rule: fault }, 'a rule cannot be evaluated');
    this.#faults = now;
  }
}
