import type { Random } from './random.ts';
import type { Life, Trace } from './trace.ts';

const MB = 1_048_576;

/** What a process of minutes does, at one second. MB, seconds; leaks in units a minute. */
export interface ShortModel {
  readonly base: number;
  readonly runtime: 'v8' | 'jvm' | 'python' | 'native';
  readonly period: number;
  readonly amplitude: number;
  /** Memory of sessions at full load, and how many seconds they stay. */
  readonly sessions: number;
  readonly stays: number;
  readonly garbage: number;
  readonly warm: number;
  readonly warmSeconds: number;
  readonly log: number;
  readonly cache: number;
  readonly fillSeconds: number;
  readonly batch: number;
  readonly batchEvery: number;
  readonly walk: number;
  readonly creep: number;
  readonly fdsOfLoad: number;
  readonly threadChurn: number;
  readonly life: number;
  readonly metric: 'anon' | 'fds' | 'threads';
  readonly leak: number;
  readonly leakPer: 'time' | 'work';
  readonly stepSeconds: number;
  readonly onset: number;
}

export const IDLE: ShortModel = {
  base: 30, runtime: 'native', period: 240, amplitude: 0, sessions: 0, stays: 20, garbage: 0, warm: 0, warmSeconds: 60, log: 0, cache: 0, fillSeconds: 200,
  batch: 0, batchEvery: 120, walk: 0, creep: 0, fdsOfLoad: 0, threadChurn: 0, life: 0, metric: 'anon', leak: 0, leakPer: 'time', stepSeconds: 0, onset: 5,
};

const LENGTH = 1140;

/** Plays the model for 19 minutes; a restart comes 4 s after the end before it. */
export function playShort(name: string, shape: string, model: ShortModel, random: Random): Trace {
  const lives: Life[] = [];
  let pid = 1000;
  let born = 0;
  const startPhase = random.next() * 6.28;
  while (born < LENGTH) {
    const ends = model.life > 0 ? Math.min(LENGTH, born + model.life * random.between(0.8, 1.2)) : LENGTH;
    const seconds: number[] = [];
    const columns = { anon: [] as number[], fds: [] as number[], threads: [] as number[], ticks: [] as number[] };
    let [sessions, garbage, kept, ticks, work, walk] = [0, 0, 0, 0, 0, random.next()];
    let startHeap = model.runtime === 'v8' ? random.between(25, 70) : 0;
    const startFrees = random.between(60, 140);
    let walkGoal = random.next();
    let heap = 0;
    for (let now = Math.round(born); now < ends; now += 1) {
      const age = now - born;
      const load = 1 + model.amplitude * Math.sin((2 * Math.PI * now) / model.period + startPhase);
      const worked = random.poisson(8 * load);
      if (now >= model.onset) work += worked / 8;
      ticks += random.next() < Math.min(1, 0.25 * load) ? random.poisson(1) : 0;
      sessions += (load - sessions) / model.stays;
      garbage += model.garbage * worked * 0.01;
      if (garbage > 12 + random.next() * 6) garbage = 0;
      if (age > startFrees) startHeap *= 0.97;
      if (random.next() < 1 / 90) walkGoal = random.next();
      walk += (walkGoal - walk) * 0.03;
      if (random.next() < 1 / 120) kept += random.between(0, model.creep);
      let leaked = now < model.onset ? 0 : (model.leak * (model.leakPer === 'work' ? work : now - Math.max(born, model.onset))) / 60;
      if (model.stepSeconds > 0) leaked = (Math.floor((leaked * 60) / model.leak / model.stepSeconds) * model.leak * model.stepSeconds) / 60;
      const inBatch = (now % model.batchEvery) / model.batchEvery;
      let anon = model.base + startHeap * Math.min(1, age / 50) + model.sessions * sessions + garbage + kept + model.walk * walk;
      anon += model.warm * (1 - Math.exp(-age / model.warmSeconds)) + model.log * Math.log(1 + age / 20);
      anon += model.cache * Math.min(1, 1.3 * (1 - Math.exp((-1.5 * age) / model.fillSeconds)));
      if (model.batch > 0 && inBatch < 0.5) anon += model.batch * inBatch * 2;
      if (model.metric === 'anon') anon += leaked;
      if (model.runtime === 'jvm') {
        // A heap grows in steps ahead of what lives in it and does not shrink.
        if (anon > heap) heap = anon * random.between(1, 1.15);
        anon = heap;
      }
      seconds.push(now);
      columns.anon.push(Math.round((anon + 0.05 * random.normal()) * 256) * (MB / 256));
      columns.fds.push(Math.round(5 + model.fdsOfLoad * load + (model.sessions > 0 ? 4 * sessions : 0) + (model.metric === 'fds' ? Math.floor(leaked) : 0)));
      columns.threads.push(3 + (model.threadChurn > 0 ? random.poisson(model.threadChurn) : 0) + (model.metric === 'threads' ? Math.floor(leaked) : 0));
      columns.ticks.push(ticks);
    }
    lives.push({
      pid, seconds: Float64Array.from(seconds), ticks: Float64Array.from(columns.ticks),
      values: { anonymousMemory: Float64Array.from(columns.anon), fileDescriptors: Float64Array.from(columns.fds), threads: Float64Array.from(columns.threads) },
    });
    pid += 1;
    born = Math.ceil(ends) + 4;
  }
  const metric = model.leak === 0 ? undefined : ({ anon: 'anonymousMemory', fds: 'fileDescriptors', threads: 'threads' } as const)[model.metric];
  return {
    name, shape, kind: 'recorded', metric, leakyPids: undefined, lives, onsetSeconds: model.onset,
    ratePerHour: metric === undefined ? undefined : model.leak * 60 * (metric === 'anonymousMemory' ? MB : 1),
  };
}
