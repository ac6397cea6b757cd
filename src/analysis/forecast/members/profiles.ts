import { median } from '../../statistics/median.ts';
import type { Origin } from '../origin.ts';
import { medianProfile, recentResidual, weightedProfile } from '../profile.ts';
import type { Member } from './member.ts';

const MOST_PERIODS = 6;

const enough = (origin: Origin): boolean => origin.values.length >= origin.profilePeriod && origin.profilePeriod > 1;

/** The median shape of the last periods on the last period's level, moved by a part of what the last day was above it. */
const medianShape: Member = {
  name: 'median profile',
  forecast: (origin, horizon) => {
    if (!enough(origin)) return undefined;
    const { values, back } = origin.view('log');
    const { shape, levels } = medianProfile(values, origin.profilePeriod, MOST_PERIODS);
    const level = levels[0] ?? 0;
    const moved = level + 0.2 * recentResidual(values, shape, level, origin.cycle.short);
    return back(Float64Array.from({ length: horizon }, (_, step) => (shape[step % shape.length] ?? 0) + moved));
  },
};

/** The same on the median level of four periods: outlives a bad week. */
const robustShape: Member = {
  name: 'median profile, robust level',
  forecast: (origin, horizon) => {
    if (!enough(origin)) return undefined;
    const { values, back } = origin.view('log');
    const { shape, levels } = medianProfile(values, origin.profilePeriod, MOST_PERIODS);
    const level = median(levels.slice(0, 4));
    const moved = level + 0.3 * recentResidual(values, shape, level, origin.wholeLags);
    return back(Float64Array.from({ length: horizon }, (_, step) => (shape[step % shape.length] ?? 0) + moved));
  },
};

/** The weighted mean of four periods, moved by half of what the last day was above it. */
const recentShape: Member = {
  name: 'recent profile',
  forecast: (origin, horizon) => {
    if (!enough(origin)) return undefined;
    const { values, back } = origin.view('log');
    const profile = weightedProfile(values, origin.profilePeriod, 0.6, 4);
    const moved = 0.5 * recentResidual(values, profile, 0, origin.cycle.short);
    return back(Float64Array.from({ length: horizon }, (_, step) => (profile[step % profile.length] ?? 0) + moved));
  },
};

export const PROFILE_MEMBERS: readonly Member[] = [medianShape, robustShape, recentShape];
