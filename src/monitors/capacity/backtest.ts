import { besides, capacityOf, fixedPlan, type Level, scheduleOf, type ScheduleOptions, type SizingOptions, type Waste, wasteOf } from '../../analysis/capacity/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { InstanceType } from '../../model/instance-type.ts';
import { needIn, sizedOn } from './instance-wish.ts';
import { type CapacityOutlook, capacityOutlook, type OutlookRequest } from './outlook.ts';
import { AS_IT_IS } from './scenario.ts';
import type { ServiceHistory } from './service-history.ts';

/** What one way of planning would have come to, over all times that it was tried. */
export interface PlannedWay {
  readonly name: string;
  /** Plans that held all the time. */
  readonly held: number;
  readonly plans: number;
  /** Hours in which it did not, of so many. */
  readonly shortHours: number;
  readonly hours: number;
  /** How far what came was beyond it at worst: 0.2 is a fifth. */
  readonly worst: number;
  readonly wastedCoreHours: number;
  readonly instanceHours: number;
  readonly waste: readonly Waste[];
}

export interface CapacityBacktest {
  /** Seconds since the epoch at which plans were made. */
  readonly origins: readonly number[];
  readonly ways: readonly PlannedWay[];
  /** Of the highest CPU: predicted by what came, less 1; NaN where CPU is not known. */
  readonly peakErrors: readonly number[];
  /** How often the bound of the highest CPU was broken. */
  readonly broken: number;
}

export interface BacktestRequest extends Pick<OutlookRequest, 'days' | 'confidence' | 'margin' | 'holidays' | 'clock'> {
  readonly instance: InstanceType;
  readonly sizing: Pick<SizingOptions, 'connectionsPerInstance'>;
  readonly schedule: ScheduleOptions;
  /** Numbers in [0, 1) for the plan of each origin. */
  readonly random: () => number;
}

const DAY = 86_400;
const WEEK = 7 * DAY;
const MOST_ORIGINS = 8;

/** The history from step to step. */
function spanOf({ times, endpoints, of, regions = [], ...rest }: ServiceHistory, from: number, to: number): ServiceHistory {
  const cut = (values: Float64Array | undefined): Float64Array | undefined => values?.subarray(from, to);
  return {
    ...rest, times: times.subarray(from, to),
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, requests: endpoint.requests.subarray(from, to) })), regions: regions.map((region) => ({ ...region, requests: region.requests.subarray(from, to) })),
    of: { cpuCores: cut(of.cpuCores), memoryBytes: cut(of.memoryBytes), connections: cut(of.connections), networkBitsPerSecond: cut(of.networkBitsPerSecond) },
  };
}

const peakOf = (values: Float64Array | undefined): number => values?.reduce((most, value) => (value > most ? value : most), 0) ?? 0;

/** Makes plans as they would have been made then, and looks whether they would have held, beside last week's peak, and that peak with 30 % more. Costs of requests are those of now. Throws a `UserError` where the history is too short. */
export function capacityBacktest(history: ServiceHistory, request: BacktestRequest): CapacityBacktest {
  const { days, confidence, instance, sizing, schedule, random } = request;
  const { times, step } = history;
  const horizon = Math.round((days * DAY) / step);
  const first = Math.round(Math.max(WEEK, days * DAY) / step);
  const last = times.length - horizon;
  if (last < first) throw new UserError(`the history is too short to try plans of ${days} days`, { mend: `${Math.ceil(((first + horizon) * step) / DAY)} days are needed, there are ${Math.floor((times.length * step) / DAY)}; --days takes fewer`, exitCode: EXIT.data });
  // The latest, at most one a day.
  const count = Math.min(MOST_ORIGINS, 1 + Math.floor(((last - first) * step) / DAY));
  const between = count > 1 ? (last - Math.max(first, last - Math.round((3 * WEEK) / step))) / (count - 1) : 0;
  const origins = Array.from({ length: count }, (_, index) => Math.round(last - between * (count - 1 - index)));
  const ways = new Map<string, Waste[]>([['this plan', []], ['last week\'s peak + 30 %', []], ['last week\'s peak', []]]);
  const peakErrors: number[] = [];
  let broken = 0;
  for (const origin of origins) {
    const outlook: CapacityOutlook = capacityOutlook(spanOf(history, 0, origin), { ...request, scenario: AS_IT_IS, random });
    const { need, baselinePerInstance } = outlook;
    const actual = needIn(spanOf(history, origin, origin + horizon), confidence);
    const lastWeek = needIn(spanOf(history, Math.max(0, origin - Math.round(WEEK / step)), origin), confidence);
    // What an instance takes by itself is as it was known then.
    const options = { ...sizing, baselinePerInstance };
    const capacity = capacityOf({ ...options, instance });
    const judge = (name: string, plan: readonly Level[]): void => {
      // Outright overload: all that an instance has.
      ways.get(name)?.push(wasteOf(plan, besides(actual, baselinePerInstance), { instance, capacity: capacityOf({ ...options, instance, utilisation: { cpu: 1, memory: 1, network: 1 } }), price: instance.price }));
    };
    judge('this plan', scheduleOf(need, sizedOn(instance, need, options), schedule));
    judge('last week\'s peak + 30 %', fixedPlan(lastWeek, actual, capacity, 1.3, 1, baselinePerInstance));
    judge('last week\'s peak', fixedPlan(lastWeek, actual, capacity, 1, 1, baselinePerInstance));
    const cpu = outlook.resources.find(({ resource }) => resource === 'cpuCores');
    const came = peakOf(actual.of.cpuCores);
    if (cpu === undefined || !(came > 0)) continue;
    peakErrors.push(cpu.peak.median / came - 1);
    if (came > cpu.peak.bound) broken += 1;
  }
  // Of a time of which nothing is known nobody can say whether a plan held.
  const judged = (all: readonly Waste[]): readonly Waste[] => all.filter(({ hours }) => hours > 0);
  const sum = (all: readonly Waste[], of: (waste: Waste) => number): number => all.reduce((total, waste) => total + of(waste), 0);
  return {
    origins: origins.map((origin) => times[origin] ?? Number.NaN), peakErrors, broken,
    ways: [...ways].map(([name, waste]) => ({
      name, plans: judged(waste).length, held: judged(waste).filter(({ short }) => short.length === 0).length, shortHours: sum(waste, ({ shortHours }) => shortHours), hours: sum(waste, ({ hours }) => hours),
      worst: waste.reduce((most, { worst }) => Math.max(most, worst?.by ?? 0), 0), wastedCoreHours: sum(waste, ({ wastedCoreHours }) => wastedCoreHours), instanceHours: sum(waste, ({ cost }) => cost.instanceHours), waste,
    })),
  };
}
