import type { Random } from './random.ts';
import type { Life, Trace } from './trace.ts';

const HOUR = 3600;
const DAY = 86_400;
const MB = 1_048_576;

/** What a service of days does. Memory in MB, times in hours unless told; leaks in units a day. */
export interface LongModel {
  readonly days: number;
  readonly interval: number;
  readonly base: number;
  /** Depth of the daily wave of load, 0..1, its shift in hours, and how far weekends fall. */
  readonly amplitude: number;
  readonly phase: number;
  readonly weekend: number;
  /** Growth of the load itself, a share a day. */
  readonly drift: number;
  /** Memory that follows the load (MB at full load), and how many hours late. */
  readonly loadMemory: number;
  readonly lag: number;
  readonly noise: number;
  readonly warm: number;
  readonly warmHours: number;
  readonly log: number;
  readonly cache: number;
  readonly fillHours: number;
  readonly saw: number;
  readonly sawMinutes: number;
  readonly batch: number;
  readonly batchEvery: number;
  readonly batchLasts: number;
  /** Hours from the start to the first batch. */
  readonly batchAt: number;
  readonly steps: readonly (readonly [hour: number, rise: number])[];
  readonly wander: number;
  readonly wanderHours: number;
  /** A heap that keeps its highest mark, up to this many MB over the base; 0: none. */
  readonly heapLimit: number;
  readonly restartHours: number;
  readonly regular: boolean;
  readonly leak: number;
  readonly leakPer: 'time' | 'work';
  readonly leakStepHours: number;
  readonly onsetHours: number;
  readonly metric: 'anon' | 'fds' | 'threads';
}

export const QUIET: LongModel = {
  days: 3, interval: 60, base: 200, amplitude: 0.5, phase: 0, weekend: 1, drift: 0, loadMemory: 20, lag: 0.3, noise: 0.6, warm: 0, warmHours: 1, log: 0,
  cache: 0, fillHours: 1, saw: 0, sawMinutes: 60, batch: 0, batchEvery: 24, batchLasts: 1, batchAt: 0, steps: [], wander: 0, wanderHours: 3, heapLimit: 0,
  restartHours: 0, regular: true, leak: 0, leakPer: 'time', leakStepHours: 0, onsetHours: 0, metric: 'anon',
};

interface Buffers { seconds: number[]; anon: number[]; fds: number[]; threads: number[]; ticks: number[] }
const empty = (): Buffers => ({ seconds: [], anon: [], fds: [], threads: [], ticks: [] });
const finished = (pid: number, { seconds, anon, fds, threads, ticks }: Buffers): Life => ({
  pid,
  seconds: Float64Array.from(seconds),
  values: { anonymousMemory: Float64Array.from(anon), fileDescriptors: Float64Array.from(fds), threads: Float64Array.from(threads) },
  ticks: Float64Array.from(ticks),
});

/** Load at a time, 1 at an average hour, without its noise. */
function loadAt(model: LongModel, seconds: number): number {
  const hour = seconds / HOUR + model.phase;
  const wave = 1 + model.amplitude * Math.sin((2 * Math.PI * hour) / 24) + 0.15 * model.amplitude * Math.sin((4 * Math.PI * hour) / 24 + 1);
  const weekend = Math.floor(hour / 24) % 7 >= 5 ? model.weekend : 1;
  return Math.max(0.02, 0.75 * wave * weekend * (1 + (model.drift * seconds) / DAY));
}

/** Plays the model: every `interval` seconds one row, a restart is a new pid. */
export function playLong(name: string, shape: string, model: LongModel, random: Random): Trace {
  const lives: Life[] = [];
  let rows = empty();
  let pid = 1000;
  let born = 0;
  let ends = model.restartHours > 0 ? model.restartHours * HOUR * (model.regular ? 1 : random.between(0.3, 1.7)) : Infinity;
  let [loadNoise, anonNoise, wander, late, saw, highest, ticks, work, leakedFrom] = [0, 0, 0, loadAt(model, 0), random.next() * 0.5, 0, 0, 0, 0];
  const share = Math.exp(-model.interval / 600);
  const wanderKept = Math.exp(-model.interval / (model.wanderHours * HOUR));
  const lateKept = model.lag > 0 ? Math.exp(-model.interval / (model.lag * HOUR)) : 0;
  for (let now = 0; now < model.days * DAY; now += model.interval) {
    if (now - born >= ends) {
      if (rows.seconds.length > 0) lives.push(finished(pid, rows));
      rows = empty();
      pid += 1;
      born = now;
      [ticks, work, saw, highest, leakedFrom] = [0, 0, 0, 0, now];
      if (!model.regular) ends = model.restartHours * HOUR * random.between(0.3, 1.7);
    }
    const age = (now - born) / HOUR;
    loadNoise = loadNoise * share + 0.07 * Math.sqrt(1 - share * share) * random.normal();
    const load = Math.max(0.01, loadAt(model, now) * (1 + loadNoise));
    late = late * lateKept + load * (1 - lateKept);
    const worked = random.poisson(load * model.interval);
    ticks += worked;
    anonNoise = anonNoise * 0.7 + model.noise * 0.71 * random.normal();
    wander = wander * wanderKept + model.wander * Math.sqrt(1 - wanderKept * wanderKept) * random.normal();
    const leaking = now >= model.onsetHours * HOUR;
    if (leaking) work += worked / (0.75 * DAY);
    let leaked = !leaking ? 0 : model.leak * (model.leakPer === 'work' ? work : (now - Math.max(leakedFrom, model.onsetHours * HOUR)) / DAY);
    if (model.leakStepHours > 0) {
      const step = (model.leak * model.leakStepHours) / 24;
      leaked = Math.floor(leaked / step) * step;
    }
    let anon = model.base + model.loadMemory * late + wander;
    anon += model.warm * (1 - Math.exp(-age / model.warmHours)) + model.log * Math.log(1 + age * 60) + model.cache * Math.min(1, age / model.fillHours);
    for (const [hour, rise] of model.steps) if (now >= hour * HOUR) anon += rise;
    const sinceBatch = now / HOUR - model.batchAt;
    const inBatch = (sinceBatch % model.batchEvery) / model.batchLasts;
    if (sinceBatch >= 0 && inBatch < 1) anon += model.batch * Math.min(1, inBatch * 1.5);
    if (model.saw > 0) {
      saw += (model.interval / 60 / model.sawMinutes) * load;
      if (saw >= 1) saw = random.between(0, 0.05);
      anon += model.saw * saw;
    }
    if (model.metric === 'anon') anon += leaked;
    if (model.heapLimit > 0) {
      highest = Math.min(model.heapLimit + model.base, Math.max(highest, anon));
      anon = highest;
    }
    const fds = 15 + 15 * late + random.poisson(4 * load) + (model.metric === 'fds' ? Math.floor(leaked) : 0);
    const threads = 8 + (model.loadMemory > 25 ? Math.round(3 * late) : 0) + (random.next() < 0.3 ? 1 : 0) + (model.metric === 'threads' ? Math.floor(leaked) : 0);
    if (model.metric !== 'anon') anon += leaked * 0.02;
    rows.seconds.push(now);
    rows.anon.push(Math.round(Math.max(2, anon + anonNoise) * 256) * (MB / 256));
    rows.fds.push(Math.round(fds));
    rows.threads.push(threads);
    rows.ticks.push(ticks);
  }
  if (rows.seconds.length > 0) lives.push(finished(pid, rows));
  const metric = model.leak === 0 ? undefined : ({ anon: 'anonymousMemory', fds: 'fileDescriptors', threads: 'threads' } as const)[model.metric];
  return {
    name, shape, kind: 'long', metric, leakyPids: undefined, lives,
    onsetSeconds: model.onsetHours * HOUR,
    ratePerHour: metric === undefined ? undefined : (model.leak / 24) * (metric === 'anonymousMemory' ? MB : 1),
  };
}
