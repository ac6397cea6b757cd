import { timeToLimit } from '../../src/analysis/exhaustion/time-to-limit.ts';
import { markdown, round, type Cell } from '../live/report.ts';
import { fillings, level } from './filling.ts';

const COPIES = 400;
const middle = (values: readonly number[]): number => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

/** How well the time to a limit is told: by shape, and by the number of points of history. */
export function exhaustionTable(seed: number): string {
  const rows = new Map<string, { series: number; answered: number; held: number; errors: number[]; widths: number[] }>();
  for (const filling of fillings(seed, COPIES)) {
    const told = timeToLimit(filling.times, filling.values, filling.limit);
    const truth = filling.truth ?? Infinity;
    for (const key of ['all', filling.shape, `${filling.times.length} points`]) {
      const entry = rows.get(key) ?? { series: 0, answered: 0, held: 0, errors: [], widths: [] };
      rows.set(key, entry);
      entry.series += 1;
      if (told === undefined) continue;
      entry.answered += 1;
      if (truth >= told.low && truth <= told.high) entry.held += 1;
      entry.errors.push(Math.abs(told.secondsToLimit - truth) / truth);
      entry.widths.push((told.high - told.low) / told.secondsToLimit);
    }
  }
  const lines = [...rows].map(([key, { series, answered, held, errors, widths }]): Cell[] =>
    [key, series, round(answered / series, 3), round(held / answered, 3), round(middle(errors), 3), round(middle(widths), 2)]);
  const still = [...level(seed, COPIES)];
  const said = still.filter(({ times, values, limit }) => timeToLimit(times, values, limit) !== undefined).length;
  lines.push(['level or falling', still.length, round(said / still.length, 3), '-', '-', '-']);
  return markdown(['series', 'count', 'answered', 'interval held', 'median error', 'median width / time'], lines);
}
