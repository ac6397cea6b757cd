import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration, writeDuration } from '../../../src/alerts/language/duration.ts';
import { DAY, HOUR, MINUTE } from '../support.ts';

test.each([
  ['0s', 0], ['0', 0], ['1ms', 1], ['30s', 30_000], ['5m', 5 * MINUTE], ['1h30m', 1.5 * HOUR], ['1d', DAY], ['2w', 14 * DAY], ['1y', 365 * DAY], ['1y2w3d4h5m6s7ms', (365 + 17) * DAY + 4 * HOUR + 5 * MINUTE + 6007], ['1m1ms', 60_001], ['90m', 90 * MINUTE],
])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

test.each(['', '5', 's', '1h 30m', '30m1h', '1.5h', '-5m', '5M', '5min', '1s1s', ' 5m', '5m '])('"%s" is none', (text) => expect(parseDuration(text)).toBeUndefined());

test.each([[0, '0s'], [1, '1ms'], [90_000, '1m30s'], [DAY, '1d'], [7 * DAY, '1w'], [8 * DAY, '8d'], [365 * DAY, '1y'], [14 * DAY + HOUR, '14d1h'], [0.4, '0s'], [1500, '1s500ms']])('%d ms is %s', (milliseconds, text) => expect(writeDuration(milliseconds)).toBe(text));

test('what was written is read as the same', () => {
  fc.assert(fc.property(fc.oneof(fc.nat(10_000), fc.nat(400 * DAY), fc.nat(1000).map((days) => days * DAY)), (milliseconds) => {
    expect(parseDuration(writeDuration(milliseconds))).toBe(milliseconds);
  }));
});
