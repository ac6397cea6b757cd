import { seededRandom } from '../../src/analysis/seeded-random.ts';
import { SHOP } from '../../src/demo/endpoints/shop.ts';
import type { ServiceHistory } from '../../src/monitors/capacity/service-history.ts';

const HOUR = 3600;
const DAY_HOURS = 24;
/** A Monday. */
const START = Date.UTC(2026, 5, 1) / 1000;

/** A made-up backend of known truth: the shop of the demo over some weeks, hour by hour, each hour the mean of its minutes. */
export interface Simulated {
  readonly history: ServiceHistory;
  /** CPU cores of the hours that are held out. */
  readonly future: Float64Array;
}

/** `weeks` to learn from, and one to foretell. Traffic has a day and a week, grows or falls slowly, wanders, and has busy hours of chance. */
export function simulated(seed: number, weeks: number): Simulated {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const hours = (weeks + 1) * 7 * DAY_HOURS;
  const learned = weeks * 7 * DAY_HOURS;
  const [swing, weekend, growth, noise, peakHour] = [0.5 + 0.3 * random(), 0.5 + 0.7 * random(), 1 + 0.04 * (random() - 0.4), 0.02 + 0.05 * random(), 12 + 9 * random()];
  const rate = 20 + 80 * random();
  const base = 0.1 + 0.4 * random();
  let wander = 0;
  const level = Float64Array.from({ length: hours }, (_, hour) => {
    wander = 0.9 * wander + noise * normal();
    const ofDay = 1 + swing * Math.cos(((hour % DAY_HOURS) - peakHour) / DAY_HOURS * 2 * Math.PI);
    const day = Math.floor(hour / DAY_HOURS) % 7;
    return rate * ofDay * (day >= 5 ? weekend : 1) * growth ** (hour / 168) * Math.exp(wander);
  });
  const share = SHOP.reduce((sum, endpoint) => sum + endpoint.share, 0);
  const requests = SHOP.map((endpoint) => level.map((value) => Math.max(0, (value * endpoint.share) / share) * (1 + 0.05 * normal())));
  const cpu = level.map((_, hour) => base * (1 + 0.03 * normal()) + SHOP.reduce((sum, endpoint, index) => sum + (endpoint.cpu / 1000) * (requests[index]?.[hour] ?? 0), 0) * (1 + 0.02 * normal()));
  const memory = level.map((value) => 3e8 + 2e6 * value * (1 + 0.02 * normal()));
  return {
    history: {
      times: Float64Array.from({ length: learned }, (_, hour) => START + hour * HOUR), step: HOUR,
      // Costs as attribution tells them: some per cent off.
      endpoints: SHOP.map((endpoint, index) => {
        const cpuSeconds = (endpoint.cpu / 1000) * (1 + 0.04 * normal());
        return { method: endpoint.method, route: endpoint.path, requests: (requests[index] ?? new Float64Array(0)).subarray(0, learned), cost: { cpuSeconds, low: cpuSeconds * 0.93, high: cpuSeconds * 1.07 } };
      }),
      of: { cpuCores: cpu.subarray(0, learned), memoryBytes: memory.subarray(0, learned), connections: undefined, networkBitsPerSecond: undefined },
    },
    future: cpu.subarray(learned),
  };
}
