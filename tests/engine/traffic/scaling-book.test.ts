import { expect, test } from 'vitest';
import { ScalingBook } from '../../../src/engine/traffic/scaling-book.ts';
import { T0 } from './support.ts';

const MINUTE = 60_000;
const stick = (open: number): number => 0.02 + Math.max(0, open - 6) * 0.03;

test('a backend whose response times bend is found after half an hour, one point a minute', () => {
  const book = new ScalingBook();
  for (let second = 0; second < 3600; second += 1) book.add(1, 1 + ((second / 60) * 7.3) % 11, stick(1 + ((second / 60) * 7.3) % 11), T0 + second * 1000);
  expect(book.bend(1)?.at).toBeGreaterThan(5);
  expect(book.bend(1)?.at).toBeLessThan(7);
  expect(book.bend(1)?.points).toBeLessThanOrEqual(60);
  expect(book.bend(2)).toBeUndefined();
});

test('bug: the same minute counted six times, and chance passed for a bend', () => {
  const book = new ScalingBook();
  let [found, seed] = [0, 1];
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let backend = 0; backend < 100; backend += 1) {
    // Each second tells of the minute before it: it changes slowly, as figures of a sliding window do.
    const recent = Array.from({ length: 60 }, () => [random() * 10, (random() - 0.5) * 0.5] as const);
    for (let second = 0; second < 7200; second += 10) {
      for (let each = 0; each < 10; each += 1) {
        recent.shift();
        recent.push([random() * 10, (random() - 0.5) * 0.5]);
      }
      const open = recent.reduce((sum, [x]) => sum + x, 0) / 60;
      book.add(backend, open, 0.1 + 0.02 * open + recent.reduce((sum, [, noise]) => sum + noise, 0) / 60, T0 + second * 1000);
    }
    if (book.bend(backend) !== undefined) found += 1;
  }
  expect(found).toBeLessThanOrEqual(1);
});

test('what is not known is no point, and there is an end of backends', () => {
  const book = new ScalingBook();
  for (let minute = 0; minute < 60; minute += 1) for (const [open, seconds] of [[Number.NaN, 1], [1, Number.NaN], [0, 1]] as const) book.add(1, open, seconds, T0 + minute * MINUTE);
  expect(book.bend(1)).toBeUndefined();
  for (let backend = 2; backend < 1000; backend += 1) book.add(backend, 1, 1, T0);
  for (let minute = 0; minute < 60; minute += 1) book.add(999, (minute * 7.3) % 11, stick((minute * 7.3) % 11), T0 + minute * MINUTE);
  expect(book.bend(999)).toBeUndefined();
});

test('after an hour without points a number begins anew, and a clock that is set back does not hold it up', () => {
  const book = new ScalingBook();
  for (let minute = 0; minute < 60; minute += 1) book.add(1, (minute * 7.3) % 11, stick((minute * 7.3) % 11), T0 + minute * MINUTE);
  expect(book.bend(1)).toBeDefined();
  book.add(1, 1, 1, T0 - 24 * 60 * MINUTE);
  expect(book.bend(1)).toBeUndefined();
  for (let minute = 0; minute < 60; minute += 1) book.add(1, (minute * 7.3) % 11, stick((minute * 7.3) % 11), T0 + (minute - 24 * 60) * MINUTE);
  expect(book.bend(1)).toBeDefined();
});
