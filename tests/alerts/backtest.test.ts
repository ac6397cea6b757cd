import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backtest } from '../../src/alerts/backtest.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { machine, STEP, Watch } from './engine-support.ts';
import { BEGIN } from './live/snapshots.ts';
import { HOUR } from './support.ts';

const RULES = [
  { alert: 'For', when: 'process.cpu > 50 for 15s' }, { alert: 'Keep', when: 'process.cpu > 50', keep_firing_for: '20s' }, { alert: 'Mean', when: 'avg_over_time(process.cpu[20s]) > 40' }, { alert: 'Rise', when: 'increase(process.cpuSeconds[30s]) > 5', clear: '< 1' },
  { record: 'all:cpu', expr: 'sum(process.cpu)' }, { alert: 'All', when: 'max_over_time(all:cpu[20s]) > 150' }, { alert: 'Gone', when: 'process.cpu > 80', nodata: 'alert' },
];
const groups = (rules: readonly Readonly<Record<string, unknown>>[] = RULES) => readRuleFile('rules', Buffer.from(JSON.stringify({ rules })));

test('says what a live evaluation of the same snapshots says', () => {
  const look = fc.array(fc.option(fc.record({ cpuPercent: fc.constantFrom(0, 30, 60, 90), cpuSeconds: fc.nat(20) })), { minLength: 3, maxLength: 3 });
  fc.assert(fc.property(fc.array(look, { minLength: 5, maxLength: 40 }), (looks) => {
    const live = new Watch(RULES);
    const backtest = new Backtest(groups(), 'here', STEP);
    looks.forEach((processes, index) => {
      const rows = processes.flatMap((figures, pid) => (figures === null ? [] : [{ pid: pid + 1, ...figures }]));
      live.see(rows);
      backtest.add(machine(BEGIN + index * STEP, rows));
    });
    const seconds = (time: number | undefined): string => (time === undefined ? '' : `+${(time - BEGIN) / 1000}s`);
    const said = backtest.alerts.flatMap(({ rule, firedAt, resolvedAt }) => [`${seconds(firedAt)} firing ${rule}`, ...(resolvedAt === undefined ? [] : [`${seconds(resolvedAt)} resolved ${rule}`])]).map((line) => line.replace('rules/', '')).sort();
    expect(said).toEqual(live.events.filter((event) => /^\S+ (firing|resolved) /.test(event)).sort());
  }), { numRuns: 60 });
});

describe('an alert of the past', () => {
  test('says of what it was, from when to when, and why', () => {
    const backtest = new Backtest(groups([{ alert: 'Hot', when: 'process.cpu > 50 for 5s', severity: 'critical' }]), 'here', STEP);
    [90, 90, 60, 10].forEach((cpuPercent, index) => backtest.add(machine(BEGIN + index * STEP, [{ pid: 7, cpuPercent }, { pid: 8, cpuPercent: 99 }])));
    expect(backtest.alerts).toMatchObject([
      { rule: 'rules/Hot', subject: 'node (7)', firedAt: BEGIN + STEP, resolvedAt: BEGIN + 3 * STEP, detail: 'it held for as long as the rule asks; value 90.0%', labels: expect.stringContaining('pid=7') },
      { rule: 'rules/Hot', subject: 'node (8)', firedAt: BEGIN + STEP, resolvedAt: undefined },
    ]);
  });

  test('a time of which nothing was recorded does not count for how long it held', () => {
    const backtest = new Backtest(groups([{ alert: 'Hot', when: 'host.cpu > 50 for 1m' }]), 'here', STEP);
    const hot = (time: number): void => backtest.add(machine(time, [], { cpuPercent: 90 }));
    for (let index = 0; index < 5; index += 1) hot(BEGIN + index * STEP);
    for (let index = 0; index < 5; index += 1) hot(BEGIN + HOUR + index * STEP);
    expect(backtest.alerts).toEqual([]);
    for (let index = 5; index < 15; index += 1) hot(BEGIN + HOUR + index * STEP);
    expect(backtest.alerts).toHaveLength(1);
  });

  test('a rule that cannot be evaluated is said once', () => {
    const backtest = new Backtest(groups([{ alert: 'Broken', when: 'process.cpu > on (name) process.rss' }]), 'here', STEP);
    for (let index = 0; index < 3; index += 1) backtest.add(machine(BEGIN + index * STEP, [{ pid: 1, cpuPercent: 1, rssBytes: 1 }, { pid: 2, cpuPercent: 1, rssBytes: 1 }]));
    expect([backtest.alerts, backtest.faults]).toEqual([[], [expect.stringMatching(/^rules\/Broken: found duplicate series/)]]);
  });
});
