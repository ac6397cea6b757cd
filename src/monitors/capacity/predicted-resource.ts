import type { Resource } from '../../analysis/capacity/index.ts';
import { resourceOutlook, type ResourceOutlook } from '../../analysis/capacity/peak.ts';
import { type ResourceModel, resourceModel } from '../../analysis/capacity/resource-model.ts';
import type { Forecast } from '../../analysis/forecast/index.ts';
import { type PastPeaks, pastPeaks } from '../../analysis/forecast/past-peaks.ts';
import { campaigned } from './campaigns.ts';
import type { Scenario } from './scenario.ts';
import type { ServiceHistory } from './service-history.ts';
import { RESOURCE_WORDS } from './resource-words.ts';

/** What one resource will take, and what that rests on. */
export interface PredictedResource extends ResourceOutlook {
  readonly resource: Resource;
  readonly model: ResourceModel | undefined;
  /** The highest step that was. */
  readonly was: number;
  /** Of the load that it goes by. */
  readonly load: Forecast;
}

/** The load that a resource goes by: as it was, as it would have been in the scenario, and what comes of that; undefined where no requests are known. */
interface Given {
  readonly was: Float64Array;
  readonly would: Float64Array;
  readonly load: Forecast | undefined;
  readonly scenario: Scenario;
  readonly ahead: (values: Float64Array, most?: number) => Forecast;
  readonly confidence: number;
  readonly random: () => number;
}

const DAY = 86_400;
const WEEK_DAYS = 7;
/** Ways that it may go. */
export const PATHS = 400;
/** By itself, one of it for one. */
const ITSELF: ResourceModel = { base: 0, slope: 1, rest: new Float64Array(0), told: 1, draws: [] };

/** Undefined where nothing is known of it. */
export function predictedResource(resource: Resource, { times, step, of, endpoints, most }: ServiceHistory, { was, would, load: known, scenario, ahead, confidence, random }: Given): PredictedResource | undefined {
  const values = of[resource];
  if (values === undefined || values.every((value) => Number.isNaN(value))) return undefined;
  const block = Math.round(DAY / step);
  const model = endpoints.length === 0 ? undefined : resourceModel(was, values, block, random);
  const before = model === undefined ? values.map((value) => value * scenario.growth) : model.rest.map((rest, place) => Math.max(0, model.base + model.slope * (would[place] ?? Number.NaN) + rest));
  // Without requests it goes by itself.
  const load = (model === undefined ? undefined : known) ?? ahead(before, (most?.[resource] ?? Number.POSITIVE_INFINITY) * scenario.growth);
  if (load.withheld !== undefined) return undefined;
  const paths = load.paths(PATHS, random).map((path) => campaigned(path, load, scenario.campaigns));
  const phase = Math.round(((load.points[0]?.time ?? 0) - (times[0] ?? 0)) / step);
  const hasCampaign = scenario.campaigns.some(({ from, to, factor }) => factor !== 1 && to > (load.points[0]?.time ?? 0) && from < (load.points.at(-1)?.time ?? 0) + step);
  const taken = resourceOutlook(model ?? ITSELF, paths, {
    confidence, block, phase, random,
    // No week before had the campaign.
    past: hasCampaign ? undefined : peaksBefore(before, load, { start: times[0] ?? 0, step, block, phase }), limit: model === undefined && !hasCampaign ? load.limit : Number.POSITIVE_INFINITY,
  });
  return { resource, model, was: values.reduce((most, value) => (value > most ? value : most), 0), load, ...taken };
}

/** The highest of stretches as long as the one to come, on the level of now, at the same hours of the week. */
function peaksBefore(values: Float64Array, { points, levelFrom }: Forecast, { start, step, block, phase }: { readonly start: number; readonly step: number; readonly block: number; readonly phase: number }): PastPeaks | undefined {
  const onLevel = values.subarray(Math.max(0, Math.min(values.length, Math.round((levelFrom - start) / step))));
  const week = WEEK_DAYS * block;
  const period = points.length < week && onLevel.length >= 2 * week ? week : points.length < block ? block : 1;
  return pastPeaks(onLevel, points.length, { period, behind: Math.max(0, phase - values.length) });
}

/** Resources that are told from the same time on; one that has not been recorded lately is no part of a plan. */
export function together(all: readonly PredictedResource[]): { readonly resources: readonly PredictedResource[]; readonly notes: readonly string[] } {
  const startOf = ({ load }: PredictedResource): number => load.points[0]?.time ?? Number.NaN;
  const start = Math.max(...all.map(startOf));
  const silent = all.filter((one) => startOf(one) !== start);
  return { resources: all.filter((one) => startOf(one) === start), notes: silent.map(({ resource }) => `Nothing was recorded of ${RESOURCE_WORDS[resource]} lately: the plan has none.`) };
}

/** What was found in the past of loads: those of requests once, of what goes by itself by its name. */
export function loadNotes(resources: readonly PredictedResource[], requests: Forecast | undefined): readonly string[] {
  const own = resources.filter(({ model }) => model === undefined).flatMap(({ resource, load }) => load.notes.map((note) => `${capital(RESOURCE_WORDS[resource])}: ${note}`));
  return [...(requests?.notes ?? []).map((note) => `Requests: ${note}`), ...own];
}

const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
