import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTime, TIME_EXAMPLES } from '../../src/analysis/time-words.ts';
import { WallClock } from '../../src/analysis/wall-clock.ts';
import { anyText } from '../model/support.ts';

/** A Wednesday: 14:30:15 in Berlin (UTC+1). */
const NOW = Date.parse('2026-11-18T13:30:15.250Z');
const BERLIN = 'Europe/Berlin';
const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z'));

describe('what people write', () => {
  test.each([
    ['now', '2026-11-18T13:30:15.250Z'],
    [' NOW ', '2026-11-18T13:30:15.250Z'],
    ['-2h', '2026-11-18T11:30:15.250Z'],
    ['- 2 hours', '2026-11-18T11:30:15.250Z'],
    ['2h ago', '2026-11-18T11:30:15.250Z'],
    ['an hour ago', '2026-11-18T12:30:15.250Z'],
    ['90 minutes ago', '2026-11-18T12:00:15.250Z'],
    ['-1h30m', '2026-11-18T12:00:15.250Z'],
    ['1 hour 30 min ago', '2026-11-18T12:00:15.250Z'],
    ['-1.5h', '2026-11-18T12:00:15.250Z'],
    ['-250ms', '2026-11-18T13:30:15Z'],
    ['30 days ago', '2026-10-19T12:30:15.250Z'],
    ['-1w', '2026-11-11T13:30:15.250Z'],
    ['-1.5d', '2026-11-17T01:30:15.250Z'],
    ['1 month ago', '2026-10-18T12:30:15.250Z'],
    ['2 years ago', '2024-11-18T13:30:15.250Z'],
    ['03:12', '2026-11-18T02:12:00Z'],
    ['3:12:30', '2026-11-18T02:12:30Z'],
    ['14:30', '2026-11-18T13:30:00Z'],
    ['14:31', '2026-11-17T13:31:00Z'],
    ['3pm', '2026-11-17T14:00:00Z'],
    ['noon', '2026-11-18T11:00:00Z'],
    ['midnight', '2026-11-17T23:00:00Z'],
    ['today', '2026-11-17T23:00:00Z'],
    ['today 3pm', '2026-11-18T14:00:00Z'],
    ['today at 15:00', '2026-11-18T14:00:00Z'],
    ['yesterday', '2026-11-16T23:00:00Z'],
    ['yesterday 3am', '2026-11-17T02:00:00Z'],
    ['3am yesterday', '2026-11-17T02:00:00Z'],
    ['yesterday 12am', '2026-11-16T23:00:00Z'],
    ['yesterday 12:30 pm', '2026-11-17T11:30:00Z'],
    ['yesterday 03:12', '2026-11-17T02:12:00Z'],
    ['monday 9:00', '2026-11-16T08:00:00Z'],
    ['Monday', '2026-11-15T23:00:00Z'],
    ['9:00 on mon', '2026-11-16T08:00:00Z'],
    ['wednesday 9:00', '2026-11-18T08:00:00Z'],
    ['wednesday 16:00', '2026-11-11T15:00:00Z'],
    ['last wednesday 9:00', '2026-11-11T08:00:00Z'],
    ['thu 9am', '2026-11-12T08:00:00Z'],
    ['2026-11-19', '2026-11-18T23:00:00Z'],
    ['2026-11-19 03:12', '2026-11-19T02:12:00Z'],
    ['2026-11-19 03:12:40', '2026-11-19T02:12:40Z'],
    ['2026-11-19T03:12:40.125', '2026-11-19T02:12:40.125Z'],
    ['2026-07-19T03:12', '2026-07-19T01:12:00Z'],
    ['2026-11-19T03:12Z', '2026-11-19T03:12:00Z'],
    ['2026-11-19T03:12:40,5-05:30', '2026-11-19T08:42:40.500Z'],
    ['2026-11-19 03:12+0100', '2026-11-19T02:12:00Z'],
    ['2026-11-19T03:12+01', '2026-11-19T02:12:00Z'],
    ['20261119T031240Z', '2026-11-19T03:12:40Z'],
    ['0099-01-02T03:04Z', '0099-01-02T03:04:00Z'],
    ['1795058000', '2026-11-19T03:13:20Z'],
    ['1795058000.5', '2026-11-19T03:13:20.500Z'],
    ['@1795058000', '2026-11-19T03:13:20Z'],
    ['1795058000125', '2026-11-19T03:13:20.125Z'],
  ])('%s', (text, expected) => {
    expect(iso(parseTime(text, NOW, BERLIN))).toBe(expected);
  });

  test.each(['', ' ', '5', 'soon', '2h', '-', '-h', 'ago', '-2x', '-2h5', '5 5 ago', '1.5 months ago', '25:00', '12:60', '12:00:60', '0am', '13pm', '3', 'today 3', 'today soon', 'yesterday -2h',
    '2026-02-29', '2026-13-01', '2026-00-10', '2026-11-00', '2026-1-1', '2026-11-19T', '2026-11-19T24:00', '2026-11-19Z', '2026-11-19T03:12+24:00', '20261119', 'mond 9:00', 'constructor 9:00', '99999999999999999', '-999999999999d', `-${'1'.repeat(79)}h`, '1 h ago now'])('not understood: %j', (text) => {
    expect(parseTime(text, NOW, BERLIN)).toBeUndefined();
  });

  test('the examples of the help text are understood', () => {
    for (const [, example = ''] of TIME_EXAMPLES.matchAll(/'([^']+)'/g)) expect(parseTime(example, NOW), example).toBeTypeOf('number');
  });

  test('an unknown zone is a slip in code', () => {
    expect(() => parseTime('03:12', NOW, 'Nowhere/Town')).toThrow(RangeError);
  });
});

describe('when the clocks change', () => {
  // Berlin: 29 March 2026, 2:00 becomes 3:00; 25 October 2026, 3:00 becomes 2:00.
  const MARCH = Date.parse('2026-03-29T10:00:00Z');
  const OCTOBER = Date.parse('2026-10-25T10:00:00Z');

  test.each([
    ['a day ago is the same time of day', '1 day ago', MARCH, '2026-03-28T11:00:00Z'],
    ['24 hours ago are 24 hours', '-24h', MARCH, '2026-03-28T10:00:00Z'],
    ['a day ago, back in summer', '-1d', OCTOBER, '2026-10-24T09:00:00Z'],
    ['a time that was skipped was last shown the day before', '2:30', MARCH, '2026-03-28T01:30:00Z'],
    ['said with its date it counts on from before', 'today 2:30', MARCH, '2026-03-29T01:30:00Z'],
    ['a time shown twice: the last time is the second', '2:30', OCTOBER, '2026-10-25T01:30:00Z'],
    ['between the two it is the first', '2:30', Date.parse('2026-10-25T00:45:00Z'), '2026-10-25T00:30:00Z'],
    ['said with its date it is the first', '2026-10-25 02:30', OCTOBER, '2026-10-25T00:30:00Z'],
    ['a weekday whose time was skipped: the week before', 'sunday 2:30', MARCH, '2026-03-22T01:30:00Z'],
  ])('%s', (_, text, now, expected) => {
    expect(iso(parseTime(text, now, BERLIN))).toBe(expected);
  });

  test('the 31st of a month that has none is its last', () => {
    expect(iso(parseTime('1 month ago', Date.parse('2026-03-31T12:00:00Z'), 'UTC'))).toBe('2026-02-28T12:00:00Z');
  });
});

const zone = fc.constantFrom('UTC', BERLIN, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns', 'Africa/Casablanca');
const second = fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2060, 0) / 1000 }).map((seconds) => seconds * 1000);

describe('for all times', () => {
  test('wall time leads back to the time, or to the other one that the clock showed alike', () => {
    fc.assert(fc.property(second, zone, (time, zone) => {
      const shown = new WallClock(zone).show(time);
      const read = parseTime(new Date(shown).toISOString().slice(0, 19).replace('T', ' '), time, zone);
      expect(read).toBeLessThanOrEqual(time);
      if (read !== time) expect(new WallClock(zone).show(read ?? 0)).toBe(shown);
    }));
  });

  test('a time of day is the last one: shown so, not later than now, and not shown again since', () => {
    fc.assert(fc.property(second, zone, fc.integer({ min: 0, max: 1439 }), (now, zone, minutes) => {
      const read = parseTime(`${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`, now, zone) ?? Number.NaN;
      const clock = new WallClock(zone);
      const ofDay = (time: number): number => ((Math.floor(clock.show(time) / 60_000) % 1440) + 1440) % 1440;
      expect(ofDay(read)).toBe(minutes);
      expect(read).toBeLessThanOrEqual(now);
      for (let later = read + 600_000; later <= now; later += 600_000) if (ofDay(later) === minutes) expect(later).toBeLessThan(read + 60_000);
    }), { numRuns: 40 });
  });

  test('without a zone it is as Date has it', () => {
    fc.assert(fc.property(second, (time) => {
      const here = new Date(time);
      const two = (value: number): string => String(value).padStart(2, '0');
      const date = `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}T${two(here.getHours())}:${two(here.getMinutes())}:${two(here.getSeconds())}`;
      expect(parseTime(date, 0)).toBe(Date.parse(date));
      expect(parseTime(here.toISOString(), 0)).toBe(time);
    }));
  });

  test('any text is a time or none, without an exception', () => {
    const piece = fc.constantFrom('today', 'yesterday', 'last ', 'monday', ' ', '-', '2', 'h', ' ago', '03:12', 'pm', '2026-11-19', 'T', 'Z', '+01:00', 'at ', '.', ':', '__proto__');
    fc.assert(fc.property(fc.oneof(anyText(60), fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))), second, zone, (text, now, zone) => {
      const read = parseTime(text, now, zone);
      if (read !== undefined) expect(Number.isInteger(read) && Math.abs(read) <= 8.64e15).toBe(true);
    }), { numRuns: 2000 });
  });
});
