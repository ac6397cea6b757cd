import type { HistoryReader } from '../../storage/history/reader.ts';
import { isNumber, type Kind } from '../model/kind.ts';
import { host } from '../model/kinds/host.ts';
import { process as processKind } from '../model/kinds/process.ts';
import type { Series } from '../model/timeline.ts';
import { spanSeries } from './history-series.ts';

/** Whether a figure adds up over entities: one that is not there has 0 of it. A process that is gone will not be there again: it has no zeros. */
export function addsUp(kind: Kind, name: string): boolean {
  const field = kind.fields[name];
  return kind.name !== processKind.name && field !== undefined && isNumber(field) && field.role === 'gauge' && field.rollup === 'sum';
}

/** When something was recorded, ms since the epoch: the host is in every tick. */
export const recordedTimes = (reader: HistoryReader, from: number, to: number): readonly number[] => spanSeries(reader, { kind: host.name, field: 'cpuPercent', key: '' }, from, to).times;

/** 0 at those times at which it has no value, from its first one on. */
export function withZeros({ times, values }: Series, recorded: readonly number[]): Series {
  const known = new Set(times);
  const first = times[0] ?? Number.POSITIVE_INFINITY;
  const missing = recorded.filter((time) => time > first && !known.has(time));
  if (missing.length === 0) return { times, values };
  const all = [...times.map((time, index) => [time, values[index] ?? Number.NaN] as const), ...missing.map((time) => [time, 0] as const)].sort(([one], [other]) => one - other);
  return { times: all.map(([time]) => time), values: all.map(([, value]) => value) };
}
