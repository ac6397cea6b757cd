import { OnlineAttribution, type OnlineCosts } from '../../src/analysis/attribution/online/online-attribution.ts';
import type { RecordedRun } from './recorded.ts';

export interface OnlineResult extends OnlineCosts {
  /** CPU seconds of the estimation, and the recorded seconds it was for. */
  readonly cpuSeconds: number;
  readonly seconds: number;
}

/** Plays a run as it came: samples, and each line when it was logged. Every `every`-th sample is taken. */
export function playOnline({ input: { processes, requests, resolution } }: RecordedRun, random: () => number, every = 1, halfLife = Number.POSITIVE_INFINITY): OnlineResult {
  const online = new OnlineAttribution({ random, halfLife, resolution });
  const times = processes[0]?.times ?? new Float64Array(0);
  const order = [...requests.end.keys()].sort((left, right) => (requests.end[left] ?? 0) - (requests.end[right] ?? 0));
  let next = 0;
  const began = process.cpuUsage();
  times.forEach((time, index) => {
    if (index % every !== 0) return;
    processes.forEach((samples, place) => online.addSample(place, time, samples.cpu[index] ?? 0, samples.delay?.[index]));
    for (let request = order[next]; request !== undefined && (requests.end[request] ?? 0) <= time; request = order[next]) {
      online.addRequest(requests.end[request] ?? 0, requests.duration[request] ?? 0, requests.endpoint[request] ?? 0, requests.process[request] ?? -1);
      next += 1;
    }
    online.advance(time);
  });
  online.advance((times.at(-1) ?? 0) + 10_000);
  const { user, system } = process.cpuUsage(began);
  return { ...online.costs(), cpuSeconds: (user + system) / 1e6, seconds: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000 };
}
