import { QUIET, type LongModel } from './model-long.ts';
import type { Random } from './random.ts';

type Draw = (random: Random) => Partial<LongModel>;

const everyday: Draw = (random) => ({
  base: random.scale(60, 500), amplitude: random.between(0.3, 0.75), phase: random.between(0, 24), loadMemory: random.between(5, 50),
  lag: random.scale(0.1, 1.5), noise: random.between(0.2, 1.5), days: random.pick([3, 4, 5]),
});

/** Shapes like those of the public traces' description. */
export const SYNTHETIC_SHAPES: Readonly<Record<string, Draw>> = {
  daily: () => ({}),
  daily_gc: (random) => ({ saw: random.between(30, 100), sawMinutes: random.between(60, 400) }),
  cache12h: (random) => ({ cache: random.between(150, 500), fillHours: random.between(9, 14) }),
  cache3h_restart: (random) => ({ cache: random.between(150, 400), fillHours: random.between(2, 4.5), restartHours: random.between(12, 26), regular: false }),
  warm_restart: (random) => ({ warm: random.between(50, 150), warmHours: random.between(0.5, 2), restartHours: random.between(10, 14) }),
  log: (random) => ({ log: random.between(8, 25), days: 4 }),
  drift: (random) => ({ drift: random.between(0.02, 0.08), days: 5 }),
  batch_night: (random) => ({ batch: random.between(200, 700), batchLasts: random.between(2, 4), batchAt: random.between(0, 24) }),
  batch_hourly: (random) => ({ batch: random.between(50, 150), batchEvery: 1, batchLasts: random.between(0.2, 0.5), days: 2 }),
  jvm: (random) => ({ saw: random.between(40, 90), sawMinutes: random.between(15, 40), heapLimit: random.between(60, 140) }),
  stepup: (random) => ({ steps: [[random.between(8, 36), random.between(40, 120)]], days: 2 }),
  ou: (random) => ({ wander: random.between(6, 18), wanderHours: random.between(2, 6) }),
  week: (random) => ({ weekend: random.between(0.4, 0.7), days: 7, amplitude: 0.7 }),
  flat: (random) => ({ amplitude: 0.1, loadMemory: random.between(3, 10) }),
  warm8h: (random) => ({ warm: random.between(100, 300), warmHours: random.between(2, 5) }),
  deploys: (random) => ({ restartHours: random.between(18, 30), regular: false, log: random.between(5, 14), saw: random.between(10, 30), sawMinutes: 90, days: 5 }),
  leak_slow: (random) => ({ leak: random.between(50, 120), days: 4 }),
  leak_gc: (random) => ({ leak: random.between(150, 400), saw: random.between(30, 90), sawMinutes: random.between(100, 400) }),
  leak_perreq: (random) => ({ leak: random.between(60, 250), leakPer: 'work' }),
  leak_step: (random) => ({ leak: random.between(80, 250), leakStepHours: 1 }),
  leak_onset: (random) => ({ leak: random.between(150, 450), onsetHours: random.between(30, 48), days: 4 }),
  leak_restart: (random) => ({ leak: random.between(150, 400), restartHours: random.between(10, 14) }),
  leak_restart_random: (random) => ({ leak: random.between(150, 350), leakPer: 'work', restartHours: random.between(10, 15), regular: false, log: random.between(5, 12), days: 5 }),
  leak_fd: (random) => ({ leak: random.between(80, 250), metric: 'fds', days: 4 }),
  leak_fd_slow: (random) => ({ leak: random.between(25, 50), metric: 'fds', days: 5 }),
  leak_threads: (random) => ({ leak: random.between(8, 25), metric: 'threads', days: 4 }),
  leak_fast: (random) => ({ leak: random.between(1500, 4000), onsetHours: random.between(10, 14), days: 1 }),
  leak_batch: (random) => ({ leak: random.between(100, 300), leakStepHours: 3, batch: random.between(100, 400), batchEvery: 3, batchLasts: 1 }),
  leak_slow_flat: (random) => ({ leak: random.between(15, 40), amplitude: 0.15, loadMemory: random.between(4, 10) }),
  leak_warm: (random) => ({ leak: random.between(100, 250), warm: random.between(80, 200), warmHours: random.between(0.7, 2) }),
  leak_log: (random) => ({ leak: random.between(40, 90), log: random.between(10, 20), days: 5 }),
  leak_cache: (random) => ({ leak: random.between(120, 250), cache: random.between(150, 350), fillHours: random.between(9, 14), onsetHours: random.between(16, 24), days: 4 }),
};

const uneven: Draw = (random) => ({
  interval: random.pick([10, 10, 30, 60, 300]), base: random.scale(20, 4000), amplitude: random.between(0, 0.9), loadMemory: random.scale(1, 200),
  lag: random.scale(0.05, 4), noise: random.scale(0.05, 4), days: random.pick([1, 2, 3, 5, 8]),
});

/** Shapes of other services, more uneven than those above. */
export const WIDE_SHAPES: Readonly<Record<string, Draw>> = {
  wide_plain: () => ({}),
  wide_gc_long: (random) => ({ saw: random.scale(10, 400), sawMinutes: random.scale(5, 1500) }),
  wide_warm: (random) => ({ warm: random.scale(10, 500), warmHours: random.scale(0.05, 10) }),
  wide_cache: (random) => ({ cache: random.scale(20, 800), fillHours: random.scale(0.2, 16) }),
  wide_log: (random) => ({ log: random.scale(2, 40) }),
  wide_deploys: (random) => ({ restartHours: random.scale(3, 40), regular: false, warm: random.scale(10, 200), warmHours: random.scale(0.1, 3) }),
  wide_steps: (random) => ({ steps: [[random.between(2, 20), random.scale(10, 150)], [random.between(20, 60), random.scale(10, 100)]] }),
  wide_batch: (random) => ({ batch: random.scale(20, 900), batchEvery: random.pick([1, 2, 6, 12, 24]), batchLasts: random.between(0.2, 0.9), batchAt: random.between(0, 20) }),
  wide_wander: (random) => ({ wander: random.scale(2, 30), wanderHours: random.scale(0.5, 12) }),
  wide_grow: (random) => ({ drift: random.between(-0.05, 0.1), weekend: random.between(0.3, 1), days: 8 }),
  wide_heap: (random) => ({ heapLimit: random.scale(40, 400), saw: random.scale(20, 200), sawMinutes: random.scale(5, 90) }),
  wide_leak_time: (random) => ({ leak: random.scale(40, 3000) }),
  wide_leak_work: (random) => ({ leak: random.scale(60, 2000), leakPer: 'work' }),
  wide_leak_gc: (random) => ({ leak: random.scale(100, 2000), saw: random.scale(10, 200), sawMinutes: random.scale(5, 300) }),
  wide_leak_warm: (random) => ({ leak: random.scale(100, 1000), warm: random.scale(10, 200), warmHours: random.scale(0.1, 3) }),
  wide_leak_onset: (random) => ({ leak: random.scale(100, 2000), onsetHours: random.between(6, 30), days: 4 }),
  wide_leak_step: (random) => ({ leak: random.scale(100, 1000), leakStepHours: random.pick([0.5, 1, 2]) }),
  wide_leak_restart: (random) => ({ leak: random.scale(150, 2000), restartHours: random.scale(4, 20), regular: random.next() < 0.5, days: 4 }),
  wide_leak_fd: (random) => ({ leak: random.scale(40, 800), metric: 'fds' }),
  wide_leak_threads: (random) => ({ leak: random.scale(10, 100), metric: 'threads' }),
};

/**
 * The drawn model of a shape: what all of its family have, then its own. A leak in the uneven family is at least
 * what the process could be blamed for within its days: a share of its size and the memory its load moves.
 */
export function drawLong(family: 'synthetic' | 'wide', own: Draw, random: Random): LongModel {
  const model = { ...QUIET, ...everyday(random), ...(family === 'wide' ? uneven(random) : {}), ...own(random) };
  if (family === 'synthetic' || model.leak === 0 || model.metric !== 'anon') return model;
  const days = model.restartHours > 0 ? Math.min(model.days, model.restartHours / 24) : Math.max(0.5, model.days - model.onsetHours / 24);
  return { ...model, leak: Math.max(model.leak, (0.3 * model.base + 1.5 * model.loadMemory) / days) };
}
