import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Series } from '../../src/analysis/forecast/index.ts';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const M4_HALF = join(SHARED, 'data/timeseries/m4-hourly');
export const TRAFFIC_HALF = join(SHARED, 'data/timeseries/traffic');
export const NAB_HALF = join(SHARED, 'data/timeseries/nab/data');
export const M4_SCORER = join(SHARED, 'tools/score/m4-score.mjs');

/** Rows of `id,v1,v2,...`, a header left out. */
export function readWide(file: string): Map<string, Float64Array> {
  const rows = new Map<string, Float64Array>();
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [name = '', ...cells] = line.split(',').map((cell) => cell.trim().replaceAll('"', ''));
    const values = cells.slice(0, cells.findLastIndex((cell) => cell !== '' && cell !== 'NA') + 1).map(Number);
    if (values.length > 0 && !values.some(Number.isNaN)) rows.set(name, Float64Array.from(values));
  }
  return rows;
}

/** `timestamp,value`, times taken as UTC. */
export function readSeries(file: string): Series {
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1).map((line) => line.split(','));
  return {
    times: Float64Array.from(rows, ([time = '']) => Date.parse(`${time.trim().replace(' ', 'T')}${time.includes(':') ? 'Z' : 'T00:00:00Z'}`) / 1000),
    values: Float64Array.from(rows, ([, value = '']) => Number(value)),
  };
}

/** All series below a folder, by name. */
export function seriesBelow(folder: string): { readonly name: string; readonly series: Series }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.csv')).sort()
    .map((file) => ({ name: file.replace('.csv', ''), series: readSeries(join(folder, file)) }));
}

/** Regular values by the hour from the first whole one on: the mean of each, or the one before where there is none. */
export function hourly({ times, values }: Series, sum: boolean): Series {
  const first = Math.floor((times[0] ?? 0) / 3600) + 1;
  const count = Math.floor((times.at(-1) ?? 0) / 3600) - first;
  const sums = new Float64Array(Math.max(0, count));
  const counts = new Float64Array(sums.length);
  times.forEach((time, index) => {
    const hour = Math.floor(time / 3600) - first;
    if (hour < 0 || hour >= sums.length) return;
    sums[hour] = (sums[hour] ?? 0) + (values[index] ?? 0);
    counts[hour] = (counts[hour] ?? 0) + 1;
  });
  sums.forEach((whole, hour) => {
    sums[hour] = counts[hour] === 0 ? sums[hour - 1] ?? 0 : sum ? whole : whole / (counts[hour] ?? 1);
  });
  return { times: sums.map((_, hour) => (first + hour) * 3600), values: sums };
}
