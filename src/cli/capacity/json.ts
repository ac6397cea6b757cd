import type { Cost } from '../../analysis/capacity/index.ts';
import { type JsonValue, SCHEMA } from '../../model/json.ts';
import { isoTime } from '../history/words.ts';
import type { CapacityPlan } from '../../monitors/capacity/plan.ts';
import type { Scenario } from '../../monitors/capacity/scenario.ts';

const time = (seconds: number | undefined): string | null => isoTime((seconds ?? Number.NaN) * 1000);
const known = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
const costJson = ({ instanceHours, money, withheld }: Cost): JsonValue => ({ instanceHours: known(instanceHours), amount: known(money?.amount), currency: money?.currency ?? null, priceDate: money?.date ?? null, priceSource: money?.source ?? null, withheld: withheld === '' ? null : withheld });

const scenarioJson = ({ growth, grown, dearer, campaigns, regions }: Scenario): JsonValue => ({
  growth, grow: Object.fromEntries(grown), costs: Object.fromEntries(dearer), campaigns: campaigns.map(({ from, to, factor }) => ({ from: time(from), to: time(to), factor })), newRegions: regions.map(({ like, factor, shift }) => ({ like, factor, shiftSeconds: shift })),
});

/** A plan: resources in cores, bytes, connections and bits a second; shares 0 to 1. Needs of lines and of `runsOut` are beside the baseline of each instance. */
export function planJson({ outlook, instance, lines, cost, saving, peak, runsOut, choices }: CapacityPlan, { days, confidence }: { readonly days: number; readonly confidence: number }): string {
  return `${JSON.stringify({
    schema: SCHEMA, days, confidence, of: outlook.part === undefined ? null : { kind: outlook.part.kind, name: outlook.part.name }, scenario: scenarioJson(outlook.scenario), notes: [...outlook.notes],
    requests: outlook.requests === undefined ? null : { expectedError: known(outlook.requests.expectedError), words: outlook.requests.words, peak: { median: known(outlook.requests.peak(0.5)), bound: known(outlook.requests.peak(confidence)) } },
    resources: Object.fromEntries(outlook.resources.map(({ resource, was, peak: highest, load, model, need, median }) => [resource, {
      wasAtMost: known(was), peak: { median: known(highest.median), bound: known(highest.bound), time: time(load.points[highest.step]?.time) },
      byRequests: model === undefined ? null : { share: known(model.told), base: known(model.base) }, expectedError: known(load.expectedError),
      steps: load.points.map((point, step) => ({ time: time(point.time), median: known(median[step]), need: known(need[step]) })),
    }])),
    instance: instance === undefined ? null : { cloud: instance.cloud, region: instance.region, type: instance.type, vcpus: instance.vcpus, memoryBytes: instance.memoryBytes, hourly: instance.price.hourly ?? null, priceWithheld: instance.price.withheld ?? null },
    baselinePerInstance: { memoryBytes: known(outlook.baselinePerInstance.memoryBytes) },
    plan: lines.map(({ from, to, instances, because, need, at }) => ({ from: time(from), to: time(to), instances, because, need: known(need), needAt: because === 'least' ? null : time(at) })),
    cost: cost === undefined ? null : costJson(cost), peakInstances: peak, fixed: saving === undefined ? null : costJson(saving.fixed),
    runsOut: runsOut === undefined ? null : { instances: peak - 1, resource: runsOut.resource, time: time(runsOut.time), need: known(runsOut.need), capacity: known(runsOut.capacity) },
    choices: choices.map(({ instance: { cloud, region, type }, peak: most, planned, fixed }) => ({ cloud, region, type, peakInstances: most, planned: costJson(planned), fixed: costJson(fixed) })),
  } satisfies JsonValue, undefined, 2)}\n`;
}
