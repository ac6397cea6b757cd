import { type Baseline, besides, needOf, type Need, type Resource, RESOURCES, UTILISATION } from '../../analysis/capacity/index.ts';
import { forecast, type Forecast, type ForecastOptions } from '../../analysis/forecast/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { percentWords } from '../../model/words.ts';
import { campaignNotes } from './campaigns.ts';
import { loadOf, regionLoads, weightsOf } from './loads.ts';
import type { Part } from './part.ts';
import { checkScenario, scenarioNotes } from './scenario-checks.ts';
import { loadNotes, PATHS, type PredictedResource, predictedResource, together } from './predicted-resource.ts';
import type { Scenario } from './scenario.ts';
import type { EndpointHistory, ServiceHistory } from './service-history.ts';

export interface OutlookRequest {
  readonly days: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** On top of what is needed: 0.1 is a tenth more. */
  readonly margin: number;
  readonly scenario: Scenario;
  readonly holidays: ForecastOptions['holidays'];
  readonly clock: ForecastOptions['clock'];
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
}

export interface CapacityOutlook {
  /** At the confidence asked for, margin included; beside what each instance takes before its first request. */
  readonly need: Need;
  /** That, margin included. */
  readonly baselinePerInstance: Pick<Baseline, 'memoryBytes'>;
  readonly resources: readonly PredictedResource[];
  /** What it is a part of; undefined where it is all. */
  readonly part: Part | undefined;
  readonly scenario: Scenario;
  /** Requests a second to come; undefined where it is the whole machine. */
  readonly requests: Forecast | undefined;
  /** What was found on the way, as sentences. */
  readonly notes: readonly string[];
}

const DAY = 86_400;
/** What each step needs is planned with a part of an instance; that it is enough all the time may take all of it. */
const PLANNED_WITH: Readonly<Record<Resource, number>> = { cpuCores: UTILISATION.cpu, memoryBytes: UTILISATION.memory, connections: 1, networkBitsPerSecond: UTILISATION.network };
const HOUR = 3600;
/** So many times as far ahead as the past reaches back would be a guess. */
const MOST_TIMES = 7;

/** What a service will take: requests to come, times what they take, and what does not go with them. Throws a `UserError` where too little is known. */
export function capacityOutlook(history: ServiceHistory, { days, confidence, margin, scenario, holidays, clock, random }: OutlookRequest): CapacityOutlook {
  const { times, step, endpoints, part } = history;
  checkScenario(history, scenario);
  const mostDays = (MOST_TIMES * times.length * step) / DAY;
  if (days > mostDays) throw new UserError(`${days} days cannot be planned by ${Math.floor((times.length * step) / HOUR)} hours of the past`, { where: '--days', mend: `give ${Number(mostDays.toPrecision(2))} at most, or record some days first`, exitCode: EXIT.data });
  const ahead = (values: Float64Array, most = Number.POSITIVE_INFINITY): Forecast => forecast({ times, values }, { horizon: days * DAY, step, confidence, most, ...(holidays === undefined ? {} : { holidays }), ...(clock === undefined ? {} : { clock }) });
  const grown = ({ route }: EndpointHistory): number => scenario.growth * (scenario.grown.get(route) ?? 1);
  const { weights, mean, share } = weightsOf(endpoints);
  const added = regionLoads(history, scenario.regions, mean);
  const [plain, byCost] = [loadOf(endpoints, times.length, () => 1), loadOf(endpoints, times.length, (_, index) => weights[index] ?? 1)];
  // As it would have been.
  const would = {
    plain: loadOf(endpoints, times.length, grown, added.map((region) => region.requests)),
    byCost: loadOf(endpoints, times.length, (endpoint, index) => grown(endpoint) * (weights[index] ?? 1) * (scenario.dearer.get(endpoint.route) ?? 1), added.map((region) => region.byCost)),
  };
  const [requests, costs] = endpoints.length === 0 ? [] : [ahead(would.plain), ahead(would.byCost)];
  const found = RESOURCES.flatMap((resource): PredictedResource[] => {
    const own = resource === 'cpuCores' ? { was: byCost, would: would.byCost, load: costs } : { was: plain, would: would.plain, load: requests };
    const taken = predictedResource(resource, history, { ...own, scenario, ahead, confidence, random });
    return taken === undefined ? [] : [taken];
  });
  const { resources, notes: silent } = together(found);
  const [first] = resources;
  if (first === undefined) throw new UserError('too little is known to plan by', { mend: 'record some days first: pyprocwatch watch, or pyprocwatch record', exitCode: EXIT.data });
  const needed = (resource: Resource): Float64Array | undefined => {
    const one = resources.find((each) => each.resource === resource);
    return one?.need.map((value, place) => Math.max(value, PLANNED_WITH[resource] * (one.throughout[place] ?? 0)) * (1 + margin));
  };
  const own = [
    ...(margin > 0 ? [`What is planned with is ${percentWords(margin)} more than that.`] : []),
    ...(confidence > 1 - 1 / PATHS ? [`${PATHS} ways that it may go tell of ${percentWords(1 - 1 / PATHS)} at most: that is what this holds.`] : []),
  ];
  const known = endpoints.length === 0 ? ['No requests are known: this is the whole machine, growth and all.'] : share < 0.5 ? ['What requests cost is not known of most: all count the same.'] : [];
  const idle = part === undefined ? (resources.find(({ resource }) => resource === 'memoryBytes')?.model?.base ?? 0) * (1 + margin) : 0;
  const baselinePerInstance = idle > 0 ? { memoryBytes: idle } : {};
  return {
    baselinePerInstance,
    need: besides(needOf(Float64Array.from(first.load.points, ({ time }) => time), Object.fromEntries(RESOURCES.flatMap((resource) => {
      const values = needed(resource);
      return values === undefined ? [] : [[resource, values]];
    })), confidence, step), baselinePerInstance),
    resources, part, scenario, requests, notes: [...history.notes ?? [], ...scenarioNotes(scenario), ...campaignNotes(scenario.campaigns, first.load, clock), ...known, ...silent, ...own, ...loadNotes(resources, requests)],
  };
}
