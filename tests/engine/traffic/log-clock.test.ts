import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogClock } from '../../../src/engine/traffic/log-clock.ts';

const T0 = 1_800_000_000_000;

/** Lines of so many seconds, ten a second, read up to 250 ms after they were written; whether a search was asked for. */
function play(clock: LogClock, from: number, seconds: number, ahead: number, lag = (index: number): number => (index * 37) % 250): boolean {
  let searched = false;
  for (let index = 0; index < seconds * 10; index += 1) {
    const written = T0 + from * 1000 + index * 100;
    if (clock.saw(written + ahead, written + lag(index))) searched = true;
  }
  return searched;
}

describe('the clock of a log', () => {
  test('is this host\'s while its lines come as soon as they can', () => {
    const clock = new LogClock();
    expect(play(clock, 0, 60, 0)).toBe(false);
    expect([clock.state, clock.offset, clock.words]).toEqual(['right', 0, undefined]);
  });

  test.each([300, -300, 3_600_000])('is searched for when it is off by %d ms, once while it stays so, and set by what is found', (ahead) => {
    const clock = new LogClock();
    expect(play(clock, 0, 30, ahead)).toBe(true);
    expect(clock.state).toBe('searched');
    expect(Math.abs(clock.late + ahead)).toBeLessThan(10);
    expect(clock.words).toMatch(/not told yet/);
    clock.set(-ahead);
    expect(play(clock, 30, 60, ahead)).toBe(false);
    expect([clock.state, clock.offset]).toEqual(['set', -ahead]);
    expect(clock.words).toMatch(ahead > 0 ? /ahead of/ : /behind/);
    // Somebody sets it right.
    expect(play(clock, 90, 60, 0)).toBe(true);
    expect([clock.state, clock.offset, clock.words]).toEqual(['right', 0, undefined]);
  });

  test('a log that comes late by the right clock is told of no more when that is found', () => {
    const clock = new LogClock();
    play(clock, 0, 30, 0, (index) => 2000 + ((index * 37) % 250));
    expect(clock.state).toBe('searched');
    clock.set(0);
    expect(clock.words).toBe(undefined);
  });

  test('lines that wait for a buffer do not make it another, nor does what is read of the past at a start', () => {
    const buffered = new LogClock();
    expect(play(buffered, 0, 120, 0, (index) => (4 - (index % 5)) * 100)).toBe(false);
    const backlog = new LogClock();
    expect(play(backlog, 0, 60, 0, (index) => Math.max(0, 3_000_000 - index * 30_000))).toBe(false);
  });

  test('never fails on what a log may write', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ min: 0, max: 1e15, noNaN: true })), { maxLength: 200 }), (lines) => {
      const clock = new LogClock();
      for (const [end, now] of lines) clock.saw(end, now);
      expect(typeof (clock.words ?? '')).toBe('string');
      expect(Number.isNaN(clock.offset)).toBe(false);
    }));
  });
});
