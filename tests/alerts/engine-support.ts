import { AlertEngine, type Evaluation } from '../../src/alerts/engine.ts';
import type { Clock } from '../../src/alerts/clock.ts';
import type { NotifySettings } from '../../src/alerts/notify/settings.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import type { Silence, StoredGroup, StoredInstance } from '../../src/alerts/state.ts';
import type { Frame } from '../../src/model/frame.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf, type Row, rowsOf } from '../model/support.ts';
import { BEGIN, snapshotOf } from './live/snapshots.ts';
import { SETTINGS } from './notify/planned.ts';
import { SECOND } from './support.ts';

export const STEP = 5 * SECOND;

/** Two clocks that go as they are told. */
export class FakeClock implements Clock {
  now = BEGIN;
  steady = 1_000_000;
  readonly wall = (): number => this.now;
  readonly monotonic = (): number => this.steady;

  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.steady += milliseconds;
  }
}

/** Rows of processes and of the host, and what else there is. */
export const machine = (time: number, processes: readonly Row[], figures: Row = {}, more: readonly Frame[] = []): Snapshot =>
  snapshotOf(time, [frameOf(process, processes.map((row) => ({ startTime: 1_700_000_000, name: 'node', group: 'shop', ...row }))), frameOf(host, [{ name: 'here', ...figures }]), ...more]);

/** What a store would have: instances by rule and fingerprint, groups by channel. Only what commits say gets there. */
export class MemoryStore {
  readonly instances = new Map<string, StoredInstance>();
  readonly groups = new Map<string, StoredGroup>();

  take({ commit: { instances, removed, groups } }: Evaluation): void {
    // As JSON has it: NaN is null, and back.
    for (const instance of instances) this.instances.set(`${instance.rule} ${instance.fingerprint}`, structuredClone(instance));
    for (const { rule, fingerprint } of removed) this.instances.delete(`${rule} ${fingerprint}`);
    for (const group of groups) this.groups.set(`${group.channel} ${group.groupKey}`, structuredClone(group));
  }

  get stored(): { instances: StoredInstance[]; groups: StoredGroup[] } {
    return { instances: [...this.instances.values()], groups: [...this.groups.values()] };
  }
}

/** An engine on a machine of a test, evaluated each five seconds. */
export class Watch {
  readonly clock: FakeClock;
  readonly store = new MemoryStore();
  engine: AlertEngine;
  last: Evaluation | undefined;
  silences: readonly Silence[] = [];
  /** `+12s firing Name`, all that happened but that it was stored. */
  readonly events: string[] = [];
  /** `+12s mail: name+ name-`, all that was told. */
  readonly told: string[] = [];
  #rules: string;
  readonly #settings: NotifySettings;
  readonly #begin: number;

  constructor(rules: readonly Readonly<Record<string, unknown>>[], settings: Partial<NotifySettings> = {}, clock = new FakeClock()) {
    this.clock = clock;
    this.#begin = clock.steady;
    this.#rules = JSON.stringify({ rules });
    this.#settings = { ...SETTINGS, groupWait: 0, ...settings };
    this.engine = this.#engine();
  }

  #engine(): AlertEngine {
    return new AlertEngine({ groups: readRuleFile('rules', Buffer.from(this.#rules)), settings: this.#settings, host: 'here', step: STEP, clock: this.clock, stored: this.store.stored });
  }

  /** Killed right after the last evaluation; another process goes on with what was stored, after some time in which nothing ran; with other rules, if given. */
  restart(away = 0, rules?: readonly Readonly<Record<string, unknown>>[]): void {
    this.clock.now += away - STEP;
    this.clock.steady = 5000 + Math.floor(this.clock.steady / 1000);
    if (rules !== undefined) this.#rules = JSON.stringify({ rules });
    this.engine = this.#engine();
    this.clock.pass(STEP);
  }

  /** Evaluates one snapshot of now, then lets five seconds pass; `count` times. */
  see(processes: readonly Row[], figures: Row = {}, more: readonly Frame[] = [], count = 1): this {
    for (let index = 0; index < count; index += 1) {
      this.last = this.engine.evaluate(machine(this.clock.now, processes, figures, more), this.silences);
      this.store.take(this.last);
      const at = `+${(this.clock.steady - this.#begin) / SECOND}s`;
      for (const { what, rule, detail } of this.last.commit.events) this.events.push(`${at} ${what} ${rule.replace('rules/', '')}${what === 'notified' ? ` ${detail.replace(/ in message.*/, '')}` : ''}`);
      for (const { channel, notification: { alerts } } of this.last.commit.messages) this.told.push(`${at} ${channel}: ${alerts.map(({ labels, status }) => `${labels['alertname']}${labels['pid'] === undefined ? '' : ` ${labels['pid']}`}${status === 'firing' ? '+' : '-'}`).join(' ')}`);
      this.clock.pass(STEP);
    }
    return this;
  }

  get rows(): Record<string, number | string>[] {
    return rowsOf(this.last?.frame);
  }
}
