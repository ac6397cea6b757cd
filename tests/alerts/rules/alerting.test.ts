import { describe, expect, test } from 'vitest';
import { evaluateVector } from '../../../src/alerts/language/evaluate.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { AlertingRule } from '../../../src/alerts/rules/alerting.ts';
import { thrownBy } from '../../config/support.ts';
import { MINUTE, storeOf } from '../support.ts';
import { alertRule, Driven } from './driven.ts';

describe('for', () => {
  test('it fires when it held for so long, not before', () => {
    const it = new Driven({ when: 'x > 5 for 3m' }, { x: '0 9 9 9 9 9 0' }).until(6);
    expect(it.changes).toEqual(['1m it: inactive -> pending', '4m it: pending -> firing', '6m it: firing -> inactive']);
  });

  test('without it, at once', () => {
    expect(new Driven({ when: 'x > 5' }, { x: '0 9' }).until(1).changes).toEqual(['1m it: inactive -> pending', '1m it: pending -> firing']);
  });

  test('a moment in which it does not hold begins anew', () => {
    expect(new Driven({ when: 'x > 5 for 2m' }, { x: '9 9 0 9 9 9' }).until(5).changes).toEqual(['0m it: inactive -> pending', '2m it: pending -> inactive', '3m it: inactive -> pending', '5m it: pending -> firing']);
  });

  test('each series is an alert of its own', () => {
    const it = new Driven({ when: 'x > 5 for 1m' }, { 'x{n="a"}': '9 9 9', 'x{n="b"}': '0 9 9', 'x{n="c"}': '9 0 0' }).until(1);
    expect(it.states).toEqual({ a: 'firing', b: 'pending' });
    expect(it.until(2).firing).toEqual(['a', 'b']);
  });

  test('time is that of the clock that is never set, not that of the series', () => {
    const rule = new AlertingRule(alertRule({ when: 'x > 5 for 5m' }));
    const source = storeOf({ x: '9x1000' });
    rule.evaluate(source, 0, 1000);
    // Two hours later by the wall clock, one second by the other.
    expect(rule.evaluate(source, 120 * MINUTE, 2000)).toEqual([]);
    expect(rule.evaluate(source, 60 * MINUTE, 1000 + 5 * MINUTE).map(({ to }) => to)).toEqual(['firing']);
  });
});

describe('keep_firing_for', () => {
  test('it goes on for so long, and says since when it does', () => {
    const it = new Driven({ when: 'x > 5', keep_firing_for: '3m' }, { x: '9 0 0 0 0 0' }).until(2);
    expect([it.firing, it.only().keptSince]).toEqual([['it'], MINUTE]);
    expect(it.until(5).changes.at(-1)).toBe('4m it: firing -> inactive');
  });

  test('that it holds again forgets it', () => {
    const it = new Driven({ when: 'x > 5', keep_firing_for: '3m' }, { x: '9 0 0 9 0 0 0 0' }).until(3);
    expect(it.only().keptSince).toBeNaN();
    expect(it.until(7).changes).toEqual(['0m it: inactive -> pending', '0m it: pending -> firing', '7m it: firing -> inactive']);
  });
});

describe('clear', () => {
  test('it fires above one limit and goes on until it is below another', () => {
    const it = new Driven({ when: 'x > 10', clear: '< 8' }, { x: '11 9 8 7 9 11' }).until(2);
    expect([it.firing, it.only().kept]).toEqual([['it'], 'it has not cleared yet']);
    expect(it.until(5).changes).toEqual(['0m it: inactive -> pending', '0m it: pending -> firing', '3m it: firing -> inactive', '5m it: inactive -> pending', '5m it: pending -> firing']);
  });

  test('with keep_firing_for it goes on for so long after it cleared', () => {
    expect(new Driven({ when: 'x > 10', clear: '< 8', keep_firing_for: '2m' }, { x: '11 9 9 7 7 7 7' }).until(6).changes.at(-1)).toBe('5m it: firing -> inactive');
  });

  test('of each series its own; one that is gone is over', () => {
    const it = new Driven({ when: 'x > 10', clear: '< 8' }, { 'x{n="a"}': '11 9 9', 'x{n="b"}': '11 7 9', 'x{n="c"}': '11 stale' }).until(1);
    expect(it.firing).toEqual(['a']);
  });

  test('also where the limit is a series, or where labels are put on', () => {
    const series = { 'x{n="a"}': '11 9 7', 'y{n="a"}': '10x5' };
    expect(new Driven({ when: 'x > y', clear: '< 0.8 * y', labels: { n: 'b', team: 'core' } }, series).until(1).states).toEqual({ b: 'firing' });
    expect(new Driven({ when: 'x > y', clear: '< 0.8 * y' }, series).until(2).firing).toEqual([]);
  });

  test('does nothing to what is pending', () => {
    expect(new Driven({ when: 'x > 10 for 2m', clear: '< 8' }, { x: '11 9 11' }).until(1).changes).toEqual(['0m it: inactive -> pending', '1m it: pending -> inactive']);
  });
});

describe('labels', () => {
  test('of the rule count more than those of the series; empty ones go', () => {
    const it = new Driven({ when: 'x > 5', labels: { job: 'fixed {{ $labels.job }}', zone: '', at: '{{ $value }}' } }, { 'x{job="a",zone="z",n="1"}': '9' }).until(0);
    expect(it.only().labels.toObject()).toEqual({ alertname: 'A', at: '9', job: 'fixed a', n: '1' });
  });

  test('that make two alerts one are refused, and nothing has changed', () => {
    const it = new Driven({ when: 'x > 5', labels: { n: 'same' } }, { 'x{n="a"}': '9 9', 'x{n="b"}': '0 9' }).until(0);
    expect(it.firing).toEqual(['same']);
    expect(thrownBy(() => it.until(1))).toMatchObject({ name: 'EvaluationError', message: 'vector contains metrics with the same labelset after applying alert labels' });
    expect(it.firing).toEqual(['same']);
  });

  test('a fault in what clears changes nothing either', () => {
    const it = new Driven({ when: 'x > 5', clear: '< (y + on (n) y)' }, { 'x{n="a"}': '9 0', 'y{n="a",m="1"}': '0 1', 'y{n="a",m="2"}': '0 1', 'x{n="b"}': '0 9' });
    expect(() => it.until(1)).toThrow(/duplicate series/);
    expect(it.states).toEqual({ a: 'firing' });
  });

  test('annotations and value are those of the last time it held', () => {
    const it = new Driven({ when: 'x > 5', clear: '< 2', annotations: { a: 'at {{ $value }}' } }, { x: '9 8 3' }).until(2);
    expect([it.only().annotations.get('a'), it.only().value]).toEqual(['at 8', 8]);
  });
});

describe('what is over', () => {
  test('is remembered for a while, and fires anew as another', () => {
    const it = new Driven({ when: 'x > 5' }, { x: '9 0 0 0 0 0 0 9' }).until(3);
    expect(it.states).toEqual({ it: 'inactive' });
    const before = it.only();
    expect(before.resolvedAt).toBe(MINUTE);
    it.until(7);
    expect(it.only()).not.toBe(before);
    expect(it.only()).toMatchObject({ state: 'firing', activeAt: 7 * MINUTE, resolvedAt: Number.NaN });
    // When it began and ceased to fire goes on being known: it may flap.
    expect(it.only().changes).toEqual([0, MINUTE, 7 * MINUTE]);
  });

  test('is forgotten in the end', () => {
    expect(new Driven({ when: 'x > 5' }, { x: '9 0x200' }).until(90).states).toEqual({});
  });

  test('of too many the ones that are over for longest are forgotten, and none that fires', () => {
    const it = new Driven({ when: 'x > 5' }, { 'x{n="a"}': '9 9 0', 'x{n="b"}': '9 0 0', 'x{n="c"}': '9 9 9', 'x{n="d"}': '9 9 9 0' }).until(3);
    it.alerting.forgetOver(2);
    expect(it.states).toEqual({ a: 'inactive', c: 'firing', d: 'inactive' });
    it.alerting.forgetOver(0);
    expect(it.states).toEqual({ c: 'firing' });
  });

  test('but one that counts how often it held goes on counting', () => {
    const it = new Driven({ when: 'x > 5 in 2 of 3' }, { x: '9 9 0 0 9' }).until(3);
    it.alerting.forgetOver(0);
    expect(it.states).toEqual({ it: 'inactive' });
  });

  test('changes are remembered as far as they tell whether it flaps', () => {
    const it = new Driven({ when: 'x > 5' }, { x: '9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0 9 0' }).until(23);
    expect(it.only().changes).toEqual(Array.from({ length: 12 }, (_, index) => (12 + index) * MINUTE));
  });

  test('whatever never fired is forgotten at once', () => {
    expect(new Driven({ when: 'x > 5 for 5m' }, { x: '9 0' }).until(1).states).toEqual({});
  });
});

test('an alert of nothing has no labels but its name', () => {
  const it = new Driven({ when: 'absent(x{n="a"}) for 1m' }, { y: '1x5' }).until(1);
  expect(it.only().labels.toObject()).toEqual({ alertname: 'A', n: 'a' });
  expect(evaluateVector(parseExpression('absent(y)'), 0, storeOf({ y: '1' }))).toEqual([]);
});
