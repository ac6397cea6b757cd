import { mean } from '../moments.ts';
import type { Origin } from '../origin.ts';
import type { Member } from './member.ts';

/** What followed the k windows that are most like the last one, all without their means; later lags count more. */
function nearest(origin: Origin, horizon: number, count: number, k: number): Float64Array | undefined {
  const { values, back } = origin.view('log');
  const windows = values.length - count - horizon + 1;
  if (windows < 4 * k) return undefined;
  const from = values.length - count;
  const lastMean = mean(values, from);
  const found: { readonly start: number; readonly mean: number; readonly distance: number }[] = [];
  let sum = 0;
  for (let lag = 0; lag < count; lag += 1) sum += values[lag] ?? 0;
  for (let start = 0; start < windows; start += 1) {
    const own = sum / count;
    const worst = found.length < k ? Number.POSITIVE_INFINITY : found[k - 1]?.distance ?? 0;
    let distance = 0;
    // The latest lags weigh most, so a window that is unlike is soon left.
    for (let lag = count - 1; lag >= 0 && distance < worst; lag -= 1) {
      const gap = (values[start + lag] ?? 0) - own - (values[from + lag] ?? 0) + lastMean;
      distance += (lag + 1) * gap * gap;
    }
    if (distance < worst) {
      found.push({ start, mean: own, distance });
      found.sort((left, right) => left.distance - right.distance);
      found.length = Math.min(k, found.length);
    }
    sum += (values[start + count] ?? 0) - (values[start] ?? 0);
  }
  const furthest = found.at(-1)?.distance ?? 0;
  const points = new Float64Array(horizon);
  let whole = 0;
  for (const { start, mean: own, distance } of found) {
    const weight = 1 / ((furthest > 0 ? distance / furthest : 0) + 0.1);
    whole += weight;
    for (let step = 0; step < horizon; step += 1) points[step] = (points[step] ?? 0) + weight * ((values[start + count + step] ?? 0) - own);
  }
  return back(points.map((point) => point / whole + lastMean));
}

export const NEIGHBOUR_MEMBERS: readonly Member[] = [
  { name: 'nearest neighbours, two periods', forecast: (origin, horizon) => nearest(origin, horizon, origin.lags(2), 5) },
  { name: 'nearest neighbours, all lags', forecast: (origin, horizon) => nearest(origin, horizon, origin.wholeLags, 3) },
];
