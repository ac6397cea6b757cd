import { describe, expect, test } from 'vitest';
import { evidence } from '../../../src/analysis/leaks/evidence.ts';
import { LEAK_METRICS } from '../../../src/analysis/leaks/metrics.ts';
import { highest, long, short, watch } from './support.ts';

const MB = 1_048_576;
const SEEDS = [1, 2, 3] as const;

describe('what leaks', () => {
  test.each(SEEDS)('100 MB a day under a daily load is a LEAK, at its true rate (seed %i)', (seed) => {
    const verdict = watch(long({ leak: 100, days: 4 }, seed)).verdict();
    expect(verdict?.word).toBe('LEAK');
    expect(verdict?.slopePerHour).toBeGreaterThan((0.85 * 100 * MB) / 24);
    expect(verdict?.slopePerHour).toBeLessThan((1.15 * 100 * MB) / 24);
    expect(verdict?.slopeLow).toBeLessThanOrEqual(verdict?.slopePerHour ?? Number.NaN);
    expect(verdict?.slopeHigh).toBeGreaterThanOrEqual(verdict?.slopePerHour ?? Number.NaN);
    expect(verdict?.sinceMilliseconds).toBeLessThan(30 * 3_600_000);
  });

  test.each(SEEDS)('under the sawtooth of a collector (seed %i)', (seed) => {
    expect(highest(long({ leak: 300, saw: 60, sawMinutes: 200 }, seed)).confidence).toBeGreaterThanOrEqual(0.8);
  });

  test.each(SEEDS)('over restarts, each life too short alone (seed %i)', (seed) => {
    const verdict = watch(long({ leak: 300, restartHours: 8, days: 4 }, seed)).verdict();
    expect(verdict?.word).toBe('LEAK');
    expect(verdict?.level).toBe(-1);
    expect(verdict?.livesGrown).toBe(verdict?.livesSeen);
  });

  test.each(SEEDS)('from an onset after a day of quiet, and only from then (seed %i)', (seed) => {
    const { confidence, firstSeconds } = highest(long({ leak: 500, onsetHours: 30, days: 4 }, seed));
    expect(confidence).toBeGreaterThanOrEqual(0.8);
    expect(firstSeconds).toBeGreaterThan(30 * 3600);
  });

  test.each(SEEDS)('after 40 days of quiet (seed %i)', (seed) => {
    const { confidence, firstSeconds } = highest(long({ leak: 200, onsetHours: 960, days: 43, interval: 300 }, seed));
    expect(confidence).toBeGreaterThanOrEqual(0.8);
    expect(firstSeconds).toBeGreaterThan(960 * 3600);
  });

  test.each(SEEDS)('4 MB a minute is called growing within 10 minutes (seed %i)', (seed) => {
    const { confidence, firstSeconds } = highest(short({ leak: 4, base: 50 }, seed));
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThan(0.8);
    expect(firstSeconds).toBeLessThan(600);
  });

  test('descriptors and threads', () => {
    expect(highest(short({ metric: 'fds', leak: 20 }), 'fileDescriptors').confidence).toBeGreaterThan(0);
    expect(highest(long({ metric: 'threads', leak: 20, days: 4 }), 'threads').confidence).toBeGreaterThanOrEqual(0.8);
  });
});

describe('what does not', () => {
  const healthy = {
    'a daily load': { loadMemory: 50, amplitude: 0.7, days: 5 },
    'a warm-up of hours': { warm: 250, warmHours: 4 },
    'a sawtooth of four hours': { saw: 80, sawMinutes: 240 },
    'a cache that fills for eight hours and stops': { cache: 300, fillHours: 8 },
    'a step up at a deploy': { steps: [[30, 100]] as const },
    'a nightly batch': { batch: 500, batchLasts: 3, batchAt: 7, days: 4 },
    'warm-ups at each restart': { warm: 150, warmHours: 1, restartHours: 11 },
    'a load that grows': { drift: 0.08, days: 5, loadMemory: 40 },
  };
  test.each(Object.entries(healthy))('%s is no LEAK', (_, model) => {
    for (const seed of SEEDS) expect(highest(long(model, seed)).confidence).toBeLessThan(0.8);
  });

  test('a plateau of minutes is not even growing', () => {
    for (const seed of SEEDS) expect(highest(short({ warm: 120, warmSeconds: 100 }, seed)).confidence).toBe(0);
  });

  test('40 days of a daily load are no LEAK', () => {
    for (const seed of SEEDS) expect(highest(long({ loadMemory: 40, amplitude: 0.7, weekend: 0.5, log: 15, days: 40, interval: 300 }, seed)).confidence).toBeLessThan(0.8);
  });

  test('a verdict is dropped when the memory is given back', () => {
    const trace = long({ leak: 400, days: 2 });
    const detector = watch(trace);
    expect(detector.verdict()).toBeDefined();
    for (let minute = 0; minute < 600; minute += 1) detector.update((2 * 86_400 + minute * 60) * 1000, 200 * MB, 1);
    expect(detector.verdict()).toBeUndefined();
  });
});

describe('what is shown', () => {
  test('the words name rate, rise and tests', () => {
    const verdict = watch(long({ leak: 100, days: 4 })).verdict();
    expect(verdict).toBeDefined();
    if (verdict === undefined) return;
    const words = evidence(verdict, LEAK_METRICS.anonymousMemory, '09:40');
    expect(words[0]).toMatch(/^floor \+\d+(\.\d)? MB in \d\.\d d, 4\.\d MB\/h \[\d\.\d-\d\.\d\]$/);
    expect(words).toContain('never given back');
    expect(words.some((line) => /^not slowing \(second part \d\.\dx the first\)$/.test(line))).toBe(true);
    expect(words.at(-1)).toBe('since 09:40');
  });
});
