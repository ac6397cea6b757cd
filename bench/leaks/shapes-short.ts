import type { ShortModel } from './model-short.ts';
import type { Random } from './random.ts';

type Draw = (random: Random) => Partial<ShortModel>;

const server: Draw = (random) => ({ runtime: 'v8', base: random.between(10, 50), amplitude: random.between(0.3, 0.8), period: random.between(200, 480), garbage: random.between(1, 6), sessions: random.between(3, 12) });

/** Processes of minutes, like those that were recorded: load, warm-up and restarts are compressed in time. */
export const SHORT_SHAPES: Readonly<Record<string, Draw>> = {
  http: server,
  warm: (random) => ({ ...server(random), sessions: 0, amplitude: 0, warm: random.between(60, 200), warmSeconds: random.between(15, 200) }),
  cache: (random) => ({ ...server(random), cache: random.between(40, 150), fillSeconds: random.between(100, 450) }),
  sessions: (random) => ({ ...server(random), sessions: random.between(20, 90), stays: random.between(15, 40) }),
  batch: (random) => ({ batch: random.between(50, 200), batchEvery: Math.round(random.between(90, 200)) }),
  jvm: (random) => ({ runtime: 'jvm', base: random.between(60, 200), warm: random.between(20, 150), warmSeconds: random.between(10, 80) }),
  fragments: (random) => ({ runtime: 'python', base: random.between(40, 100), creep: random.between(0.1, 0.6) }),
  walk: (random) => ({ base: random.between(20, 60), walk: random.between(20, 80) }),
  log: (random) => ({ ...server(random), amplitude: 0, sessions: 0, log: random.between(6, 16) }),
  fds_of_load: (random) => ({ fdsOfLoad: random.between(20, 80), amplitude: random.between(0.4, 0.9), period: random.between(180, 360) }),
  thread_churn: (random) => ({ threadChurn: random.between(3, 12) }),
  shared: (random) => ({ warm: random.between(60, 200), warmSeconds: random.between(60, 200) }),
  restarts: (random) => ({ warm: random.between(30, 80), warmSeconds: random.between(15, 40), life: random.between(170, 260) }),
  leak_slow: (random) => ({ runtime: 'python', base: random.between(100, 220), leak: random.between(0.8, 1.5), creep: 0.3 }),
  leak_fast: (random) => ({ leak: random.between(15, 35), onset: random.between(20, 120) }),
  leak_request: (random) => ({ ...server(random), leak: random.between(2.5, 6), leakPer: 'work' }),
  leak_step: (random) => ({ base: random.between(30, 80), leak: random.between(3, 6), stepSeconds: random.between(45, 90) }),
  leak_saw: (random) => ({ ...server(random), amplitude: 0, garbage: random.between(5, 20), leak: random.between(4, 8) }),
  leak_jvm: (random) => ({ runtime: 'jvm', base: random.between(60, 150), leak: random.between(8, 20) }),
  leak_fd: (random) => ({ metric: 'fds', leak: random.between(8, 30) }),
  leak_threads: (random) => ({ metric: 'threads', leak: random.between(3, 8) }),
  leak_worker: (random) => ({ base: random.between(30, 60), leak: random.between(2, 6) }),
  leak_restart: (random) => ({ base: random.between(30, 60), leak: random.between(6, 15), life: random.between(170, 260) }),
  leak_sessions: (random) => ({ ...server(random), sessions: random.between(15, 50), stays: 20, leak: random.between(3, 6) }),
  leak_batch: (random) => ({ batch: random.between(40, 120), batchEvery: 90, leak: random.between(2.5, 4.5), stepSeconds: 90 }),
  leak_cache: (random) => ({ ...server(random), cache: random.between(30, 70), fillSeconds: random.between(100, 250), leak: random.between(3, 6), onset: random.between(240, 360) }),
};
