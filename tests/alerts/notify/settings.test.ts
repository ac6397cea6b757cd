import { describe, expect, test } from 'vitest';
import { isQuiet, type QuietHours } from '../../../src/alerts/notify/settings.ts';

const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const hours = (from: string, to: string, more: Partial<QuietHours> = {}): QuietHours => ({ severities: ['warning'], fromMinute: minutes(from), toMinute: minutes(to), days: ALL_DAYS, timeZone: 'UTC', ...more });
const quiet = (of: QuietHours, time: string): boolean => isQuiet(of, 'warning', Date.parse(time));

describe('within a day', () => {
  test.each([['11:59:59', false], ['12:00:00', true], ['13:29:59', true], ['13:30:00', false]])('12:00 to 13:30, at %s: %s', (clock, wanted) => expect(quiet(hours('12:00', '13:30'), `2026-03-04T${clock}Z`)).toBe(wanted));

  test('only severities that are named', () => {
    expect(isQuiet(hours('00:00', '23:59', { severities: ['info', 'warning'] }), 'critical', Date.parse('2026-03-04T12:00Z'))).toBe(false);
    expect(isQuiet(hours('00:00', '23:59', { severities: ['info', 'warning'] }), 'info', Date.parse('2026-03-04T12:00Z'))).toBe(true);
  });

  test('on some days', () => {
    // 2026-03-04 is a Wednesday (3).
    expect(quiet(hours('12:00', '13:00', { days: [3] }), '2026-03-04T12:30Z')).toBe(true);
    expect(quiet(hours('12:00', '13:00', { days: [2, 4] }), '2026-03-04T12:30Z')).toBe(false);
  });
});

describe('over midnight', () => {
  test.each([['21:59', false], ['22:00', true], ['23:59', true], ['00:00', true], ['06:59', true], ['07:00', false], ['12:00', false]])('22:00 to 07:00, at %s: %s', (clock, wanted) => expect(quiet(hours('22:00', '07:00'), `2026-03-04T${clock}Z`)).toBe(wanted));

  test('the day is that on which they began', () => {
    // Friday night: from Friday the 6th, 22:00, to Saturday, 07:00.
    const friday = hours('22:00', '07:00', { days: [5] });
    expect([quiet(friday, '2026-03-06T03:00Z'), quiet(friday, '2026-03-06T23:00Z'), quiet(friday, '2026-03-07T03:00Z'), quiet(friday, '2026-03-07T23:00Z')]).toEqual([false, true, true, false]);
    const sunday = hours('22:00', '07:00', { days: [0] });
    expect([quiet(sunday, '2026-03-08T23:00Z'), quiet(sunday, '2026-03-09T03:00Z')]).toEqual([true, true]);
  });
});

test('from a time to the same is a whole day', () => {
  const weekend = hours('00:00', '00:00', { days: [6, 0] });
  expect(['2026-03-06T23:59Z', '2026-03-07T00:00Z', '2026-03-07T12:00Z', '2026-03-08T23:59Z', '2026-03-09T00:00Z'].map((time) => quiet(weekend, time))).toEqual([false, true, true, true, false]);
  const day = hours('08:00', '08:00', { days: [6] });
  expect(['2026-03-07T07:59Z', '2026-03-07T08:00Z', '2026-03-08T07:59Z', '2026-03-08T08:00Z'].map((time) => quiet(day, time))).toEqual([false, true, true, false]);
});

describe('hours are local, whatever summer time does', () => {
  const berlin = hours('22:00', '07:00', { timeZone: 'Europe/Berlin' });
  const newYork = hours('22:00', '07:00', { timeZone: 'America/New_York' });

  test('in winter and in summer', () => {
    expect([quiet(berlin, '2026-01-15T20:59Z'), quiet(berlin, '2026-01-15T21:00Z'), quiet(berlin, '2026-01-16T05:59Z'), quiet(berlin, '2026-01-16T06:00Z')]).toEqual([false, true, true, false]);
    expect([quiet(berlin, '2026-07-15T19:59Z'), quiet(berlin, '2026-07-15T20:00Z'), quiet(berlin, '2026-07-16T04:59Z'), quiet(berlin, '2026-07-16T05:00Z')]).toEqual([false, true, true, false]);
    expect([quiet(newYork, '2026-01-16T02:59Z'), quiet(newYork, '2026-01-16T03:00Z'), quiet(newYork, '2026-01-16T12:00Z')]).toEqual([false, true, false]);
    expect([quiet(newYork, '2026-07-16T01:59Z'), quiet(newYork, '2026-07-16T02:00Z'), quiet(newYork, '2026-07-16T11:00Z')]).toEqual([false, true, false]);
  });

  test('in the night in which an hour is missing: the 29th of March in Berlin, the 8th in New York', () => {
    expect(['2026-03-29T00:59Z', '2026-03-29T01:00Z', '2026-03-29T04:59Z', '2026-03-29T05:00Z'].map((time) => quiet(berlin, time))).toEqual([true, true, true, false]);
    expect(['2026-03-08T06:59Z', '2026-03-08T07:00Z', '2026-03-08T10:59Z', '2026-03-08T11:00Z'].map((time) => quiet(newYork, time))).toEqual([true, true, true, false]);
    // From 02:15 to 02:45 there is no such time on that day.
    const missing = hours('02:15', '02:45', { timeZone: 'Europe/Berlin' });
    expect(['2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z'].map((time) => quiet(missing, time))).toEqual([false, false, false]);
  });

  test('in the night in which an hour comes twice: the 25th of October in Berlin, the 1st of November in New York', () => {
    const twice = hours('02:15', '02:45', { timeZone: 'Europe/Berlin' });
    expect(['2026-10-25T00:14Z', '2026-10-25T00:30Z', '2026-10-25T00:50Z', '2026-10-25T01:30Z', '2026-10-25T01:45Z'].map((time) => quiet(twice, time))).toEqual([false, true, false, true, false]);
    expect(['2026-10-25T05:59Z', '2026-10-25T06:00Z'].map((time) => quiet(berlin, time))).toEqual([true, false]);
    expect(['2026-11-01T11:59Z', '2026-11-01T12:00Z'].map((time) => quiet(newYork, time))).toEqual([true, false]);
  });

  test('the day too', () => {
    const monday = hours('00:00', '06:00', { timeZone: 'America/New_York', days: [1] });
    expect([quiet(monday, '2026-03-09T03:59Z'), quiet(monday, '2026-03-09T04:00Z'), quiet(monday, '2026-03-09T10:00Z')]).toEqual([false, true, false]);
  });
});
