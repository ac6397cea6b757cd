import { describe, expect, test } from 'vitest';
import { publicTraces } from '../../../bench/leaks/load.ts';
import { play, THRESHOLDS } from '../../../bench/leaks/play.ts';
import { judge, total, type Outcome } from '../../../bench/leaks/score.ts';

const traces = [...publicTraces()];

describe.skipIf(traces.length === 0)('the public traces (skipped where ../shared/data/leaks is not there)', () => {
  const outcomes = (kind: string, threshold: (typeof THRESHOLDS)[number]): Outcome[] =>
    traces.filter((trace) => trace.kind === kind).map((trace) => judge(trace, play(trace).alarms[THRESHOLDS.indexOf(threshold)] ?? []));

  test('of days, a LEAK: precision and recall of 90 %, at most 0.03 false alarms a process-day', { timeout: 60_000 }, () => {
    const score = total(outcomes('long', 0.8));
    expect(score.precision).toBeGreaterThanOrEqual(0.9);
    expect(score.recall).toBeGreaterThanOrEqual(0.9);
    expect(score.falsePerDay).toBeLessThanOrEqual(0.03);
  });

  test('of minutes, growing: precision of 95 %, recall of 75 %, half of them within 10 minutes', { timeout: 60_000 }, () => {
    const score = total(outcomes('recorded', 0));
    expect(score.precision).toBeGreaterThanOrEqual(0.95);
    expect(score.recall).toBeGreaterThanOrEqual(0.75);
    expect(score.medianSeconds).toBeLessThanOrEqual(600);
  });
});
