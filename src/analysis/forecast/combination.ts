import { backtest, cutsOf, finite, type PastForecast } from './backtest.ts';
import { combine } from './combine.ts';
import { membersFor } from './members/catalog.ts';
import type { Cycle } from './cycle.ts';
import { Origin } from './origin.ts';
import { weigh, type Weights } from './weights.ts';

/** How much is tried: `full` is the most exact, `fast` takes two fifths of that and tells M4 hourly nearly as well. */
export type Effort = 'full' | 'fast';

interface Extent {
  readonly late: number;
  readonly early: number;
  /** Members that tell at early origins: the weightiest. */
  readonly members: number;
}

const EFFORTS: Readonly<Record<Effort, Extent>> = { full: { late: 8, early: 5, members: 6 }, fast: { late: 3, early: 3, members: 5 } };

/** What the combination would have told at a past time, and how it erred. */
export interface PastError {
  /** How much history it had, as a part of today's. */
  readonly share: number;
  readonly points: Float64Array;
  readonly spread: Float64Array;
  readonly actual: Float64Array;
}

/** A combination's forecast and all that its errors are judged by, in steps of the series. */
export interface Combination {
  readonly points: Float64Array;
  readonly spread: Float64Array;
  /** Steps that past errors reach. */
  readonly pastHorizon: number;
  /** Earliest first. */
  readonly past: readonly PastError[];
  readonly members: readonly { readonly name: string; readonly weight: number }[];
}

/**
 * Combines all members by a rolling backtest of the last days. Past errors are told by weights that did not see the
 * origin they are judged at. Undefined where the series is too short to look back at.
 */
export function combineMembers(values: Float64Array, cycle: Cycle, horizon: number, effort: Effort): Combination | undefined {
  const settings = EFFORTS[effort];
  const members = membersFor(effort);
  const cuts = cutsOf(values.length, horizon, cycle, settings.late, settings.early);
  if (cuts.late.length < 2) return undefined;
  const border = Math.max(1, cycle.short);
  const late = backtest(values, cycle, members, cuts.horizon, cuts.late);
  const weights = weigh(late, members.length, cuts.horizon, border);
  const now = new Origin(values, cycle);
  const combined = combine(members.map((member, place) => ((weights.near[place] ?? 0) > 0 ? finite(member.forecast(now, horizon)) : undefined)), weights, horizon, border);
  if (combined === undefined) return undefined;
  const shares = Array.from(weights.near, (weight, place) => (weight + (weights.far[place] ?? 0)) / 2);
  const best = shares.map((_, place) => place).sort((left, right) => (shares[right] ?? 0) - (shares[left] ?? 0)).slice(0, settings.members);
  const leading = { near: Float64Array.from(best, (place) => weights.near[place] ?? 0), far: Float64Array.from(best, (place) => weights.far[place] ?? 0) };
  const early = backtest(values, cycle, best.flatMap((place) => members[place] ?? []), cuts.horizon, cuts.early);
  const error = (past: PastForecast, by: Weights): readonly PastError[] => {
    const then = combine(past.told, by, cuts.horizon, border);
    return then === undefined ? [] : [{ share: past.cut / values.length, points: then.points, spread: then.spread, actual: past.actual }];
  };
  return {
    points: combined.points,
    spread: combined.spread,
    pastHorizon: cuts.horizon,
    past: [
      ...early.flatMap((past) => error(past, leading)),
      ...late.flatMap((past) => error(past, late.length > 2 ? weigh(late.filter((other) => other !== past), members.length, cuts.horizon, border) : weights)),
    ],
    members: members.map(({ name }, place) => ({ name, weight: shares[place] ?? 0 })).filter(({ weight }) => weight > 0).sort((left, right) => right.weight - left.weight),
  };
}
