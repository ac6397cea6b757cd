import { doubleSeasonal } from './double-seasonal.ts';
import { LAG_REGRESSION_MEMBERS } from './lag-regression.ts';
import { LEVEL_MEMBERS } from './level.ts';
import type { Member } from './member.ts';
import { NAIVE_MEMBERS } from './naive.ts';
import { NEIGHBOUR_MEMBERS } from './neighbours.ts';
import { PROFILE_MEMBERS } from './profiles.ts';
import { PROFILE_REGRESSION_MEMBERS } from './profile-regression.ts';
import { YEAR_MEMBERS } from './year.ts';

/** Dear ones whose place others take with little loss. */
const FULL_ONLY: ReadonlySet<string> = new Set(['ridge AR, three periods', 'ridge AR, all lags', 'nearest neighbours, all lags']);

/** All members, for one series; cheaper ones where it has to be fast. */
export function membersFor(effort: 'full' | 'fast'): readonly Member[] {
  const all = [...PROFILE_REGRESSION_MEMBERS, ...LAG_REGRESSION_MEMBERS, ...PROFILE_MEMBERS, ...NEIGHBOUR_MEMBERS, doubleSeasonal(), ...NAIVE_MEMBERS, ...LEVEL_MEMBERS, ...YEAR_MEMBERS];
  return effort === 'full' ? all : all.filter(({ name }) => !FULL_ONLY.has(name));
}
