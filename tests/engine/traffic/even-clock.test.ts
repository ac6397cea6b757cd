import { expect, test } from 'vitest';
import { EvenClock } from '../../../src/engine/traffic/even-clock.ts';

function clocks() {
  const at = { even: 1000, wall: 1_800_000_000_000 };
  return { at, clock: new EvenClock(() => at.even, () => at.wall) };
}

test('runs evenly between looks at the wall clock', () => {
  const { at, clock } = clocks();
  at.even += 12.25;
  at.wall += 12;
  clock.follow();
  expect(clock.now()).toBe(1_800_000_000_012.25);
});

test('bug: after the machine slept, samples stood an hour before the log\'s lines', () => {
  const { at, clock } = clocks();
  at.wall += 3_600_000;
  clock.follow();
  expect(clock.now()).toBe(1_800_003_600_000);
  at.wall -= 7_200_000;
  clock.follow();
  expect(clock.now()).toBe(1_799_996_400_000);
});

test('bug: a clock that runs faster than the wall was off by seconds after a day', () => {
  const { at, clock } = clocks();
  for (let second = 0; second < 86_400; second += 1) {
    at.even += 1000;
    at.wall += 1000.05;
    const before = clock.now();
    clock.follow();
    expect(Math.abs(clock.now() - before)).toBeLessThan(1);
  }
  expect(Math.abs(clock.now() - at.wall)).toBeLessThan(3);
});
