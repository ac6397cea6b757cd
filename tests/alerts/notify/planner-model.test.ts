import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import { NotificationPlanner, type PlannedAlert } from '../../../src/alerts/notify/planner.ts';
import type { NotifySettings } from '../../../src/alerts/notify/settings.ts';
import type { Suppression } from '../../../src/alerts/notify/suppression.ts';
import type { Notification } from '../../../src/alerts/notification.ts';
import type { StoredGroup } from '../../../src/alerts/state.ts';
import { HOUR, MINUTE, SECOND } from '../support.ts';
import { acknowledged, planned, SETTINGS, silenced } from './planned.ts';

const NAMES = ['a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];
type Step =
  | { readonly do: 'fire' | 'resolve' | 'pending' | 'silence' | 'acknowledge' | 'unsilence'; readonly name: Name }
  | { readonly do: 'restart' } | { readonly do: 'wait'; readonly seconds: number };

const name = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('fire', 'resolve'), name }) }, { weight: 4, arbitrary: fc.record({ do: fc.constant('pending'), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('silence', 'acknowledge', 'unsilence'), name }) }, { weight: 3, arbitrary: fc.record({ do: fc.constant('restart') }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(5, 10, 25, 55, 60, 120, 700, 3700) }) },
);

const TICK = 5 * SECOND;

/** Alerts that come and go in a group, a planner that tells of them, and what it told. A kill loses all but what was stored with the messages. */
class World {
  readonly settings: NotifySettings;
  #planner: NotificationPlanner;
  #stored = new Map<string, StoredGroup>();
  clock = 0;
  /** All that is stored of alerts, as the engine does: the pending ones too. */
  readonly #alerts = new Map<Name, PlannedAlert & { readonly visible: boolean }>();
  readonly #suppressed = new Map<string, Suppression>();
  readonly told: { readonly at: number; readonly notification: Notification; readonly suppressed: ReadonlySet<string> }[] = [];
  /** Since when an alert fires and nothing keeps it from being told. */
  readonly #open = new Map<Name, number>();
  readonly late: string[] = [];

  constructor(settings: NotifySettings) {
    this.settings = settings;
    this.#planner = new NotificationPlanner(settings, 'here', [], 0, 0);
  }

  take(each: Step): void {
    if (each.do === 'wait') for (let left = each.seconds; left > 0; left -= 5) this.#tick();
    else if (each.do === 'restart') this.#planner = new NotificationPlanner(this.settings, 'here', [...this.#stored.values()], this.clock, this.clock, [...this.#alerts.values()]);
    else this.#change(each.do, each.name);
  }

  #change(what: Exclude<Step['do'], 'wait' | 'restart'>, own: Name): void {
    const before = this.#alerts.get(own);
    const fires = before?.status === 'firing' && before.visible;
    const changes = (before?.changes ?? []).filter((at) => this.clock - at < HOUR);
    const set = LabelSet.of([['alertname', 'A'], ['n', own]]);
    if (what === 'fire' && !fires) this.#alerts.set(own, { ...planned(own, { set, firedClock: this.clock, changes: [...changes, this.clock] }), visible: true });
    if (what === 'resolve' && fires) this.#alerts.set(own, { ...planned(own, { set, status: 'resolved', endsAt: this.clock, firedClock: before.firedClock, changes: [...changes, this.clock] }), visible: true });
    // It holds again, not yet for long enough.
    if (what === 'pending' && before?.status === 'resolved') this.#alerts.set(own, { ...before, visible: false });
    if (what === 'silence') this.#suppressed.set(own, silenced);
    if (what === 'acknowledge') this.#suppressed.set(own, acknowledged);
    if (what === 'unsilence') this.#suppressed.delete(own);
  }

  #tick(): void {
    this.clock += TICK;
    const alerts = [...this.#alerts.values()].filter(({ visible }) => visible);
    const firing = alerts.filter(({ status }) => status === 'firing').map(({ fingerprint }) => fingerprint);
    // Suppressions are of firing alerts; an acknowledgement ends with its alert.
    for (const own of NAMES) if (this.#suppressed.get(own)?.kind === 'acknowledged' && !firing.includes(own)) this.#suppressed.delete(own);
    const suppressed = new Map([...this.#suppressed].filter(([print]) => firing.includes(print)));
    const plan = this.#planner.plan(alerts, suppressed, this.clock, this.clock);
    for (const group of plan.groups) this.#stored.set(group.groupKey, group);
    for (const { notification } of plan.messages) this.told.push({ at: this.clock, notification, suppressed: new Set(suppressed.keys()) });
    for (const own of NAMES) {
      if (!firing.includes(own) || suppressed.has(own)) this.#open.delete(own);
      else if (!this.#open.has(own)) this.#open.set(own, this.clock);
      const since = this.#open.get(own);
      if (since !== undefined && this.clock - since > this.settings.groupInterval + this.settings.groupWait && this.lastOf(own) !== 'firing') this.late.push(`${own} at ${this.clock / SECOND}`);
    }
  }

  lastOf(own: string): string | undefined {
    return this.told.flatMap(({ notification: { alerts } }) => alerts.filter(({ fingerprint }) => fingerprint === own)).at(-1)?.status;
  }

  /** All is well, and time goes by. */
  end(): void {
    for (const own of NAMES) {
      this.#change('unsilence', own);
      this.#change('resolve', own);
    }
    for (let left = 15 * MINUTE; left > 0; left -= TICK) this.#tick();
  }
}

function check({ told, settings, late }: World): void {
  const firing = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, notification: { alerts, repeated, status }, suppressed } of told) {
    expect(at - last, 'two messages').toBeGreaterThanOrEqual(repeated ? settings.repeat : settings.groupInterval);
    last = at;
    let news = 0;
    for (const { fingerprint, status: own } of alerts) {
      const known = firing.has(fingerprint);
      if (own === 'resolved') expect(known, `${fingerprint} is over, and was told before`).toBe(true);
      if (own === 'firing' && !known) expect(suppressed.has(fingerprint), 'nobody is told of what is silenced').toBe(false);
      if (known !== (own === 'firing')) news += 1;
      if (own === 'firing') firing.set(fingerprint, at);
      else firing.delete(fingerprint);
    }
    expect(status).toBe(alerts.some(({ status: own }) => own === 'firing') ? 'firing' : 'resolved');
    expect(news > 0, 'a message is news, or says that it is none').toBe(!repeated);
    expect(new Set(alerts.map(({ fingerprint }) => fingerprint)).size).toBe(alerts.length);
  }
  expect([...firing.keys()], 'all that was told is told as over').toEqual([]);
  expect(late, 'what fires is told in time').toEqual([]);
}

test.each([
  ['as usual', SETTINGS], ['at once', { ...SETTINGS, groupWait: 0 }], ['slowly', { ...SETTINGS, groupWait: MINUTE, groupInterval: 5 * MINUTE, repeat: HOUR }],
] as const)('whatever comes, goes, is silenced and restarted: nothing is lost and nothing told twice (%s)', (_, settings) => {
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
    const world = new World(settings);
    for (const each of steps) world.take(each);
    world.end();
    check(world);
  }), { numRuns: 120 });
});
