import type { KnownPrice, Price } from '../../model/instance-type.ts';
import type { Level } from './schedule.ts';

const HOUR = 3600;

/** An amount, and by which price it was reckoned. */
export interface Money {
  readonly amount: number;
  readonly currency: KnownPrice['currency'];
  readonly source: KnownPrice['source'];
  readonly date: KnownPrice['date'];
}

/** What instances come to. Where there is no price that may be reckoned with, `money` is undefined and `withheld` says why. */
export interface Cost {
  readonly instanceHours: number;
  readonly money: Money | undefined;
  /** Empty where there is money. */
  readonly withheld: string;
}

export interface PlanCost extends Cost {
  /** One for each line of the plan. */
  readonly lines: readonly Cost[];
}

/** A plan beside as many instances all the time as it has at its peak. */
export interface Saving {
  readonly plan: PlanCost;
  /** Instances of the fixed size. */
  readonly instances: number;
  readonly fixed: Cost;
  readonly instanceHours: number;
  readonly money: Money | undefined;
  /** Of the fixed size's hours, 0..1; 0 where it has none. */
  readonly share: number;
}

export const levelHours = ({ from, to, instances }: Level): number => ((to - from) / HOUR) * instances;

/** List price times hours: as billed by the second, without discounts, storage and traffic. */
export function costOfHours(instanceHours: number, price: Price): Cost {
  if (price.hourly === undefined) return { instanceHours, money: undefined, withheld: price.withheld };
  return { instanceHours, money: { amount: instanceHours * price.hourly, currency: price.currency, source: price.source, date: price.date }, withheld: '' };
}

/** What a plan costs, line by line and in all. */
export function costOf(plan: readonly Level[], price: Price): PlanCost {
  const lines = plan.map((line) => costOfHours(levelHours(line), price));
  const { instanceHours, money, withheld } = costOfHours(lines.reduce((sum, line) => sum + line.instanceHours, 0), price);
  // The total is what the lines add up to, to the last digit.
  return { instanceHours, money: money === undefined ? undefined : { ...money, amount: lines.reduce((sum, line) => sum + (line.money?.amount ?? 0), 0) }, withheld, lines };
}

/** What a plan saves against its peak, or a size of one's own, all the time. */
export function savingOf(plan: readonly Level[], price: Price, instances = plan.reduce((most, level) => Math.max(most, level.instances), 0)): Saving {
  const planned = costOf(plan, price);
  const hours = plan.reduce((sum, { from, to }) => sum + (to - from) / HOUR, 0);
  const fixed = costOfHours(hours * instances, price);
  const saved = fixed.instanceHours - planned.instanceHours;
  const money = fixed.money === undefined || planned.money === undefined ? undefined : { ...fixed.money, amount: fixed.money.amount - planned.money.amount };
  return { plan: planned, instances, fixed, instanceHours: saved, money, share: fixed.instanceHours > 0 ? saved / fixed.instanceHours : 0 };
}
