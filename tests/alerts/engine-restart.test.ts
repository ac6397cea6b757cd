import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALERT_STATES } from '../../src/model/kinds/alert.ts';
import { STEP, Watch } from './engine-support.ts';
import { HOUR, MINUTE, SECOND } from './support.ts';

const FOR = [{ alert: 'A', when: 'host.cpu > 50 for 1m' }];
const hot = { cpuPercent: 90 };
const cool = { cpuPercent: 1 };

describe('a restart', () => {
  test('while it is pending: it fires when it held for as long as it was seen to', () => {
    const it = new Watch(FOR).see([], hot, [], 6);
    it.restart(10 * MINUTE);
    it.see([], hot, [], 20);
    // Seven looks, 30 seconds, before; 30 seconds after.
    expect(it.events.filter((event) => event.includes('firing'))).toHaveLength(1);
    expect(it.rows).toMatchObject([{ state: ALERT_STATES.indexOf('firing') }]);
    const { clock, last } = it;
    expect((clock.now - STEP - (last?.commit.time ?? 0))).toBe(0);
  });

  test('the time in which nothing ran does not count for how long it held', () => {
    const it = new Watch(FOR).see([], hot, [], 6);
    it.restart(HOUR);
    expect(it.see([], hot, [], 6).events).toEqual(['+0s pending A']);
    expect(it.see([], hot, [], 2).events.some((event) => event.includes('firing A'))).toBe(true);
  });

  test('while it is kept firing: it is over after what was left of that', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50', keep_firing_for: '1m' }]).see([], hot).see([], cool, [], 7);
    it.restart(HOUR);
    it.see([], cool, [], 5);
    expect(it.rows).toMatchObject([{ state: ALERT_STATES.indexOf('firing'), waitsFor: 'resolves in 5s' }]);
    expect(it.see([], cool, [], 2).rows).toMatchObject([{ state: ALERT_STATES.indexOf('resolved') }]);
  });

  test('while it fires: it is neither told again nor forgotten, and began when it did', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50', clear: '< 20' }]).see([], hot);
    const [{ since = 0 } = {}] = it.rows;
    it.restart(HOUR);
    expect(it.see([], { cpuPercent: 30 }).rows).toMatchObject([{ since, state: ALERT_STATES.indexOf('firing'), firingSeconds: expect.closeTo(HOUR / SECOND, -2), waitsFor: 'it has not cleared yet' }]);
    expect(it.told).toHaveLength(1);
    it.see([], cool, [], 20);
    expect(it.told.slice(1)).toEqual([expect.stringMatching(/mail: A-$/)]);
  });

  test('after it was over and before that was told: it is told, with the time at which it was', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }]).see([], hot).see([], cool);
    const endsAt = it.clock.now - STEP;
    it.restart(HOUR);
    expect(it.see([], cool).last?.commit.messages).toMatchObject([{ notification: { status: 'resolved', alerts: [{ endsAt }] } }]);
  });

  test('with what ceased while nothing ran: it is over now', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }]).see([], hot);
    it.restart(HOUR);
    expect(it.see([], cool).events.slice(-2)).toEqual([expect.stringMatching(/resolved A$/), expect.stringMatching(/notified A told as resolved to mail$/)]);
  });

  test('without the rule: who was told of it is told that it is over, even after another restart', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }]).see([], hot);
    it.restart(0, [{ alert: 'B', when: 'host.load1 > 5' }]);
    expect(it.see([], hot).told).toHaveLength(1);
    it.restart(0);
    expect(it.see([], hot, [], 15).told.slice(1)).toEqual([expect.stringMatching(/mail: A-$/)]);
    expect(it.store.stored.instances).toEqual([]);
    expect(it.see([], hot, [], 15).told).toHaveLength(2);
  });

  test('does not say once more what is silenced', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }]);
    it.silences = [{ id: 's', matchers: [{ label: 'alertname', operator: '=', value: 'A' }], startsAt: 0, endsAt: Infinity, author: 'ann', comment: '', acknowledges: undefined }];
    it.see([], hot, [], 2);
    it.restart();
    it.see([], hot, [], 2);
    expect(it.events).toEqual(['+0s pending A', '+0s firing A', '+0s silenced A']);
    it.silences = [];
    expect(it.see([], hot).events.slice(3)).toEqual([expect.stringMatching(/unsilenced A$/), expect.stringMatching(/notified A told to mail$/)]);
  });

  test('keeps what flaps from being told each time', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50' }], { groupInterval: 5 * SECOND });
    for (let turn = 0; turn < 6; turn += 1) it.see([], hot, [], 2).see([], cool, [], 2);
    const before = it.told.length;
    it.restart(MINUTE);
    for (let turn = 0; turn < 6; turn += 1) it.see([], hot, [], 2).see([], cool, [], 2);
    expect(it.told.length).toBe(before);
  });
});

test('whenever it is restarted, and however often, what happens and is told is the same', () => {
  const rules = [
    { alert: 'For', when: 'process.cpu > 50 for 20s' }, { alert: 'Keep', when: 'process.cpu > 50', keep_firing_for: '30s' }, { alert: 'Clear', when: 'process.cpu > 50', clear: '< 20' }, { alert: 'Times', when: 'process.cpu > 50 in 3 of 5' }, { alert: 'Both', when: 'process.cpu > 50 in 2 of 4 for 10s', keep_firing_for: '10s' }, { alert: 'Gone', when: 'process.cpu > 60', nodata: 'keep' },
  ];
  const look = fc.constantFrom<readonly (number | undefined)[]>([90, 10], [30, 90], [10, undefined], [undefined, 90], [90, 90], [10, 10]);
  const scene = fc.array(fc.tuple(look, fc.boolean()), { minLength: 5, maxLength: 40 });
  const play = (looks: readonly (readonly [readonly (number | undefined)[], boolean])[], restarts: boolean): unknown => {
    const it = new Watch(rules, { groupInterval: 15 * SECOND });
    const happened = looks.map(([cpus, restart]) => {
      if (restart && restarts) it.restart();
      const [events, told] = [it.events.length, it.told.length];
      it.see(cpus.flatMap((cpuPercent, index) => (cpuPercent === undefined ? [] : [{ pid: index + 1, cpuPercent }])));
      // Which of several comes first within an evaluation is nothing to anybody.
      return [...it.events.slice(events), ...it.told.slice(told)].map((line) => line.replace(/^\S+ /, '')).sort();
    });
    return { happened, rows: it.rows.map(({ fingerprint, state, since, waitsFor }) => [fingerprint, state, since, waitsFor]).sort() };
  };
  fc.assert(fc.property(scene, (looks) => {
    expect(play(looks, true)).toEqual(play(looks, false));
  }), { numRuns: 60 });
});
