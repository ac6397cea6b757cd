import type { Cycle } from './cycle.ts';
import { type Domain, logDomain, rawDomain } from './domain.ts';
import { placeOf } from './profile.ts';
import { weekEffect } from './week-effect.ts';

export type Scale = 'raw' | 'log';
/** Whether what the days of the week do is taken out. */
export type Effect = 'none' | 'week';

/** A series up to the time from which is told, with the views of it that members share. */
export class Origin {
  readonly values: Float64Array;
  readonly cycle: Cycle;
  readonly #views = new Map<`${Scale} ${Effect}`, Domain>();

  constructor(values: Float64Array, cycle: Cycle) {
    this.values = values;
    this.cycle = cycle;
  }

  /** Lags of a regression on recent values, by periods. */
  lags(periods: number): number {
    return this.cycle.short > 1 ? Math.min(96, Math.max(12, periods * this.cycle.short)) : 24 * periods;
  }

  /** Lags that hold all that comes round. */
  get wholeLags(): number {
    return Math.min(168, this.cycle.long || 8 * Math.max(6, this.cycle.short));
  }

  /** The period of profiles: the long one as soon as it has passed once. */
  get profilePeriod(): number {
    return this.cycle.long > 0 && this.values.length >= this.cycle.long ? this.cycle.long : this.cycle.short;
  }

  /** The series on a scale, and without what the days of the week do; the way back adds it again. */
  view(scale: Scale, effect: Effect = 'none'): Domain {
    const name = `${scale} ${effect}` as const;
    const known = this.#views.get(name);
    if (known !== undefined) return known;
    const view = effect === 'none' ? (scale === 'raw' ? rawDomain(this.values) : logDomain(this.values)) : this.#withoutWeek(this.view(scale));
    this.#views.set(name, view);
    return view;
  }

  #withoutWeek(domain: Domain): Domain {
    const effect = weekEffect(domain.values, this.cycle);
    const count = domain.values.length;
    const values = domain.values.map((value, index) => value - (effect[placeOf(index, count, effect.length)] ?? 0));
    return { values, back: (points) => domain.back(points.map((point, step) => point + (effect[step % effect.length] ?? 0))) };
  }
}
