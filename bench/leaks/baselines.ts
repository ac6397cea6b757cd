import { LEAK_METRICS, METRIC_NAMES, type MetricName } from '../../src/analysis/leaks/metrics.ts';
import { kendallScore } from '../../src/analysis/statistics/kendall.ts';
import { solve } from '../../src/analysis/statistics/least-squares.ts';
import { theilSen } from '../../src/analysis/statistics/theil-sen.ts';
import type { Alarm } from './score.ts';
import type { Trace } from './trace.ts';

/** Whether a window of block means grows, by one of the simple methods. */
export type Baseline = (seconds: Float64Array, means: Float64Array, material: number) => boolean;

const WINDOW = 24;

/** A straight line by least squares that explains 80 % of the variance and rises by what matters. */
const leastSquares: Baseline = (seconds, means, material) => {
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  const line = solve([...seconds].map((second) => [1, (second - (seconds[0] ?? 0)) / span]), means);
  if (line === undefined || !((line[1] ?? 0) >= material)) return false;
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  let [rest, all] = [0, 0];
  means.forEach((value, index) => {
    rest += (value - (line[0] ?? 0) - ((line[1] ?? 0) * ((seconds[index] ?? 0) - (seconds[0] ?? 0))) / span) ** 2;
    all += (value - mean) ** 2;
  });
  return rest <= 0.2 * all;
};

/** Mann-Kendall at 99 % and a Theil-Sen slope that rises by what matters. */
const mannKendall: Baseline = (seconds, means, material) => {
  const count = means.length;
  const score = kendallScore(seconds, means);
  if ((score - 1) / Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18) < 2.326) return false;
  return (theilSen(seconds, means)?.slope ?? 0) * ((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)) >= material;
};

export const BASELINES: Readonly<Record<string, Baseline>> = { 'OLS + R2': leastSquares, 'Mann-Kendall + Theil-Sen': mannKendall };

/** Alarms over each process's last 24 blocks: 8 minutes of a recorded trace, 12 hours of a long one. */
export function playBaseline(trace: Trace, baseline: Baseline): Alarm[] {
  const block = trace.kind === 'recorded' ? 20 : 1800;
  const alarms: Alarm[] = [];
  for (const life of trace.lives) {
    for (const metric of METRIC_NAMES) alarms.push(...alarmsOf(life.seconds, life.values[metric], metric, life.pid, block, baseline));
  }
  return alarms.sort((left, right) => left.seconds - right.seconds);
}

function alarmsOf(seconds: Float64Array, values: Float64Array, metric: MetricName, pid: number, block: number, baseline: Baseline): Alarm[] {
  const { material, share } = LEAK_METRICS[metric];
  const alarms: Alarm[] = [];
  const [times, means]: [number[], number[]] = [[], []];
  let [sum, count, open, grew] = [0, 0, Math.floor((seconds[0] ?? 0) / block), false];
  seconds.forEach((second, row) => {
    const number = Math.floor(second / block);
    if (number > open && count > 0) {
      times.push((open + 0.5) * block);
      means.push(sum / count);
      [sum, count, open] = [0, 0, number];
      if (means.length >= WINDOW) {
        const last = means.slice(-WINDOW);
        const grows = baseline(Float64Array.from(times.slice(-WINDOW)), Float64Array.from(last), Math.max(material, share * (last.at(-1) ?? 0)));
        if (grows && !grew) alarms.push({ seconds: second, pid, metric, confidence: 1 });
        grew = grows;
      }
    }
    sum += values[row] ?? 0;
    count += 1;
  });
  return alarms;
}
