import { describe, expect, test } from 'vitest';
import { AlertEngine } from '../../src/alerts/engine.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { ALERT_STATES } from '../../src/model/kinds/alert.ts';
import { filesystem } from '../../src/model/kinds/host-parts.ts';
import type { Silence } from '../../src/alerts/state.ts';
import { frameOf } from '../model/support.ts';
import { BEGIN } from './live/snapshots.ts';
import { FakeClock, machine, STEP, Watch } from './engine-support.ts';
import { SETTINGS } from './notify/planned.ts';
import { HOUR, SECOND } from './support.ts';

const HOT = [{ alert: 'Hot', when: 'process.cpu > 50 for 10s', summary: '{{ $labels.pid }} at {{ $value }}' }];
const row = (pid: number, cpuPercent: number) => ({ pid, cpuPercent });

describe('an alert', () => {
  test('is pending, fires, is told of, is over, and each of it is an event in its order', () => {
    const it = new Watch(HOT).see([row(1, 10)]).see([row(1, 90)], {}, [], 4).see([row(1, 10)], {}, [], 20);
    expect(it.events).toEqual(['+5s pending Hot', '+15s firing Hot', '+15s notified Hot told to mail', '+25s resolved Hot', '+75s notified Hot told as resolved to mail']);
    expect(it.told).toEqual(['+15s mail: Hot 1+', '+75s mail: Hot 1-']);
  });

  test('that holds at once is pending and fires in one evaluation', () => {
    expect(new Watch([{ alert: 'A', when: 'host.cpu > 50' }]).see([], { cpuPercent: 60 }).events).toEqual(['+0s pending A', '+0s firing A', '+0s notified A told to mail']);
  });

  test('that held too shortly is dropped', () => {
    expect(new Watch(HOT).see([row(1, 90)]).see([row(1, 10)]).events).toEqual(['+0s pending Hot', '+5s dropped Hot']);
  });

  test('of a process that ended is over', () => {
    expect(new Watch(HOT).see([row(1, 90)], {}, [], 3).see([]).events.slice(-1)).toEqual(['+15s resolved Hot']);
  });

  test('says in its message what it is about, with values as people read them', () => {
    const it = new Watch([{ alert: 'Big', when: 'process.rss > 1GiB', severity: 'critical', summary: '{{ $labels.name }} ({{ $labels.pid }})', labels: { team: 'core' } }]).see([{ pid: 7, rssBytes: 2.1 * 1024 ** 3 }]);
    expect(it.last?.commit.messages).toMatchObject([{
      channel: 'mail', notification: {
        status: 'firing', severity: 'critical', host: 'here', groupLabels: { alertname: 'Big' },
        alerts: [{ status: 'firing', labels: { alertname: 'Big', name: 'node', pid: '7', severity: 'critical', team: 'core' }, annotations: { summary: 'node (7)' }, startsAt: BEGIN, endsAt: undefined, valueWords: '2.10 GiB', expression: 'process.rss > 1GiB' }],
      },
    }]);
  });

  test('begins anew when it fires again: its start is that of the new time', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50 in 1 of 3' }]).see([], { cpuPercent: 60 }).see([], { cpuPercent: 1 }, [], 3).see([], { cpuPercent: 60 });
    expect(it.rows).toMatchObject([{ state: ALERT_STATES.indexOf('firing'), since: (BEGIN + 20 * SECOND) / 1000 }]);
    const again = new Watch([{ alert: 'A', when: 'host.cpu > 50 in 2 of 4' }]).see([], { cpuPercent: 60 }, [], 2).see([], { cpuPercent: 1 }, [], 3).see([], { cpuPercent: 60 }, [], 2);
    expect(again.rows).toMatchObject([{ state: ALERT_STATES.indexOf('firing'), since: (BEGIN + 30 * SECOND) / 1000 }]);
  });
});

describe('what is over', () => {
  const Came = { alert: 'Came', when: 'process.cpu > 50' };
  /** Processes that live one evaluation, ten at a time. */
  const pass = (it: Watch, times: number, first = 1000): Watch => {
    for (let time = 0; time < times; time += 1) it.see(Array.from({ length: 10 }, (_, index) => row(first + time * 10 + index, 90)));
    return it;
  };

  test('of processes that come and go is remembered five hundredfold, whatever other rules remember besides', () => {
    const it = pass(new Watch([Came, { alert: 'Host', when: 'host.cpu > 50' }]).see([], { cpuPercent: 60 }), 120).see([]);
    expect(it.rows).toHaveLength(500);
    expect(it.rows.filter(({ name }) => name === 'Host')).toHaveLength(1);
    // The latest.
    expect(it.rows.some(({ subject }) => subject === 'node (1699)')).toBe(false);
    expect(it.rows.some(({ subject }) => subject === 'node (2199)')).toBe(true);
    expect(it.last?.commit.removed.every(({ rule }) => rule === 'rules/Came')).toBe(true);
  });

  test('is told of and no longer stored, forgotten or not', () => {
    const it = pass(new Watch([Came], { groupInterval: 10 * SECOND }), 120).see([], {}, [], 20);
    const told = (sign: '+' | '-'): string[] => it.told.flatMap((line) => line.split(' ').filter((word) => word.endsWith(sign)).map((word) => word.slice(0, -1)));
    expect(told('+').length).toBeGreaterThan(500);
    expect(told('-').sort()).toEqual(told('+').sort());
    expect(it.store.instances.size).toBe(500);
  });

  test('has a row that is made once, so that threads need not send its texts again', () => {
    const textsOf = (it: Watch) => it.last?.frame.textsOf(0);
    const it = new Watch([Came]).see([row(1, 90)]).see([]);
    const texts = textsOf(it);
    expect(texts).toContain('node (1)');
    expect(textsOf(it.see([]))).toBe(texts);
  });

  test('fires again as another, with a row of its own', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50 in 2 of 3' }]).see([], { cpuPercent: 60 }, [], 2).see([], { cpuPercent: 1 }, [], 2);
    expect(it.rows).toMatchObject([{ state: ALERT_STATES.indexOf('resolved'), shown: '60.0%' }]);
    expect(it.see([], { cpuPercent: 70 }, [], 2).rows).toMatchObject([{ state: ALERT_STATES.indexOf('firing'), shown: '70.0%' }]);
    expect(it.see([], { cpuPercent: 1 }, [], 2).rows).toMatchObject([{ state: ALERT_STATES.indexOf('resolved'), shown: '70.0%' }]);
  });
});

describe('what fires', () => {
  test('keeps the texts of its row while they are the same', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }]).see([], { cpuPercent: 60 }, [], 2);
    const texts = it.last?.frame.textsOf(0);
    expect(it.see([], { cpuPercent: 60 }).last?.frame.textsOf(0)).toBe(texts);
    expect(it.see([], { cpuPercent: 70 }).last?.frame.textsOf(0)).not.toBe(texts);
  });
});

describe('a fault of one rule', () => {
  const rules = [{ alert: 'Broken', when: 'process.cpu > on (name) process.rss' }, { alert: 'Fine', when: 'host.cpu > 50' }, { record: 'broken:rule', expr: 'process.cpu + on (name) process.rss' }];

  test('is told of, and stops no other', () => {
    const it = new Watch(rules).see([{ ...row(1, 90), rssBytes: 1 }, { ...row(2, 90), rssBytes: 1 }], { cpuPercent: 60 });
    expect(it.last?.faults).toEqual([expect.stringMatching(/^rules\/Broken: found duplicate series/), expect.stringMatching(/^rules\/broken:rule: found duplicate series/)]);
    expect(it.told).toEqual(['+0s mail: Fine+']);
    expect(it.see([{ ...row(1, 90), rssBytes: 1 }], { cpuPercent: 60 }).last?.faults).toEqual([]);
  });

  test('more series than the limit of its group are a fault, of alerts and of records', () => {
    const file = JSON.stringify({ groups: [{ name: 'few', limit: 2, rules: [{ alert: 'Any', expr: 'process.cpu > 0' }, { record: 'any:cpu', expr: 'process.cpu' }] }] });
    const clock = new FakeClock();
    const engine = new AlertEngine({ groups: readRuleFile('rules', Buffer.from(file)), settings: SETTINGS, host: 'here', step: STEP, clock });
    expect(engine.evaluate(machine(BEGIN, [row(1, 9), row(2, 9)]), []).faults).toEqual([]);
    clock.pass(STEP);
    const { faults, commit } = engine.evaluate(machine(BEGIN + STEP, [row(1, 9), row(2, 9), row(3, 9)]), []);
    expect(faults).toEqual(['few/Any: it gives 3 series, and the limit of its group is 2', 'few/any:cpu: it gives 3 series, and the limit of its group is 2']);
    expect(commit.events).toEqual([]);
  });

  test('what could not be read changes nothing: it neither ends nor begins an alert, nor its time', () => {
    const it = new Watch([{ alert: 'Full', when: 'filesystem.usedPercent > 90 for 10s' }]);
    const disk = (usedPercent: number, stale = false) => [frameOf(filesystem, [{ mount: '/', usedPercent }], stale)];
    it.see([], {}, disk(95)).see([], {}, disk(95, true), 1);
    expect(it.last?.faults).toEqual(['rules/Full: filesystems could not be read']);
    it.see([], {}, disk(95));
    expect(it.events).toEqual(['+0s pending Full', '+10s firing Full', '+10s notified Full told to mail']);
    it.see([], {}, disk(95, true), 30);
    expect(it.events).toHaveLength(3);
  });
});

describe('what is kept from being told', () => {
  const silence: Silence = { id: 's', matchers: [{ label: 'alertname', operator: '=', value: 'Hot' }], startsAt: BEGIN, endsAt: BEGIN + HOUR, author: 'ann', comment: '', acknowledges: undefined };

  test('is an event when that begins and ends, once', () => {
    const it = new Watch(HOT);
    it.silences = [silence];
    it.see([row(1, 90)], {}, [], 5);
    expect(it.events).toEqual(['+0s pending Hot', '+10s firing Hot', '+10s silenced Hot']);
    expect(it.rows).toMatchObject([{ state: ALERT_STATES.indexOf('silenced'), waitsFor: expect.stringMatching(/^until .* by ann$/) }]);
    it.silences = [];
    it.see([row(1, 90)], {}, [], 2);
    expect(it.events.slice(3)).toEqual(['+25s unsilenced Hot', '+25s notified Hot told to mail']);
  });

  test('is over like others, and that is no end of the silence', () => {
    const it = new Watch(HOT);
    it.silences = [silence];
    it.see([row(1, 90)], {}, [], 3).see([row(1, 1)], {}, [], 20);
    expect([it.events.slice(3), it.told]).toEqual([['+15s resolved Hot'], []]);
  });

  test('a silence that cannot be read harms nobody', () => {
    const it = new Watch(HOT);
    it.silences = [{ ...silence, matchers: [{ label: 'name', operator: '=~', value: '(' }] }];
    expect(it.see([row(1, 90)], {}, [], 3).told).toEqual(['+10s mail: Hot 1+']);
  });
});

describe('rules about rules', () => {
  test('what one records, the next looks at, now and over a time', () => {
    const it = new Watch([{ record: 'shop:cpu', expr: 'sum by (group) (process.cpu)', labels: { kind: 'sum' } }, { alert: 'Hot', when: 'shop:cpu{kind="sum"} > 100' }, { alert: 'Long', when: 'min_over_time(shop:cpu[10s]) > 100 and count_over_time(shop:cpu[10s]) >= 3' }]);
    it.see([row(1, 60), row(2, 30)]).see([row(1, 60), row(2, 50)], {}, [], 3);
    expect(it.events.filter((event) => event.includes('firing'))).toEqual(['+5s firing Hot', '+15s firing Long']);
    expect(it.rows.map(({ subjectKind, subject }) => [subjectKind, subject])).toEqual([[undefined, 'group=shop kind=sum'], [undefined, 'group=shop kind=sum']]);
  });

  test('alerts are series themselves', () => {
    const it = new Watch([{ alert: 'Hot', when: 'process.cpu > 50' }, { alert: 'Many', when: 'count(ALERTS{alertname="Hot",alertstate="firing"}) >= 2' }]);
    expect(it.see([row(1, 90), row(2, 90)], {}, [], 2).events.filter((event) => event.includes('firing'))).toEqual(['+0s firing Hot', '+0s firing Hot', '+5s firing Many']);
  });

  test('a group with an interval is evaluated no more often', () => {
    const clock = new FakeClock();
    const groups = readRuleFile('rules', Buffer.from(JSON.stringify({ groups: [{ name: 'slow', interval: '1m', rules: [{ alert: 'A', when: 'host.cpu > 50 in 4 of 4' }] }] })));
    const engine = new AlertEngine({ groups, settings: SETTINGS, host: 'here', step: STEP, clock });
    const times: number[] = [];
    for (let second = 0; second < 300; second += 5) {
      if (engine.evaluate(machine(clock.now, [], { cpuPercent: 60 }), []).commit.events.some(({ what }) => what === 'firing')) times.push(second);
      // Not to the millisecond.
      clock.pass(STEP + (second % 2 === 0 ? 40 : -40));
    }
    expect(times).toEqual([180]);
  });

  test('two rules of a name are told apart by their labels, after a restart too', () => {
    const rules = [{ alert: 'Full', when: 'host.cpu > 50', severity: 'warning' }, { alert: 'Full', when: 'host.cpu > 80', severity: 'critical' }];
    const it = new Watch(rules).see([], { cpuPercent: 90 });
    expect(it.rows.map(({ fingerprint }) => fingerprint)).toHaveLength(2);
    const before = it.rows.map(({ fingerprint }) => fingerprint);
    it.restart();
    expect(it.see([], { cpuPercent: 90 }, [], 20).rows.map(({ fingerprint }) => fingerprint)).toEqual(before);
    expect(it.events.filter((event) => !event.startsWith('+0s'))).toEqual([]);
  });
});
