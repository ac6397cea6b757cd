import type { AttributionInput } from '../../../src/analysis/attribution/input.ts';
import { Random } from '../../../bench/leaks/random.ts';

export interface SimulatedEndpoint {
  /** Requests per second to each process. */
  readonly rate: number;
  /** CPU when it begins and at its end, and the wait between, ms. */
  readonly before: number;
  readonly after: number;
  readonly wait: number;
  /** Each of its requests comes with one of this endpoint at the same moment. */
  readonly twin?: number;
}

export interface Simulation {
  readonly endpoints: readonly SimulatedEndpoint[];
  readonly processes?: number;
  readonly seconds?: number;
  readonly sampleMs?: number;
  readonly seed?: number;
}

export interface SimulatedRun {
  readonly input: AttributionInput;
  /** True CPU seconds of a request, by endpoint. */
  readonly truth: readonly number[];
  readonly begin: number;
}

interface Burst {
  readonly ready: number;
  readonly cpu: number;
  readonly request: number;
  readonly last: boolean;
}

const BEGIN = 1_700_000_000_000;

/** Processes of one thread that take bursts in the order in which they are ready, seen by a sampler and a log. */
export function simulate({ endpoints, processes = 2, seconds = 60, sampleMs = 20, seed = 1 }: Simulation): SimulatedRun {
  const random = new Random(seed);
  const varied = (mean: number): number => mean * (0.5 + random.next());
  const log: { end: number; duration: number; endpoint: number; process: number }[] = [];
  const used = endpoints.map(() => 0);
  const counts = endpoints.map(() => 0);
  const samples = Array.from({ length: processes }, (_, process) => {
    const requests: { start: number; endpoint: number; after: number }[] = [];
    const queue: Burst[] = [];
    const come = (start: number, endpoint: number): void => {
      const { before, after, twin } = endpoints[endpoint] ?? { before: 0, after: 0 };
      const request = requests.push({ start, endpoint, after: varied(after) }) - 1;
      queue.push({ ready: start, cpu: varied(before), request, last: false });
      if (twin !== undefined) come(start, twin);
    };
    endpoints.forEach(({ rate }, endpoint) => {
      for (let time = -Math.log(1 - random.next()) / rate; time < seconds - 1; time += -Math.log(1 - random.next()) / rate) come(1000 * time, endpoint);
    });
    const runs: { from: number; to: number }[] = [];
    let now = 0;
    while (queue.length > 0) {
      let first = 0;
      queue.forEach(({ ready }, index) => {
        if (ready < (queue[first]?.ready ?? 0)) first = index;
      });
      const [burst] = queue.splice(first, 1);
      const request = burst === undefined ? undefined : requests[burst.request];
      if (burst === undefined || request === undefined) break;
      const from = Math.max(now, burst.ready);
      now = from + burst.cpu;
      runs.push({ from, to: now });
      used[request.endpoint] = (used[request.endpoint] ?? 0) + burst.cpu;
      if (burst.last) {
        counts[request.endpoint] = (counts[request.endpoint] ?? 0) + 1;
        log.push({ end: Math.floor(BEGIN + now), duration: Math.floor(now - request.start), endpoint: request.endpoint, process });
      } else queue.push({ ready: now + varied(endpoints[request.endpoint]?.wait ?? 0), cpu: request.after, request: burst.request, last: true });
    }
    const count = Math.floor((1000 * seconds) / sampleMs);
    const times = Float64Array.from({ length: count }, (_, index) => index * sampleMs + 2 * random.next());
    let [run, done] = [0, 0];
    const cpu = times.map((time) => {
      for (let at = runs[run]; at !== undefined && at.to <= time; at = runs[run]) {
        done += at.to - at.from;
        run += 1;
      }
      const at = runs[run];
      return (done + (at !== undefined && at.from < time ? time - at.from : 0)) * 1e6;
    });
    return { name: `process ${process}`, times: times.map((time) => BEGIN + time), cpu, delay: new Float64Array(count) };
  });
  log.sort((left, right) => left.end - right.end);
  return {
    begin: BEGIN,
    truth: used.map((cpu, endpoint) => cpu / Math.max(1, counts[endpoint] ?? 0) / 1000),
    input: {
      processes: samples, endpoints: endpoints.length, resolution: 1,
      requests: {
        end: Float64Array.from(log, ({ end }) => end), duration: Float64Array.from(log, ({ duration }) => duration),
        endpoint: Int32Array.from(log, ({ endpoint }) => endpoint), process: Int32Array.from(log, ({ process }) => process),
      },
    },
  };
}

/** Numbers in [0, 1), the same each time. */
export function generator(seed = 1): () => number {
  const random = new Random(seed);
  return () => random.next();
}

export const THREE: readonly SimulatedEndpoint[] = [
  { rate: 6, before: 1, after: 1, wait: 10 }, { rate: 3, before: 2, after: 6, wait: 40 }, { rate: 1, before: 12, after: 8, wait: 5 },
];
