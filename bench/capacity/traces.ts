import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from '../../src/analysis/seeded-random.ts';
import type { ServiceHistory } from '../../src/monitors/capacity/service-history.ts';
import { capacityBacktest, type PlannedWay } from '../../src/monitors/capacity/backtest.ts';
import type { InstanceType } from '../../src/model/instance-type.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { type Cell, markdown, round } from '../live/report.ts';

/** Virtual machines of Bitbrains (GWA-T-12 Rnd: Shen, van Beek, Iosup, CCGrid 2015), one half by machine. */
const FILE = join(fileURLToPath(new URL('../../../shared/', import.meta.url)), 'data/fleet/bitbrains-rnd-public.csv.gz');
const HOUR = 3600;
const SAMPLES_AN_HOUR = 12;
/** Machines that count as one service: one alone is mostly idle. */
const TOGETHER = 8;
/** Groups that use less are nobody's capacity problem; cores on average. */
const LEAST_CORES = 0.5;

/** Small, so that the number of them is what decides. */
const INSTANCE: InstanceType = {
  cloud: 'aws', region: safeText('us-east-1'), type: safeText('bench.small'), family: safeText('bench'), arch: 'amd64', vcpus: 1, sustainedVcpus: 1, memoryBytes: 2 ** 40, networkBitsPerSecond: undefined,
  price: { hourly: undefined, currency: safeText('USD'), date: safeText(''), source: safeText(''), withheld: safeText('not asked for') },
};

/** Cores used by the hour, by machine; NaN where nothing is known. */
function readMachines(): Map<string, Map<number, number>> {
  const machines = new Map<string, Map<number, number>>();
  for (const line of gunzipSync(readFileSync(FILE)).toString('utf8').split('\n').slice(1)) {
    const [name = '', date = '', cores = '', , , samples = ''] = line.split(',');
    if (samples === '') continue;
    const hours = machines.get(name) ?? new Map<number, number>();
    machines.set(name, hours);
    const cells = samples.split(' ');
    for (let hour = 0; hour < 24; hour += 1) {
      const known = cells.slice(hour * SAMPLES_AN_HOUR, (hour + 1) * SAMPLES_AN_HOUR).filter((cell) => cell !== '').map(Number);
      if (known.length > 0) hours.set(Date.parse(`${date}T00:00:00Z`) / 1000 + hour * HOUR, (known.reduce((sum, value) => sum + value, 0) / known.length / 1000) * Number(cores));
    }
  }
  return machines;
}

/** Cores used by groups of machines that were there all the time, in the order of their names, by the hour; none where the traces are not there. */
export function services(weeks: number, together = TOGETHER, leastCores = LEAST_CORES): ServiceHistory[] {
  if (!existsSync(FILE)) return [];
  const machines = [...readMachines()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, hours]) => hours);
  const end = Date.parse('2013-09-29T00:00:00Z') / 1000;
  const count = weeks * 168;
  const times = Float64Array.from({ length: count }, (_, index) => end - (count - index) * HOUR);
  const whole = machines.filter((hours) => times.filter((time) => hours.has(time)).length > 0.9 * count);
  return Array.from({ length: Math.floor(whole.length / together) }, (_, group): ServiceHistory => {
    const own = whole.slice(group * together, (group + 1) * together);
    const cpuCores = times.map((time) => own.reduce((sum, hours) => sum + (hours.get(time) ?? Number.NaN), 0));
    return { times, step: HOUR, endpoints: [], of: { cpuCores, memoryBytes: undefined, connections: undefined, networkBitsPerSecond: undefined } };
  }).filter(({ of: { cpuCores = new Float64Array(0) } }) => {
    const known = cpuCores.filter((value) => !Number.isNaN(value));
    return known.length > 0.9 * count && known.reduce((sum, value) => sum + value, 0) / known.length > leastCores;
  });
}

/** What plans of the last weeks would have come to on machines that nobody made up. Undefined where the traces are not there. */
export function benchTraces(weeks: number): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } | undefined {
  if (!existsSync(FILE)) return undefined;
  const ways = new Map<string, PlannedWay[]>();
  const errors: number[] = [];
  let broken = 0;
  const all = services(weeks);
  for (const [index, history] of all.entries()) {
    const result = capacityBacktest(history, { days: 7, confidence: 0.95, margin: 0, holidays: undefined, clock: undefined, instance: INSTANCE, sizing: {}, schedule: { hold: 2 * HOUR }, random: seededRandom(index + 1) });
    for (const way of result.ways) ways.set(way.name, [...ways.get(way.name) ?? [], way]);
    errors.push(...result.peakErrors);
    broken += result.broken;
  }
  const sum = (list: readonly PlannedWay[], of: (way: PlannedWay) => number): number => list.reduce((total, way) => total + of(way), 0);
  const sorted = errors.map(Math.abs).sort((one, other) => one - other);
  const rows = [...ways].map(([name, list]): Cell[] => [
    name, `${sum(list, ({ held }) => held)} of ${sum(list, ({ plans }) => plans)}`, round((100 * sum(list, ({ shortHours }) => shortHours)) / sum(list, ({ hours }) => hours), 2), round(sum(list, ({ wastedCoreHours }) => wastedCoreHours), 0), round(sum(list, ({ instanceHours }) => instanceHours), 0),
  ]);
  const typical = round(100 * (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN), 1);
  return {
    text: `## On real machines\n\n${all.length} groups of ${TOGETHER} virtual machines (Bitbrains, ${weeks} weeks), plans of a week made at eight times of the past each, on instances of one core planned with 70 %.\n\n${markdown(['planned by', 'weeks held', 'hours short, %', 'core-hours unused', 'instance-hours'], rows)}\n\nThe highest hour was typically ${typical} % off; its 95 % bound was broken ${broken} of ${errors.length} times.`,
    data: { groups: all.length, ways: Object.fromEntries([...ways].map(([name, list]) => [name, list.map((way) => ({ ...way, waste: undefined }))])), peakErrors: errors, broken },
  };
}
