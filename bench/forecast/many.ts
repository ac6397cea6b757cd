import { type Effort, forecast } from '../../src/analysis/forecast/index.ts';
import { markdown, round, type Cell } from '../live/report.ts';
import { Random } from '../leaks/random.ts';

const HOUR = 3600;

/** CPU of `count` series a week ahead, four to eight weeks of hours each; both efforts. */
export function benchMany(count: number): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } {
  const efforts: readonly Effort[] = ['full', 'fast'];
  const rows: Cell[][] = efforts.map((effort) => {
    const random = new Random(1);
    let seconds = 0;
    for (let series = 0; series < count; series += 1) {
      const hours = 168 * (4 + (series % 5));
      const [size, weekend, noise] = [random.scale(1, 1e6), random.between(0.4, 1), random.between(0.02, 0.3)];
      const values = Float64Array.from({ length: hours }, (_, hour) => size * (1.2 + Math.sin((hour / 24) * 2 * Math.PI)) * (hour % 168 < 120 ? 1 : weekend) * Math.exp(noise * random.normal()));
      const began = process.cpuUsage();
      forecast({ times: values.map((_, hour) => hour * HOUR), values }, { horizon: 168 * HOUR, effort });
      const { user, system } = process.cpuUsage(began);
      seconds += (user + system) / 1e6;
    }
    return [effort, count, round(seconds, 1), round((1000 * seconds) / count, 1), round((1000 * seconds) / count, 0)];
  });
  return { text: `## Many series, a week ahead\n\n${markdown(['effort', 'series', 'CPU s', 'ms a series', 'CPU s for 1000'], rows)}`, data: { rows } };
}
