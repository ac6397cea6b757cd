import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, formatTimestamp, formatValue, parseValue, UNITS, type Unit } from '../../src/model/units.ts';
import { anyText, expectQuick } from './support.ts';

describe('values as a person reads them', () => {
  test.each<[Unit, number, string]>([
    ['bytes', 0, '0'], ['bytes', 999, '999'], ['bytes', 1000, '0.98K'], ['bytes', 1024, '1.00K'], ['bytes', 10_240, '10.0K'], ['bytes', 102_400, '100K'], ['bytes', 1023 * 1024, '1.00M'],
    ['bytes', 1.5 * 1024 ** 3, '1.50G'], ['bytes', 2 ** 64, '16.0E'], ['bytesPerSecond', 4096, '4.00K'],
    ['bytes', 9.996 * 1024, '10.0K'], ['bytes', 99.96 * 1024, '100K'], ['bytes', 999.4 * 1024, '999K'], ['bytes', -2048, '-2.00K'],
    ['count', 0, '0'], ['count', 99_999, '99999'], ['count', 100_000, '100k'], ['count', 1_234_567, '1.23M'], ['count', 0.27, '0.3'],
    ['perSecond', 12.34, '12'], ['perSecond', 1.25, '1.3'], ['perSecond', 1500, '1.50k'],
    ['percent', 0, '0.0'], ['percent', 99.96, '100.0'], ['percent', 999.94, '999.9'], ['percent', 999.95, '1000'], ['percent', 6400, '6400'],
    ['seconds', 0, '0:00.00'], ['seconds', 247.31, '4:07.31'], ['seconds', 3599.99, '59:59.99'], ['seconds', 3600, '1h00m'], ['seconds', 11_520, '3h12m'], ['seconds', 86_399, '23h59m'], ['seconds', 1_051_200, '12d04h'],
    ['id', 4_194_304, '4194304'], ['level', -20, '-20'], ['celsius', 45.5, '46°C'],
  ])('%s %d is %s', (unit, value, expected) => {
    expect(formatValue(unit, value)).toBe(expected);
  });

  test.each(UNITS)('unknown %s is a dash', (unit) => {
    expect(formatValue(unit, Number.NaN)).toBe('-');
  });

  test('a duration that rounds up to the minute shows the next minute, never 60 seconds', () => {
    expect(formatDuration(59.999)).toBe('1:00.00');
    expect(formatDuration(3599.996)).toBe('1h00m');
    fc.assert(fc.property(fc.double({ min: 0, max: 4000, noNaN: true }), (seconds) => {
      expect(formatDuration(seconds)).not.toContain(':60');
    }));
  });

  test('a time of today is a time of day, an older one a date', () => {
    const noon = new Date(2026, 2, 5, 12, 0, 7).getTime() / 1000;
    expect(formatTimestamp(noon, noon + 3600)).toBe('12:00:07');
    expect(formatTimestamp(noon, noon + 72_001)).toBe('26-03-05');
  });

  test.each([
    [0, '0'], [0.000_000_4, '0us'], [0.000_34, '340us'], [0.000_999_6, '1.00ms'], [0.0123, '12.3ms'], [0.25, '250ms'], [0.9996, '1.00s'], [12.345, '12.3s'], [59.996, '0m59s'], [125, '2m05s'], [7200, '2h00m'],
  ])('a latency of %d s is %s', (seconds, shown) => expect(formatValue('latency', seconds)).toBe(shown));

  test('at most 8 characters, for whatever can be measured', () => {
    const ranges: Readonly<Record<Unit, number>> = {
      count: 1e15, id: 4_194_304, percent: 1e6, bytes: 2 ** 64, bytesPerSecond: 2 ** 50, perSecond: 1e15, seconds: 9999 * 86_400, latency: 9999 * 86_400, timestamp: 4e9, celsius: 1000, level: 1000,
    };
    for (const unit of UNITS) {
      const whole = unit === 'id' || unit === 'level';
      const value = whole ? fc.integer({ min: 0, max: ranges[unit] }) : fc.double({ min: 0, max: ranges[unit], noNaN: true });
      fc.assert(fc.property(value, fc.double({ min: 0, max: 4e9, noNaN: true }), (number, now) => {
        const shown = formatValue(unit, number, now);
        expect(shown).toMatch(/^\S+$/);
        expect(shown.length).toBeLessThanOrEqual(8);
      }), { numRuns: 500 });
    }
  });
});

describe('figures that a person types', () => {
  test.each<[Unit, string, number]>([
    ['bytes', '2GiB', 2 * 1024 ** 3], ['bytes', '500M', 500 * 1024 ** 2], ['bytes', '1k', 1024], ['bytes', '1kB', 1000], ['bytes', '1MB', 1e6], ['bytes', '3T', 3 * 1024 ** 4], ['bytes', '12', 12], ['bytes', '12b', 12], ['bytes', '1.5G', 1.5 * 1024 ** 3], ['bytes', '2PiB', 2 * 1024 ** 5],
    ['bytesPerSecond', '2MiB/s', 2 * 1024 ** 2], ['percent', '80%', 80], ['percent', '0.5', 0.5],
    ['seconds', '90s', 90], ['seconds', '500ms', 0.5], ['latency', '250us', 0.000_25], ['seconds', '5m', 300], ['seconds', '2h', 7200], ['seconds', '1d', 86_400], ['timestamp', '1w', 604_800], ['seconds', '3min', 180],
    ['count', '5k', 5000], ['count', '2M', 2e6], ['perSecond', '3G', 3e9], ['count', '-4', -4], ['level', '+7', 7], ['count', ' 8 ', 8],
  ])('%s: %j is %d', (unit, typed, expected) => {
    expect(parseValue(unit, typed)).toBeCloseTo(expected, 9);
  });

  test.each<[Unit, string]>([
    ['bytes', ''], ['bytes', 'many'], ['bytes', '5 apples'], ['bytes', '1e9'], ['bytes', '0x10'], ['bytes', '5s'], ['bytes', 'NaN'], ['bytes', 'Infinity'], ['seconds', '5G'], ['seconds', '5%'],
    ['count', '1.'], ['count', '.5'], ['count', '--1'], ['count', '5constructor'], ['seconds', '5valueOf'], ['count', '1 000'],
  ])('%s: %j is no figure', (unit, typed) => {
    expect(parseValue(unit, typed)).toBeUndefined();
  });

  test('what is shown can be typed again, within its rounding', () => {
    const scaled: Unit[] = ['count', 'bytes', 'bytesPerSecond', 'perSecond'];
    fc.assert(fc.property(fc.constantFrom(...scaled), fc.nat({ max: 10 ** 15 }), (unit, value) => {
      const back = parseValue(unit, formatValue(unit, value));
      expect(Math.abs((back ?? Number.NaN) - value)).toBeLessThanOrEqual(value * 0.0051);
    }), { numRuns: 2000 });
  });

  test('any text is a number or no figure, at once', () => {
    fc.assert(fc.property(fc.constantFrom(...UNITS), anyText(), (unit, typed) => {
      expect(parseValue(unit, typed)).not.toBeNaN();
    }), { numRuns: 1000 });
    for (const typed of ['9'.repeat(200_000), `1${' '.repeat(200_000)}`, `1${'k'.repeat(200_000)}`, `1.${'1'.repeat(200_000)}x`]) expectQuick(() => parseValue('bytes', typed));
  });
});
