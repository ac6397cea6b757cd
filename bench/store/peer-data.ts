import { isNumber } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { toPrecision } from '../../src/model/precision.ts';
import { DAY } from './build.ts';
import { GeneratedHost, type Metric, type Plan } from './generate.ts';

/** One metric of one process. */
export interface PeerSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, rising; values to the precision in which our store keeps them. */
  readonly times: number[];
  readonly values: number[];
}

export const metricName = (metric: Metric): string => `pyprocwatch_${metric}`;

/** What `buildStore` records of the same plan, as time series, those of one metric together. */
export function peerSeries(plan: Plan, days: number): PeerSeries[] {
  const host = new GeneratedHost(plan);
  const found = new Map<Metric, Map<number, PeerSeries>>(plan.metrics.map((metric) => [metric, new Map()]));
  const ticks = Math.round((days * DAY) / 1000 / plan.intervalSeconds);
  for (let tick = 0; tick < ticks; tick += 1) {
    const { time, frame } = host.next();
    const pids = frame.column('pid');
    for (const metric of plan.metrics) {
      const field = processKind.fields[metric];
      const precision = isNumber(field) ? (field.precision ?? 1) : 1;
      const column = frame.column(metric);
      const all = found.get(metric);
      for (let row = 0; row < frame.count; row += 1) {
        const pid = pids[row] ?? 0;
        let series = all?.get(pid);
        if (series === undefined) {
          series = { metric: metricName(metric), labels: { pid: String(pid), program: frame.text('group', row), user: frame.text('user', row) }, times: [], values: [] };
          all?.set(pid, series);
        }
        series.times.push(time);
        series.values.push(toPrecision(column[row] ?? 0, precision));
      }
    }
  }
  return [...found.values()].flatMap((all) => [...all.values()]);
}
