import { mean } from '../moments.ts';
import type { Effect, Origin, Scale } from '../origin.ts';
import { placeOf, weightedProfile } from '../profile.ts';
import { regressOnLags } from '../ridge.ts';
import type { Member } from './member.ts';

interface Settings {
  readonly period: 'short' | 'long';
  readonly decay: number;
  /** Lags, in short periods. */
  readonly lags: number;
  readonly ridge: number;
  readonly scale: Scale;
  readonly effect: Effect;
}

/** Half of each place is what its hour is on all days: a week's profile is made of few values. */
function mixedWithDays(profile: Float64Array, short: number): Float64Array {
  const daily = new Float64Array(short);
  const days = profile.length / short;
  profile.forEach((value, place) => {
    daily[place % short] = (daily[place % short] ?? 0) + value / days;
  });
  return profile.map((value, place) => (value + (daily[place % short] ?? 0)) / 2);
}

/** A profile, and a regression on lags of what is left of the series without it. */
function forecastBy(origin: Origin, horizon: number, { period, decay, lags, ridge, scale, effect }: Settings): Float64Array | undefined {
  const { values, back } = origin.view(scale, effect);
  const { short } = origin.cycle;
  const length = origin.cycle[period];
  if (length < 2 || values.length < length) return undefined;
  const middle = mean(values);
  const rough = weightedProfile(values.map((value) => value - middle), length, decay);
  const profile = period === 'long' && length % short === 0 ? mixedWithDays(rough, short) : rough;
  const rest = values.map((value, index) => value - middle - (profile[placeOf(index, values.length, length)] ?? 0));
  const points = regressOnLags(rest, horizon, { count: origin.lags(lags), ridge, centred: false });
  return points === undefined ? undefined : back(points.map((point, step) => point + middle + (profile[step % length] ?? 0)));
}

const member = (name: string, settings: Settings): Member => ({ name, forecast: (origin, horizon) => forecastBy(origin, horizon, settings) });

export const PROFILE_REGRESSION_MEMBERS: readonly Member[] = [
  member('profile + ridge AR', { period: 'short', decay: 0.97, lags: 2, ridge: 30, scale: 'log', effect: 'week' }),
  member('profile + ridge AR, faster', { period: 'short', decay: 0.9, lags: 1, ridge: 100, scale: 'log', effect: 'week' }),
  member('profile + ridge AR, additive', { period: 'short', decay: 0.9, lags: 2, ridge: 100, scale: 'raw', effect: 'week' }),
  member('long profile + ridge AR', { period: 'long', decay: 0.9, lags: 2, ridge: 30, scale: 'log', effect: 'none' }),
];
