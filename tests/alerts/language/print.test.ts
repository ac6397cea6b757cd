import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { printExpression } from '../../../src/alerts/language/print.ts';
import { expressionText } from './expressions.ts';
import { shapeOf } from './shape.ts';

const canonical = (text: string): string => printExpression(parseExpression(text));

describe('the canonical form', () => {
  test('means the same as what was written, and is its own canonical form', () => {
    fc.assert(fc.property(expressionText(['up', 'rate', 'job:up:sum']), (text) => {
      const expression = parseExpression(text);
      const printed = printExpression(expression);
      expect(shapeOf(parseExpression(printed)), printed).toBe(shapeOf(expression));
      expect(canonical(printed)).toBe(printed);
    }), { numRuns: 1000 });
  });

  test.each([
    ['up  >  90 % 7', 'up > (90 % 7)'],
    ['a > -Inf or a == NaN', '(a > -Inf) or (a == NaN)'],
    ['sum(up)by(job)', 'sum by (job) (up)'],
    ['a + b * c', 'a + (b * c)'],
    ['-a ^ 2', '-(a ^ 2)'],
    ['a > 2GiB', 'a > 2147483648'],
    ['a > 5m', 'a > 300'],
    ['a{b=\'c"\'}[90s] offset 1d', 'a{b="c\\""}[1m30s] offset 1d'],
    ['process.up{name="node"}', 'pyprocwatch_process_up{name="node"}'],
  ])('%s', (text, wanted) => expect(canonical(text)).toBe(wanted));

  test.each([
    ['process.memory.rss > 2GiB', 'pyprocwatch_process_resident_memory_bytes > 2147483648'],
    ['process.cpu > 90%', '(100 * pyprocwatch_process_cpu_ratio) > 90'],
    ['avg_over_time(process.cpu[5m]) > 90%', '(100 * avg_over_time(pyprocwatch_process_cpu_ratio[5m])) > 90'],
    ['p99(process.cpu[5m] offset 1h) > 90%', '(100 * p99(pyprocwatch_process_cpu_ratio[5m] offset 1h)) > 90'],
    ['quantile_over_time(0.5, process.cpu[5m])', '(100 * quantile_over_time(0.5, pyprocwatch_process_cpu_ratio[5m]))'],
    ['stdvar_over_time(process.cpu[5m])', '(10000 * stdvar_over_time(pyprocwatch_process_cpu_ratio[5m]))'],
    ['changes(process.cpu[5m])', 'changes(pyprocwatch_process_cpu_ratio[5m])'],
    ['count_over_time(process.cpu[5m]) + resets(process.cpu[5m])', 'count_over_time(pyprocwatch_process_cpu_ratio[5m]) + resets(pyprocwatch_process_cpu_ratio[5m])'],
    ['absent(process.cpu{name="node"})', 'absent(pyprocwatch_process_cpu_ratio{name="node"})'],
    ['anomaly(process.cpu{name="node"}) > 80', 'anomaly(pyprocwatch_process_cpu_ratio{name="node"}) > 80'],
    ['seconds_to_limit(filesystem.usedPercent) < 1d', 'seconds_to_limit(pyprocwatch_filesystem_used_ratio) < 86400'],
    ['pyprocwatch_process_cpu_ratio > 0.9', 'pyprocwatch_process_cpu_ratio > 0.9'],
    ['max_over_time(process.cpu[1h:1m])', 'max_over_time((100 * pyprocwatch_process_cpu_ratio)[1h:1m])'],
  ])('%s has the names and units of Prometheus', (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
    expect(canonical(wanted)).toBe(wanted);
  });
});
