import type { Cost, Resource } from '../../analysis/capacity/index.ts';
import { wallMinute, WallClock } from '../../analysis/wall-clock.ts';
import type { InstanceType } from '../../model/instance-type.ts';
import { formatValue } from '../../model/units.ts';
import type { ServiceHistory } from './service-history.ts';
import { counted, percentWords } from '../../model/words.ts';
import { partWords } from './part.ts';
import type { CapacityPlan } from './plan.ts';
import { RESOURCE_WORDS } from './resource-words.ts';

export const NONE_HOLDS = 'No instance type of the catalogue holds it.';
/** A part that is worth a word. */
const LEAST_SAVING = 0.005;

/** A figure of a resource as people read it. */
export const amountWords = (resource: Resource, value: number): string => (resource === 'cpuCores' ? value.toFixed(value < 10 ? 2 : 1) : formatValue(resource === 'memoryBytes' ? 'bytes' : 'count', resource === 'connections' ? Math.round(value * 10) / 10 : value));

export function moneyWords({ money, withheld }: Cost): string {
  return money === undefined ? `not known (${withheld})` : `${money.amount.toFixed(money.amount < 10 ? 3 : 2)} ${money.currency}`;
}

const instanceWords = ({ type, cloud, region, vcpus, memoryBytes, price }: InstanceType): string =>
  `${type} (${cloud} ${region}, ${vcpus} vCPU, ${formatValue('bytes', memoryBytes)}${price.hourly === undefined ? `; price withheld: ${price.withheld}` : `; ${price.hourly} ${price.currency} an hour on demand, list price of ${price.date}`})`;

interface PlanTable {
  readonly rows: readonly (readonly string[])[];
  /** Which columns are figures. */
  readonly right: readonly boolean[];
}

/** A plan in words: what will be needed first, then on what, and why. */
export interface PlanWords {
  readonly title: string;
  readonly about: string;
  readonly told: readonly string[];
  readonly resources: PlanTable;
  /** Undefined where no type holds it. */
  readonly on: string | undefined;
  readonly lines: PlanTable;
  readonly notes: readonly string[];
}

export function planWords({ outlook, instance, lines, cost, saving, peak, runsOut, unknown, choices }: CapacityPlan, { times, step }: ServiceHistory, { days, confidence }: { readonly days: number; readonly confidence: number }): PlanWords {
  const clock = new WallClock();
  const time = (seconds: number): string => wallMinute(clock.show(seconds * 1000)) ?? 'an unknown time';
  const notes: string[] = [];
  if (cost !== undefined && saving !== undefined) notes.push(`${Math.round(cost.instanceHours)} instance-hours: ${moneyWords(cost)}; ${counted(peak, 'instance', 'instances')} all the time: ${moneyWords(saving.fixed)}${saving.share >= LEAST_SAVING ? ` (${percentWords(saving.share)} less by plan)` : ''}`);
  if (runsOut !== undefined) notes.push(`With ${counted(peak - 1, 'instance', 'instances')} all the time ${RESOURCE_WORDS[runsOut.resource]} run out first: ${amountWords(runsOut.resource, runsOut.need)} of ${amountWords(runsOut.resource, runsOut.capacity)} at ${time(runsOut.time)}`);
  const others = choices.filter(({ instance: other }) => other.type !== instance?.type || other.region !== instance.region).slice(0, 3);
  if (others.length > 0) notes.push(`Others that hold it: ${others.map(({ instance: other, peak: most, planned }) => `${other.type} (${other.cloud} ${other.region}) up to ${most}, ${moneyWords(planned)}`).join('; ')}`);
  if (unknown.length > 0) notes.push(`Not known of this type, so it decides nothing: ${unknown.map((resource) => RESOURCE_WORDS[resource]).join(', ')}`);
  const { memoryBytes: idle } = outlook.baselinePerInstance;
  if (idle !== undefined) notes.push(`Each instance takes ${formatValue('bytes', idle)} of memory before its first request: what is needed of memory is beside that.`);
  notes.push('Planned with 70 % of CPU and network and 85 % of memory of an instance: the rest is for what comes within a step. A vCPU counts as a core of this machine.');
  return {
    title: `What the next ${counted(days, 'day needs', 'days need')}${outlook.part === undefined ? '' : ` of ${partWords(outlook.part)}`}, at ${percentWords(confidence)}`, about: `by what was recorded from ${time(times[0] ?? 0)} to ${time((times.at(-1) ?? 0) + step)}`,
    told: [...(outlook.requests === undefined ? [] : [`Requests: ${outlook.requests.words}`]), ...outlook.notes],
    resources: {
      rows: [
        ['RESOURCE', 'WAS AT MOST', 'PEAK, MOST LIKELY', `NOT ABOVE (${percentWords(confidence)})`, 'MOST LIKELY AT', 'GOES WITH REQUESTS', 'WITHOUT ANY'],
        ...outlook.resources.map(({ resource, was, peak: highest, load, model }) => [
          RESOURCE_WORDS[resource], amountWords(resource, was), amountWords(resource, highest.median), amountWords(resource, highest.bound), time(load.points[highest.step]?.time ?? 0), model === undefined ? 'by itself' : percentWords(model.told), model === undefined ? '-' : amountWords(resource, model.base),
        ]),
      ],
      right: [false, true, true, true, false, true, true],
    },
    on: instance === undefined ? undefined : instanceWords(instance),
    lines: {
      rows: [
        ['FROM', 'UNTIL', 'INSTANCES', 'BECAUSE OF', 'NEEDED', 'AT'],
        ...lines.map(({ from, to, instances, because, need, at }) => [time(from), time(to), String(instances), because === 'least' ? 'one there must be' : RESOURCE_WORDS[because], because === 'least' ? '-' : amountWords(because, need), because === 'least' ? '-' : time(at)]),
      ],
      right: [false, false, true, false, true, false],
    },
    notes,
  };
}
