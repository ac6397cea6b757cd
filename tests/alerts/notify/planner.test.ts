import { describe, expect, test } from 'vitest';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import { NotificationPlanner, type PlannedAlert } from '../../../src/alerts/notify/planner.ts';
import type { NotifySettings } from '../../../src/alerts/notify/settings.ts';
import type { Suppression } from '../../../src/alerts/notify/suppression.ts';
import { HOUR, MINUTE, SECOND } from '../support.ts';
import { acknowledged, planned, resolved, SETTINGS, silenced } from './planned.ts';

const WALL = Date.UTC(2026, 2, 2, 8);

/** A planner, asked at seconds of its clock; gives what is told, `mail: a+ b-` (firing, resolved; `*` for once more). */
class Told {
  planner: NotificationPlanner;
  readonly settings: NotifySettings;

  constructor(settings: Partial<NotifySettings> = {}) {
    this.settings = { ...SETTINGS, ...settings };
    this.planner = new NotificationPlanner(this.settings, 'here', [], WALL, 0);
  }

  at(seconds: number, alerts: readonly PlannedAlert[], suppressed: Readonly<Record<string, Suppression>> = {}): string[] {
    const { messages } = this.planner.plan(alerts, new Map(Object.entries(suppressed)), WALL + seconds * SECOND, seconds * SECOND);
    return messages.map(({ channel, notification: { alerts: own, repeated, more } }) => `${channel}: ${own.map(({ fingerprint, status }) => `${fingerprint}${status === 'firing' ? '+' : '-'}`).join(' ')}${more === 0 ? '' : ` and ${more}`}${repeated ? ' *' : ''}`);
  }

  /** Another process goes on with what was stored. */
  restart(seconds: number, known: readonly PlannedAlert[]): void {
    const stored = this.planner.stored(WALL + seconds * SECOND, seconds * SECOND);
    this.planner = new NotificationPlanner(this.settings, 'here', stored, WALL + seconds * SECOND, seconds * SECOND, known);
  }
}

describe('when', () => {
  test('the first of a group waits for others, then all go in one message', () => {
    const it = new Told();
    const [a, b] = [planned('a', { firedClock: 0 }), planned('b', { firedClock: 8 * SECOND })];
    expect(it.at(0, [a])).toEqual([]);
    expect(it.at(8, [a, b])).toEqual([]);
    expect(it.at(10, [a, b])).toEqual(['mail: a+ b+']);
    expect(it.at(15, [a, b])).toEqual([]);
  });

  test('changes come once in the interval of the group, with all that still fires', () => {
    const it = new Told({ groupWait: 0 });
    expect(it.at(0, [planned('a')])).toEqual(['mail: a+']);
    expect(it.at(20, [planned('a'), planned('b')])).toEqual([]);
    expect(it.at(59, [planned('a'), planned('b'), planned('c')])).toEqual([]);
    expect(it.at(60, [planned('a'), planned('b'), planned('c')])).toEqual(['mail: a+ b+ c+']);
    expect(it.at(90, [resolved('a'), planned('b'), planned('c')])).toEqual([]);
    expect(it.at(120, [resolved('a'), planned('b'), planned('c')])).toEqual(['mail: b+ c+ a-']);
    expect(it.at(180, [resolved('a'), resolved('b'), resolved('c')])).toEqual(['mail: b- c-']);
    expect(it.at(999, [resolved('a'), resolved('b'), resolved('c')])).toEqual([]);
  });

  test('a group that is over and begins anew keeps to its interval too', () => {
    const it = new Told();
    expect(it.at(10, [planned('a')])).toEqual(['mail: a+']);
    expect(it.at(70, [resolved('a')])).toEqual(['mail: a-']);
    const again = planned('a', { firedClock: 75 * SECOND });
    expect(it.at(85, [again])).toEqual([]);
    expect(it.at(130, [again])).toEqual(['mail: a+']);
  });

  test('what came and went before it was told is not told', () => {
    const it = new Told();
    expect(it.at(0, [planned('a')])).toEqual([]);
    expect(it.at(20, [resolved('a')])).toEqual([]);
  });

  test('what was over and fires again before that was told is no news', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a')]);
    expect(it.at(20, [resolved('a')])).toEqual([]);
    expect(it.at(70, [planned('a', { firedClock: 30 * SECOND })])).toEqual([]);
  });

  test('what fires is told again after the time for that; of several, the shortest counts', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a')]);
    expect(it.at(4 * 3600 - 1, [planned('a')])).toEqual([]);
    expect(it.at(4 * 3600, [planned('a')])).toEqual(['mail: a+ *']);
    expect(it.at(8 * 3600 - 1, [planned('a')])).toEqual([]);
    expect(it.at(8 * 3600, [planned('a'), planned('b', { repeat: HOUR })])).toEqual(['mail: a+ b+']);
    expect(it.at(9 * 3600, [planned('a'), planned('b', { repeat: HOUR })])).toEqual(['mail: a+ b+ *']);
  });

  test('how long it is until one is told', () => {
    const it = new Told();
    const [a, b] = [planned('a', { firedClock: 0 }), planned('b', { firedClock: 20 * SECOND })];
    expect(it.planner.waitOf(a, 4 * SECOND)).toBe(6 * SECOND);
    it.at(10, [a]);
    expect(it.planner.waitOf(a, 11 * SECOND)).toBeUndefined();
    // The group was told of: what comes later keeps to its interval.
    expect(it.planner.waitOf(b, 21 * SECOND)).toBe(49 * SECOND);
    expect(it.planner.waitOf(planned('c', { to: [] }), 0)).toBeUndefined();
  });
});

describe('whom', () => {
  test('each channel has groups of its own, by the labels that are asked for', () => {
    const it = new Told({ groupWait: 0, to: ['mail', 'chat', 'mail'], groupBy: ['alertname', 'zone'] });
    const inZone = (name: string, zone: string, to?: readonly string[]): PlannedAlert => planned(name, { set: LabelSet.of([['alertname', 'A'], ['zone', zone]]), ...(to === undefined ? {} : { to }) });
    expect(it.at(0, [inZone('a', '1'), inZone('b', '2'), inZone('c', '1', ['pager'])])).toEqual(['mail: a+', 'chat: a+', 'mail: b+', 'chat: b+', 'pager: c+']);
    expect(it.at(1, [inZone('a', '1'), inZone('b', '2'), inZone('d', '1', [])])).toEqual([]);
  });

  test('a message says of which group it is, and how bad', () => {
    const planner = new NotificationPlanner({ ...SETTINGS, groupWait: 0 }, 'here', [], WALL, 0);
    const first = planner.plan([planned('a', { severity: 'warning' }), planned('b', { severity: 'critical' })], new Map(), WALL, 0);
    const { id, groupKey } = first.messages[0]?.notification ?? {};
    expect(first.messages).toMatchObject([{ channel: 'mail', id, dueAt: WALL, notification: { status: 'firing', severity: 'critical', groupLabels: { alertname: 'A' }, more: 0, host: 'here', time: WALL, repeated: false, test: false } }]);
    expect([id, groupKey]).toEqual([expect.stringMatching(/^[\w-]{1,64}$/), expect.stringMatching(/^[\w-]{1,64}$/)]);
    // The worst comes first.
    expect(first.messages[0]?.notification.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['b', 'a']);
    const then = planner.plan([planned('a'), resolved('b', { severity: 'critical' })], new Map(), WALL + MINUTE, MINUTE);
    // How bad it is now, not what it was.
    expect(then.messages).toMatchObject([{ notification: { status: 'firing', severity: 'warning', groupKey } }]);
    expect(then.messages[0]?.id).not.toBe(id);
    const last = planner.plan([resolved('a'), resolved('b')], new Map(), WALL + 2 * MINUTE, 2 * MINUTE);
    expect(last.messages).toMatchObject([{ notification: { status: 'resolved', severity: 'warning', groupKey, alerts: [{ fingerprint: 'a', status: 'resolved', endsAt: 5 }] } }]);
    expect(last.events).toEqual([{ time: WALL + 2 * MINUTE, fingerprint: 'a', rule: 'g/A', what: 'notified', detail: `told as resolved to mail in message ${last.messages[0]?.id}` }]);
  });

  test('fifty alerts a message, the rest are counted, the worst are among them', () => {
    const it = new Told({ groupWait: 0 });
    const many = Array.from({ length: 120 }, (_, index) => planned(`w${index}`));
    const [line = ''] = it.at(0, [...many, planned('worst', { severity: 'critical' })]);
    expect(line).toMatch(/^mail: worst\+ w0\+ .* and 71$/);
    // All of them were told of.
    expect(it.at(60, many.map(({ fingerprint }) => resolved(fingerprint)))[0]).toMatch(/^mail: w0- .* and 71$/);
  });
});

describe('what is not told', () => {
  test('a silenced alert, until it is no longer', () => {
    const it = new Told({ groupWait: 0 });
    expect(it.at(0, [planned('a')], { a: silenced })).toEqual([]);
    expect(it.at(60, [planned('a')])).toEqual(['mail: a+']);
    // Told before: that it is silenced and then not is no news, nor is it told again meanwhile.
    expect(it.at(5 * 3600, [planned('a')], { a: silenced })).toEqual([]);
    expect(it.at(5 * 3600 + 1, [planned('a')])).toEqual(['mail: a+ *']);
  });

  test('one that was told is told as resolved, silenced or not', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a'), planned('b')]);
    expect(it.at(60, [planned('a'), planned('b'), planned('c')], { a: silenced })).toEqual(['mail: b+ c+']);
    expect(it.at(120, [resolved('a'), planned('b'), planned('c')])).toEqual(['mail: b+ c+ a-']);
  });

  test('an acknowledged one again; that it is over is', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a')]);
    expect(it.at(5 * 3600, [planned('a')], { a: acknowledged })).toEqual([]);
    expect(it.at(5 * 3600, [planned('a'), planned('b')], { a: acknowledged })).toEqual(['mail: a+ b+']);
    expect(it.at(6 * 3600, [resolved('a'), planned('b')])).toEqual(['mail: b+ a-']);
    expect(it.at(0, [planned('x', { to: ['chat'] })], { x: acknowledged })).toEqual([]);
  });
});

describe('nothing that was told is forgotten', () => {
  test('one that holds again, but not yet for long enough, is over', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a')]);
    expect(it.at(30, [resolved('a')])).toEqual([]);
    // Pending: the planner does not see it.
    expect(it.at(40, [])).toEqual([]);
    expect(it.at(60, [])).toEqual(['mail: a-']);
    expect(it.at(300, [planned('a', { firedClock: 290 * SECOND })])).toEqual(['mail: a+']);
  });

  test('one whose rule was taken away is over', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a')]);
    it.restart(30, [planned('a')]);
    expect(it.at(30, [])).toEqual([]);
    expect(it.at(60, [])).toEqual(['mail: a-']);
    expect(it.at(120, [])).toEqual([]);
  });

  test('one of which nothing is known any more is let go', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a'), planned('b')]);
    it.restart(30, [planned('b')]);
    expect(it.at(60, [planned('b')])).toEqual([]);
    expect(it.planner.stored(WALL, 60 * SECOND)).toMatchObject([{ firing: ['b'] }]);
  });

  test('one that is told to others now is over for the first when it is over', () => {
    const it = new Told({ groupWait: 0 });
    it.at(0, [planned('a', { to: ['mail'] })]);
    expect(it.at(60, [planned('a', { to: ['chat'] })])).toEqual(['chat: a+']);
    expect(it.at(5 * 3600, [planned('a', { to: ['chat'] })])).toEqual(['chat: a+ *']);
    expect(it.at(6 * 3600, [resolved('a', { to: ['chat'] })]).sort()).toEqual(['chat: a-', 'mail: a-']);
  });

  test('a restart tells nothing twice', () => {
    const it = new Told();
    const alerts = [planned('a'), planned('b')];
    it.restart(5, alerts);
    expect(it.at(10, alerts)).toEqual(['mail: a+ b+']);
    it.restart(12, alerts);
    expect(it.at(15, alerts)).toEqual([]);
    expect(it.at(60, [resolved('a'), planned('b')])).toEqual([]);
    it.restart(65, [resolved('a'), planned('b')]);
    expect(it.at(70, [resolved('a'), planned('b')])).toEqual(['mail: b+ a-']);
    it.restart(75, [resolved('a'), planned('b')]);
    expect(it.at(200, [resolved('a'), planned('b')])).toEqual([]);
    expect(it.at(70 + 4 * 3600, [planned('b')])).toEqual(['mail: b+ *']);
  });
});

describe('a receiver that forgets (Alertmanager)', () => {
  test('is told again and again, of all, and that is no event', () => {
    const it = new Told({ groupWait: 0, resend: new Map([['mail', MINUTE]]) });
    it.at(0, [planned('a')]);
    expect(it.at(59, [planned('a')])).toEqual([]);
    expect(it.at(60, [planned('a')], { a: acknowledged })).toEqual(['mail: a+ *']);
    expect(it.planner.plan([planned('a')], new Map(), WALL + 2 * MINUTE, 2 * MINUTE).events).toEqual([]);
    const many = Array.from({ length: 120 }, (_, index) => planned(`b${index}`));
    expect(it.at(240, many)[0]).not.toContain(' and ');
  });
});
