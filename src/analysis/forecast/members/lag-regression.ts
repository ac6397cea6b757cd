import type { Effect, Origin, Scale } from '../origin.ts';
import { regressOnLags } from '../ridge.ts';
import type { Member } from './member.ts';

/** Lags of `periods` short periods, or of all that comes round, directly on the next values. */
const lagMember = (name: string, scale: Scale, effect: Effect, periods: number | 'all', ridge: number): Member => ({
  name,
  forecast: (origin, horizon) => {
    const { values, back } = origin.view(scale, effect);
    const points = regressOnLags(values, horizon, { count: periods === 'all' ? origin.wholeLags : origin.lags(periods), ridge, centred: true });
    return points === undefined ? undefined : back(points);
  },
});

/** Differences by one short period, regressed on their lags and added up again. */
function forecastDifferences(origin: Origin, horizon: number, scale: Scale, effect: Effect): Float64Array | undefined {
  const { values, back } = origin.view(scale, effect);
  const { short } = origin.cycle;
  if (values.length <= short) return undefined;
  const differences = values.subarray(short).map((value, index) => value - (values[index] ?? 0));
  const points = regressOnLags(differences, horizon, { count: origin.lags(2), ridge: 10, centred: false });
  if (points === undefined) return undefined;
  points.forEach((point, step) => {
    points[step] = point + (step < short ? values[values.length - short + step] ?? 0 : points[step - short] ?? 0);
  });
  return back(points);
}

export const LAG_REGRESSION_MEMBERS: readonly Member[] = [
  { name: 'seasonal difference + ridge AR', forecast: (origin, horizon) => forecastDifferences(origin, horizon, 'raw', 'none') },
  { name: 'seasonal difference + ridge AR, without week', forecast: (origin, horizon) => forecastDifferences(origin, horizon, 'log', 'week') },
  lagMember('ridge AR, two periods', 'raw', 'none', 2, 0.1),
  lagMember('ridge AR, three periods', 'raw', 'none', 3, 0.02),
  lagMember('ridge AR, all lags', 'log', 'none', 'all', 10),
  lagMember('ridge AR, all lags, without week', 'log', 'week', 'all', 30),
];
