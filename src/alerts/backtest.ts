import type { Snapshot } from '../model/snapshot.ts';
import { AlertEngine } from './engine.ts';
import type { NotifySettings } from './notify/settings.ts';
import type { RuleGroup } from './rules/rule.ts';
import type { AlertEvent } from './state.ts';

/** One time that an alert fired. Ms since the epoch. */
export interface PastAlert {
  readonly rule: string;
  readonly subject: string;
  readonly labels: string;
  readonly firedAt: number;
  /** Undefined where it fired to the end. */
  readonly resolvedAt: number | undefined;
  readonly detail: string;
}

const NOBODY: NotifySettings = { to: [], groupBy: ['alertname'], groupWait: 0, groupInterval: 0, repeat: Infinity, quiet: [], inhibit: [] };

/** So many steps without a snapshot are a time in which nothing ran. */
const GAP_STEPS = 10;

/** What rules would have said of these snapshots, oldest first, `step` ms apart: evaluated as they are live. */
export class Backtest {
  readonly #engine: AlertEngine;
  readonly #open = new Map<string, PastAlert>();
  readonly #done: PastAlert[] = [];
  readonly #faults = new Set<string>();
  readonly #step: number;
  #time = Number.NaN;
  /** Goes with the snapshots, and stands still where nothing ran: that does not count for how long something held. */
  #clock = 0;

  constructor(groups: readonly RuleGroup[], host: string, step: number) {
    this.#step = step;
    this.#engine = new AlertEngine({ groups, settings: NOBODY, host, step, clock: { wall: () => this.#clock, monotonic: () => this.#clock } });
  }

  add(snapshot: Snapshot): void {
    const passed = snapshot.time - this.#time;
    this.#clock += passed <= GAP_STEPS * this.#step ? passed : this.#step;
    this.#time = snapshot.time;
    const { commit, frame, faults } = this.#engine.evaluate(snapshot, []);
    for (const fault of faults) this.#faults.add(fault);
    for (const event of commit.events) this.#take(event, () => {
      const row = frame.find((index) => frame.text('fingerprint', index) === event.fingerprint);
      return { subject: row < 0 ? '' : frame.text('subject', row), labels: row < 0 ? '' : frame.text('labels', row) };
    });
  }

  #take({ what, fingerprint, rule, detail }: AlertEvent, about: () => Pick<PastAlert, 'subject' | 'labels'>): void {
    if (what === 'firing') this.#open.set(fingerprint, { rule, ...about(), firedAt: this.#time, resolvedAt: undefined, detail });
    const open = this.#open.get(fingerprint);
    if (what !== 'resolved' || open === undefined) return;
    this.#open.delete(fingerprint);
    this.#done.push({ ...open, resolvedAt: this.#time });
  }

  /** In the order in which they fired. */
  get alerts(): readonly PastAlert[] {
    return [...this.#done, ...this.#open.values()].sort((left, right) => left.firedAt - right.firedAt);
  }

  get faults(): readonly string[] {
    return [...this.#faults];
  }
}
