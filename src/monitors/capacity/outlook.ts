import { needOf, type Need, type Resource, RESOURCES } from '../../analysis/capacity/index.ts';
import { resourceOutlook, type ResourceOutlook } from '../../analysis/capacity/peak.ts';
import { type ResourceModel, resourceModel } from '../../analysis/capacity/resource-model.ts';
import { forecast, type Forecast, type ForecastOptions } from '../../analysis/forecast/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { EndpointHistory, ServiceHistory } from './service-history.ts';

/** More requests for a while. Seconds since the epoch. */
export interface Campaign {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** What will be other than it was. */
export interface Scenario {
  /** Of all requests: 1.2 is a fifth more. */
  readonly growth: number;
  /** Of the requests of one route, by its name. */
  readonly grown: ReadonlyMap<string, number>;
  /** Of what one request of a route costs: 0.7 is 30 % cheaper. */
  readonly dearer: ReadonlyMap<string, number>;
  readonly campaigns: readonly Campaign[];
}

/** Nothing will be other than it was. */
export const AS_IT_IS: Scenario = { growth: 1, grown: new Map(), dearer: new Map(), campaigns: [] };

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

/** What one resource will take, and what that rests on. */
export interface PredictedResource extends ResourceOutlook {
  readonly resource: Resource;
  readonly model: ResourceModel | undefined;
  /** The highest step that was. */
  readonly was: number;
  /** Of the load that it goes by. */
  readonly load: Forecast;
}

export interface CapacityOutlook {
  /** At the confidence asked for, margin included. */
  readonly need: Need;
  readonly resources: readonly PredictedResource[];
  /** Requests a second to come; undefined where it is the whole machine. */
  readonly requests: Forecast | undefined;
  /** What was found on the way, as sentences. */
  readonly notes: readonly string[];
}

const DAY = 86_400;
const PATHS = 400;

/** What requests weigh: CPU seconds of one, by what it costs now; where that is not known of any, all weigh the same. */
function weightsOf(endpoints: readonly EndpointHistory[]): { readonly weights: readonly number[]; readonly share: number } {
  const total = ({ requests }: EndpointHistory): number => requests.reduce((sum, value) => sum + value, 0);
  const [all, known] = [endpoints.reduce((sum, one) => sum + total(one), 0), endpoints.filter(({ cost }) => cost.cpuSeconds >= 0).reduce((sum, one) => sum + total(one), 0)];
  const mean = endpoints.reduce((sum, one) => sum + (one.cost.cpuSeconds >= 0 ? one.cost.cpuSeconds * total(one) : 0), 0) / known;
  return { weights: endpoints.map(({ cost }) => (cost.cpuSeconds >= 0 ? cost.cpuSeconds : known > 0 ? mean : 1)), share: all > 0 ? known / all : 0 };
}

/** Requests, each by its weight, step by step. */
function loadOf(endpoints: readonly EndpointHistory[], count: number, weightOf: (endpoint: EndpointHistory, index: number) => number): Float64Array {
  const load = new Float64Array(count);
  endpoints.forEach((endpoint, index) => {
    const weight = weightOf(endpoint, index);
    for (let step = 0; step < count; step += 1) load[step] = (load[step] ?? 0) + weight * (endpoint.requests[step] ?? 0);
  });
  return load;
}

/** What a service will take: requests to come, times what they take, and what does not go with them. Throws a `UserError` where too little is known. */
export function capacityOutlook(history: ServiceHistory, { days, confidence, margin, scenario, holidays, clock, random }: OutlookRequest): CapacityOutlook {
  const { times, step, endpoints, of } = history;
  const block = Math.round(DAY / step);
  const known = (route: string): boolean => endpoints.some((endpoint) => endpoint.route === route);
  for (const route of [...scenario.grown.keys(), ...scenario.dearer.keys()]) if (!known(route)) throw new UserError(`no requests of ${route} are known`, { mend: `name one of ${[...new Set(endpoints.map((endpoint) => endpoint.route))].slice(0, 8).join(', ')}`, exitCode: EXIT.usage });
  const ahead = (values: Float64Array): Forecast => forecast({ times, values }, { horizon: days * DAY, step, confidence, ...(holidays === undefined ? {} : { holidays }), ...(clock === undefined ? {} : { clock }) });
  const grown = ({ route }: EndpointHistory): number => scenario.growth * (scenario.grown.get(route) ?? 1);
  const { weights, share } = weightsOf(endpoints);
  const [plain, byCost] = [loadOf(endpoints, times.length, () => 1), loadOf(endpoints, times.length, (_, index) => weights[index] ?? 1)];
  const requests = endpoints.length === 0 ? undefined : ahead(loadOf(endpoints, times.length, grown));
  const costs = endpoints.length === 0 ? undefined : ahead(loadOf(endpoints, times.length, (endpoint, index) => grown(endpoint) * (weights[index] ?? 1) * (scenario.dearer.get(endpoint.route) ?? 1)));
  const resources = RESOURCES.flatMap((resource): PredictedResource[] => {
    const values = of[resource];
    if (values === undefined || values.every((value) => Number.isNaN(value))) return [];
    const model = endpoints.length === 0 ? undefined : resourceModel(resource === 'cpuCores' ? byCost : plain, values, block, random);
    // Without requests it goes by itself.
    const load = (model === undefined ? undefined : resource === 'cpuCores' ? costs : requests) ?? ahead(values.map((value) => value * scenario.growth));
    if (load.withheld !== undefined) return [];
    const paths = load.paths(PATHS, random).map((path) => campaigned(path, load, scenario.campaigns));
    const taken = resourceOutlook(model ?? { base: 0, slope: 1, rest: new Float64Array(0), told: 1, draws: [] }, paths, { confidence, block, phase: Math.round(((load.points[0]?.time ?? 0) - (times[0] ?? 0)) / step), random });
    return [{ resource, model, was: values.reduce((most, value) => (value > most ? value : most), 0), load, ...taken }];
  });
  const [first] = resources;
  if (first === undefined) throw new UserError('too little is known to plan by', { mend: 'record some days first: pyprocwatch watch, or pyprocwatch record', exitCode: EXIT.data });
  const needed = (resource: Resource): Float64Array | undefined => resources.find((one) => one.resource === resource)?.need.map((value) => value * (1 + margin));
  const notes = endpoints.length === 0 ? ['No requests are known: this is the whole machine, growth and all.'] : share < 0.5 ? ['What requests cost is not known of most: all count the same.'] : [];
  return {
    need: needOf(Float64Array.from(first.load.points, ({ time }) => time), Object.fromEntries(RESOURCES.flatMap((resource) => {
      const values = needed(resource);
      return values === undefined ? [] : [[resource, values]];
    })), confidence, step),
    resources, requests, notes,
  };
}

function campaigned(path: Float64Array, { points, step }: Forecast, campaigns: readonly Campaign[]): Float64Array {
  if (campaigns.length === 0) return path;
  return path.map((load, index) => {
    const begin = points[index]?.time ?? Number.NaN;
    // Of a step that it covers in part, that part.
    return campaigns.reduce((sum, { from, to, factor }) => sum * (1 + (factor - 1) * Math.max(0, Math.min(to, begin + step) - Math.max(from, begin)) / step), load);
  });
}
