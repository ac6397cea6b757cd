import { describe, expect, test } from 'vitest';
import { checkTypes } from '../../../../src/alerts/language/check.ts';
import { evaluateVector } from '../../../../src/alerts/language/evaluate.ts';
import { parseExpression } from '../../../../src/alerts/language/parser.ts';
import { DAY, faultOf, HOUR, MINUTE, SECOND, storeOf, valuesOf } from '../../support.ts';

const valueOf = (expression: string, values: string, time: number, interval = MINUTE): number | undefined => valuesOf(expression, storeOf({ x: values }, interval), time)['{}'];

/** So many values as promtool writes them. */
const written = (count: number, value: (index: number) => number): string => Array.from({ length: count }, (_, index) => value(index).toFixed(6)).join(' ');
/** Each half hour, up and down by the day; the same for a seed. */
const wave = (index: number): number => 100 + 50 * Math.sin((index / 48) * 2 * Math.PI) + ((index * 7919) % 13) / 13;

describe('forecast', () => {
  test('goes on as predict_linear does, and outliers do not move it', () => {
    expect(valueOf('forecast(x[20m], 1h)', '10+6x20', 20 * MINUTE)).toBeCloseTo(130 + 360, 6);
    const spoilt = Array.from({ length: 21 }, (_, index) => (index % 5 === 2 ? 100_000 : 10 + 6 * index)).join(' ');
    expect(valueOf('forecast(x[20m], 1h)', spoilt, 20 * MINUTE)).toBeCloseTo(490, 0);
    expect(Math.abs((valueOf('predict_linear(x[20m], 1h)', spoilt, 20 * MINUTE) ?? 0) - 490)).toBeGreaterThan(500);
    expect(valueOf('forecast(x[20m], 1h)', '7', 0)).toBeUndefined();
    expect(valueOf('forecast(x[20m], 1h)', '7 7', MINUTE)).toBe(7);
  });

  test('of a day of samples is quick, and near', () => {
    expect(valueOf('forecast(x[1d], 24h)', '0+1x8640', 86_400 * SECOND, 10 * SECOND)).toBeCloseTo(2 * 8640, 3);
  });

  test('comes round by the day, where a line would go through the roof', () => {
    const values = written(14 * 48 + 1, wave);
    const now = 14 * DAY;
    expect(Math.abs((valueOf('forecast(x[14d], 6h)', values, now, HOUR / 2) ?? 0) - 150)).toBeLessThan(3);
    expect(Math.abs((valueOf('forecast(x[14d], 18h)', values, now, HOUR / 2) ?? 0) - 50)).toBeLessThan(3);
    expect(valueOf('predict_linear(x[6h], 18h)', values, now, HOUR / 2)).toBeGreaterThan(200);
  });

  test('noise is not drawn on', () => {
    expect(Math.abs((valueOf('forecast(x[6h], 24h)', written(361, (index) => 50 + ((index * 7919) % 101) / 50), 6 * HOUR) ?? 0) - 51)).toBeLessThan(1.5);
  });

  test('a third argument is how sure: what it stays below', () => {
    const values = written(14 * 48 + 1, wave);
    const at = (share: string): number => valueOf(`forecast(x[14d], 6h, ${share})`, values, 14 * DAY, HOUR / 2) ?? Number.NaN;
    expect(at('0.05')).toBeLessThan(at('0.5'));
    expect(at('0.95')).toBeGreaterThan(at('0.5'));
    expect(at('0.95')).toBeLessThan(155);
    expect(at('0.5')).toBeCloseTo(valueOf('forecast(x[14d], 6h)', values, 14 * DAY, HOUR / 2) ?? 0, 9);
    expect(at('2')).toBeNaN();
  });

  test('is kept for a while, and made anew in the end', () => {
    const store = storeOf({ x: written(15 * 48 + 1, (index) => (index <= 14 * 48 ? wave(index) : 1000)) }, HOUR / 2);
    const expression = parseExpression('forecast(x[14d], 6h)');
    const at = (time: number): number => evaluateVector(expression, time, store)[0]?.value ?? Number.NaN;
    const [first, soon, later] = [at(14 * DAY), at(14 * DAY + 10 * MINUTE), at(15 * DAY)];
    // Ten minutes on, the same curve is read ten minutes further.
    expect(Math.abs(soon - first)).toBeLessThan(1);
    expect(soon).not.toBe(first);
    expect(later).toBeGreaterThan(500);
    // Another rule has a memory of its own.
    expect(evaluateVector(parseExpression('forecast(x[14d], 6h)'), 15 * DAY, store)[0]?.value).toBe(later);
  });

  test('of many long series the ones whose turn it is not yet are told by a line, until it is', () => {
    const store = storeOf(Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`x{place="${place}"}`, written(4 * 48 + 1, wave)])), HOUR / 2);
    const expression = parseExpression('forecast(x[4d], 6h)');
    const near = (time: number): number => evaluateVector(expression, time, store).filter(({ value }) => Math.abs(value - 150) < 5).length;
    expect([4 * DAY, 4 * DAY + MINUTE, 4 * DAY + 2 * MINUTE].map(near)).toEqual([10, 20, 20]);
    expect(evaluateVector(expression, 4 * DAY + 3 * MINUTE, store)).toHaveLength(20);
  });

  test('every one has its turn, also where rules are evaluated seldom, and of all rules together', () => {
    const store = storeOf(Object.fromEntries(Array.from({ length: 24 }, (_, place) => [`x{place="${place}"}`, written(5 * 48 + 1, wave)])), HOUR / 2);
    const [one, other] = [parseExpression('forecast(x[4d], 6h)'), parseExpression('forecast(x[4d], 6h) > 0')];
    // Each evaluation is a turn later: who was told first is due again before the last ones were.
    const near = (step: number): number => [one, other].reduce((sum, expression) => sum + evaluateVector(expression, 4 * DAY + step * 15 * MINUTE, store).filter(({ value }) => Math.abs(value - wave((4 * DAY + step * 15 * MINUTE + 6 * HOUR) / (HOUR / 2))) < 5).length, 0);
    expect(near(0)).toBe(20);
    const found = Array.from({ length: 5 }, (_, step) => near(step + 1));
    expect(found.at(-1)).toBe(48);
  });

  test('how sure a line is it does not say: what has not had its turn is not there', () => {
    const store = storeOf(Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`x{place="${place}"}`, written(4 * 48 + 1, wave)])), HOUR / 2);
    const expression = parseExpression('forecast(x[4d], 6h, 0.95)');
    expect([0, 1, 2].map((minute) => evaluateVector(expression, 4 * DAY + minute * MINUTE, store).length)).toEqual([10, 20, 20]);
  });

  test('lengths of time that are none', () => {
    expect(valueOf('forecast(x[20m], 0)', '10+6x20', 20 * MINUTE)).toBeCloseTo(130, 0);
    expect(valueOf('forecast(x[20m], -600)', '10+6x20', 20 * MINUTE)).toBeCloseTo(70, 6);
    expect(valueOf('forecast(x[20m], 0/0)', '10+6x20', 20 * MINUTE)).toBeNaN();
    expect(valueOf('forecast(x[20m], 1/0)', '10+6x20', 20 * MINUTE)).toBe(Number.POSITIVE_INFINITY);
    expect(Number.isFinite(valueOf('forecast(x[20m], 1e15)', '10+6x20', 20 * MINUTE))).toBe(true);
    expect(valueOf('forecast(x[20m], 1h)', written(21, () => Number.NaN), 20 * MINUTE)).toBeUndefined();
  });

  test('a fourth argument is one too many', () => {
    expect(faultOf('forecast(x[20m], 1h, 0.5, 1)', (text) => checkTypes(parseExpression(text))).what).toMatch(/forecast/);
  });
});
