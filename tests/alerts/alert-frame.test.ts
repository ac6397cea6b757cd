import { describe, expect, test } from 'vitest';
import { alert, ALERT_SEVERITIES, ALERT_STATES } from '../../src/model/kinds/alert.ts';
import type { Silence } from '../../src/alerts/state.ts';
import { BEGIN } from './live/snapshots.ts';
import { FakeClock, Watch } from './engine-support.ts';
import { HOUR, MINUTE, SECOND } from './support.ts';

const RULE = { alert: 'A', when: 'host.cpu > 50 for 1m', severity: 'critical', summary: 'CPU at {{ $value }}' };
const hot = { cpuPercent: 90 };
const cool = { cpuPercent: 30 };
const shown = (it: Watch): unknown[] => it.rows.map(({ state, waitsFor = '' }) => [ALERT_STATES[Number(state)], waitsFor]);

describe('alerts as rows', () => {
  test('say all that there is to say', () => {
    const it = new Watch([RULE], { to: ['mail', 'chat'] }).see([], hot, [], 14);
    expect(it.last?.frame.kind).toBe(alert);
    expect(it.rows).toEqual([{
      fingerprint: expect.stringMatching(/^[\da-f]{16}$/), severity: ALERT_SEVERITIES.indexOf('critical'), state: ALERT_STATES.indexOf('firing'), name: 'A', subjectKind: 'host', subject: 'here', subjectKey: 'here', value: 90, shown: '90.0%', since: BEGIN / 1000, firingSeconds: 5,
      summary: 'CPU at 90', channels: 'mail, chat', labels: 'alertname=A name=here severity=critical', expression: 'host.cpu > 50 for 1m',
    }]);
  });

  test('of a severity that is none of ours are warnings, as they are told', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50', labels: { severity: 'page' } }]).see([], hot);
    expect(it.rows).toMatchObject([{ severity: ALERT_SEVERITIES.indexOf('warning') }]);
    expect(it.last?.commit.messages).toMatchObject([{ notification: { severity: 'warning' } }]);
  });

  test('hold clean text alone, whatever a process calls itself', () => {
    const it = new Watch([{ alert: 'A', when: 'process.cpu > 50', summary: '{{ $labels.name }}' }]).see([{ pid: 1, cpuPercent: 90, name: 'a\u001B[31m\u202Eb' }]);
    expect(it.rows).toMatchObject([{ summary: 'a\uFFFD[31m\uFFFDb', subject: 'a\uFFFD[31m\uFFFDb (1)' }]);
  });
});

describe('what one waits for', () => {
  test('to fire, to be told, to be over', () => {
    const it = new Watch([{ ...RULE, keep_firing_for: '2m' }], { groupWait: 10 * SECOND }).see([], hot);
    expect(shown(it)).toEqual([['pending', 'fires in 1m']]);
    expect(shown(it.see([], hot, [], 5))).toEqual([['pending', 'fires in 35s']]);
    expect(shown(it.see([], hot, [], 7))).toEqual([['firing', 'told in 10s']]);
    expect(shown(it.see([], hot, [], 1))).toEqual([['firing', 'told in 5s']]);
    expect(shown(it.see([], hot, [], 1))).toEqual([['firing', '']]);
    expect(shown(it.see([], cool, [], 1))).toEqual([['firing', 'resolves in 2m']]);
    expect(shown(it.see([], cool, [], 24))).toEqual([['resolved', '']]);
  });

  test('to clear, for its series to come back', () => {
    const it = new Watch([{ alert: 'A', when: 'process.cpu > 50', clear: '< 20', nodata: 'keep' }]).see([{ pid: 1, cpuPercent: 90 }]).see([{ pid: 1, cpuPercent: 30 }]);
    expect(shown(it)).toEqual([['firing', 'it has not cleared yet']]);
    expect(shown(it.see([]))).toEqual([['firing', 'its series are gone']]);
  });

  test('N of M: as long as it holds too seldom, there is nothing to show', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 50 in 3 of 5' }]).see([], hot, [], 2);
    expect(shown(it)).toEqual([]);
    expect(shown(it.see([], hot))).toEqual([['firing', '']]);
  });

  test('nobody', () => {
    expect(shown(new Watch([{ ...RULE, when: 'host.cpu > 50' }], { to: [] }).see([], hot))).toEqual([['firing', 'no channel to tell it to']]);
  });

  test('why it is not told', () => {
    const it = new Watch([{ ...RULE, when: 'host.cpu > 50' }], {
      quiet: [{ severities: ['critical'], fromMinute: 8 * 60 + 10, toMinute: 9 * 60, days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'UTC' }],
      inhibit: [{ source: [{ label: 'alertname', operator: '=', value: 'Worse' }], target: [{ label: 'alertname', operator: '=', value: 'A' }], equal: [] }],
    }, new FakeClock());
    const print = String(it.see([], hot).rows[0]?.['fingerprint']);
    const silence = (more: Partial<Silence>): readonly Silence[] => [{ id: 's', matchers: [], startsAt: 0, endsAt: Number.MAX_SAFE_INTEGER, author: 'ann', comment: 'on it', acknowledges: undefined, ...more }];
    it.silences = silence({ acknowledges: print });
    expect(shown(it.see([], hot))).toEqual([['acknowledged', 'by ann: on it']]);
    it.silences = silence({ matchers: [{ label: 'alertname', operator: '=', value: 'A' }], endsAt: BEGIN + HOUR });
    expect(shown(it.see([], hot))).toEqual([['silenced', expect.stringMatching(/^until 2026-03-02 .* by ann: on it$/)]]);
    it.silences = [];
    it.clock.pass(15 * MINUTE);
    expect(shown(it.see([], hot))).toEqual([['quiet', 'quiet hours']]);
  });

  test('what is over is shown for a quarter of an hour', () => {
    const it = new Watch([{ ...RULE, when: 'host.cpu > 50' }]).see([], hot).see([], cool, [], 180);
    expect(shown(it)).toEqual([['resolved', '']]);
    expect(shown(it.see([], cool, [], 3))).toEqual([]);
  });
});
