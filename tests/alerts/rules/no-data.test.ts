import { describe, expect, test } from 'vitest';
import { AlertingRule } from '../../../src/alerts/rules/alerting.ts';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import type { Sample, SeriesSource } from '../../../src/alerts/language/value.ts';
import { DAY, MINUTE, storeOf } from '../support.ts';
import { alertRule, Driven } from './driven.ts';

const SERIES = { 'x{n="a"}': '9 9 stale _x3 9 0', 'x{n="b"}': '0 0 stale _x3 0 0', 'x{n="c"}': '9x10' };

describe('nodata: ok', () => {
  test('what is gone is over', () => {
    expect(new Driven({ when: 'x > 5', nodata: 'ok' }, SERIES).until(2).firing).toEqual(['c']);
    expect(new Driven({ when: 'x > 5' }, SERIES).until(2).firing).toEqual(['c']);
  });
});

describe('nodata: keep', () => {
  test('what fires goes on while its series are gone, and is over when they come back and are well', () => {
    const it = new Driven({ when: 'x > 5', nodata: 'keep' }, SERIES).until(5);
    expect(it.firing).toEqual(['a', 'c']);
    expect([...it.alerting.instances].map(({ kept }) => kept)).toEqual(['its series are gone', undefined]);
    expect(it.until(7).firing).toEqual(['c']);
    expect(it.changes.filter((change) => change.includes(' a:'))).toEqual(['0m a: inactive -> pending', '0m a: pending -> firing', '7m a: firing -> inactive']);
  });

  test('what does not fire does not begin to', () => {
    expect(new Driven({ when: 'x > 5 for 3m', nodata: 'keep' }, SERIES).until(5).states).toEqual({ c: 'firing' });
  });

  test('with clear: what is there must clear, what is gone is kept', () => {
    const it = new Driven({ when: 'x > 5', clear: '< 2', nodata: 'keep' }, { 'x{n="a"}': '9 3 stale _x2 1' }).until(4);
    expect(it.firing).toEqual(['a']);
    expect(it.until(5).firing).toEqual([]);
  });

  test('not for ever: a process that ended never comes back', () => {
    const rule = new AlertingRule(alertRule({ when: 'x > 5', nodata: 'keep' }));
    rule.evaluate(storeOf({ x: '9' }), 0, 0);
    const nothing = storeOf({});
    rule.evaluate(nothing, 10 * MINUTE, DAY - MINUTE);
    expect([...rule.instances].map(({ state }) => state)).toEqual(['firing']);
    expect(rule.evaluate(nothing, 11 * MINUTE, DAY + MINUTE).map(({ to }) => to)).toEqual(['inactive']);
  });
});

describe('nodata: alert', () => {
  test('fires for what was there and is gone, also where it did not fire before', () => {
    const it = new Driven({ when: 'x > 5', nodata: 'alert', annotations: { a: '{{ $labels.n }} at {{ $value }}' } }, SERIES).until(1);
    expect(it.firing).toEqual(['a', 'c']);
    expect(it.until(2).firing).toEqual(['a', 'b', 'c']);
    const b = [...it.alerting.instances].find(({ labels }) => labels.get('n') === 'b');
    expect([b?.value, b?.annotations.get('a')]).toEqual([Number.NaN, 'b at NaN']);
    expect(it.until(6).firing).toEqual(['a', 'c']);
    expect(it.until(7).firing).toEqual(['c']);
  });

  test('takes for into account: a moment is nothing', () => {
    expect(new Driven({ when: 'x > 5 for 3m', nodata: 'alert' }, { 'x{n="b"}': '0 stale _ 0 0' }).until(4).changes).toEqual(['1m b: inactive -> pending', '3m b: pending -> inactive']);
    expect(new Driven({ when: 'x > 5 for 3m', nodata: 'alert' }, { 'x{n="b"}': '0 stale _x5' }).until(4).changes).toEqual(['1m b: inactive -> pending', '4m b: pending -> firing']);
    // It held, then it was gone: that is one thing.
    expect(new Driven({ when: 'x > 5 for 3m', nodata: 'alert' }, { 'x{n="b"}': '9 9 stale _x5' }).until(3).changes).toEqual(['0m b: inactive -> pending', '3m b: pending -> firing']);
  });

  test('never for what was never there', () => {
    expect(new Driven({ when: 'x{n="z"} > 5', nodata: 'alert' }, SERIES).until(5).states).toEqual({});
  });

  test('with labels of the rule, one of which stands over a label of the series', () => {
    const it = new Driven({ when: 'x > 5', nodata: 'alert', severity: 'critical', labels: { job: 'fixed' } }, { 'x{n="a",job="j"}': '0 0 stale' }).until(1);
    expect(it.states).toEqual({});
    expect(it.until(2).only().labels.toObject()).toEqual({ alertname: 'A', job: 'fixed', n: 'a', severity: 'critical' });
  });

  test('for a day, then it is forgotten', () => {
    const rule = new AlertingRule(alertRule({ when: 'x > 5', nodata: 'alert' }));
    rule.evaluate(storeOf({ x: '0' }), 0, 0);
    const nothing = storeOf({});
    expect(rule.evaluate(nothing, 10 * MINUTE, MINUTE).map(({ to }) => to)).toEqual(['pending', 'firing']);
    expect(rule.evaluate(nothing, 11 * MINUTE, DAY - MINUTE)).toEqual([]);
    expect(rule.evaluate(nothing, 12 * MINUTE, DAY + MINUTE).map(({ to }) => to)).toEqual(['inactive']);
    expect(rule.evaluate(nothing, 13 * MINUTE, DAY + 2 * MINUTE)).toEqual([]);
  });

  test('also after a restart, of what it fired for; what came back meanwhile is over', () => {
    const before = new Driven({ when: 'x > 5', nodata: 'alert', labels: { job: 'fixed' } }, { 'x{n="a",job="j"}': '0 stale', 'x{n="b",job="j"}': '0 stale' }).until(1);
    expect(before.firing).toEqual(['a', 'b']);
    const after = new Driven({ when: 'x > 5', nodata: 'alert', labels: { job: 'fixed' } }, { 'x{n="b",job="j"}': '1x9' }, [...before.alerting.instances]).until(1);
    expect(after.firing).toEqual(['a']);
  });

  test('of ten thousand at most', () => {
    const names = (count: number, begin: number): Sample[] => Array.from({ length: count }, (_, index) => ({ labels: LabelSet.of([['n', String(begin + index)]]), value: 0 }));
    let now: readonly Sample[] = names(8000, 0);
    const source: SeriesSource = { step: MINUTE, instant: (_, __, keep) => now.filter(({ value }) => keep?.(value) ?? true), range: () => [], found: () => [] };
    const rule = new AlertingRule(alertRule({ when: 'x > 5', nodata: 'alert' }));
    rule.evaluate(source, 0, 0);
    now = names(8000, 8000);
    rule.evaluate(source, MINUTE, MINUTE);
    // Those that are there are remembered before those that are gone.
    expect([...rule.instances].filter(({ state }) => state === 'firing')).toHaveLength(2000);
    now = [];
    rule.evaluate(source, 2 * MINUTE, 2 * MINUTE);
    expect([...rule.instances].filter(({ state }) => state === 'firing')).toHaveLength(10_000);
  });
});
