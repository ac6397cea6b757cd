import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../src/alerts/language/parser.ts';
import { unitOfExpression, valueWords } from '../../src/alerts/value-words.ts';

describe('the unit of what a rule is about', () => {
  test.each([
    ['process.rss > 5', 'bytes'], ['process.cpu > 90', 'percent'], ['5 < process.cpu', 'percent'], ['process.read > 5', 'bytesPerSecond'], ['host.uptime < 5', 'seconds'], ['sensor.celsius > 90', 'celsius'], ['process.threads > 5', 'count'],
    ['avg_over_time(process.rss[5m]) > 5', 'bytes'], ['p99(process.cpu[5m]) > 5', 'percent'], ['forecast(filesystem.free[6h], 24h) < 0', 'bytes'], ['quantile_over_time(0.5, process.rss[5m])', 'bytes'], ['clamp_min(process.rss, 5)', 'bytes'], ['sum by (name) (process.rss) > 5', 'bytes'], ['topk(3, process.rss)', 'bytes'], ['process.rss - process.rss offset 1h > 5', 'bytes'], ['process.rss > 5 and process.cpu > 5', 'bytes'], ['-process.rss < 5', 'bytes'], ['(process.rss) > 5', 'bytes'],
    ['seconds_to_limit(filesystem.used) < 1d', 'seconds'], ['anomaly(process.cpu) > 80', 'percent'], ['leak(process.rss) > 80', 'percent'],
    ['count(process.rss) > 5', undefined], ['process.rss / host.memoryTotal > 0.5', undefined], ['rate(process.cpuSeconds[5m])', undefined], ['changes(process.rss[5m])', undefined], ['process.up', undefined], ['pyprocwatch_process_cpu_ratio > 0.5', undefined], ['stdvar(process.rss)', undefined], ['deriv(process.rss[5m])', undefined], ['vector(1)', undefined], ['process.rss > bool 5', undefined], ['stdvar_over_time(process.rss[5m])', undefined],
  ])('%s: %s', (text, unit) => expect(unitOfExpression(parseExpression(text))).toBe(unit));
});

test.each([
  [2.1 * 1024 ** 3, 'bytes', '2.10 GiB'], [500, 'bytes', '500 B'], [5 * 1024 ** 2, 'bytesPerSecond', '5.00 MiB/s'], [93.14, 'percent', '93.1%'], [12.3456789, undefined, '12.3457'], [1e9, undefined, '1000000000'], [Number.NaN, 'bytes', 'nothing'], [Infinity, 'seconds', 'infinite'], [-Infinity, undefined, 'minus infinite'], [-3 * 1024 ** 3, 'bytes', '-3.00 GiB'], [71.7, 'celsius', '72°C'], [1500, 'perSecond', '1.50k/s'], [90, 'seconds', '1:30.00'], [0, 'bytes', '0 B'],
] as const)('%d (%s) is %s', (value, unit, words) => expect(valueWords(value, unit)).toBe(words));
