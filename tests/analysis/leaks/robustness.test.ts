import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeakDetector } from '../../../src/analysis/leaks/detector.ts';
import { LEAK_METRICS } from '../../../src/analysis/leaks/metrics.ts';
import { highest, long, restored, saved, watch } from './support.ts';

const MB = 1_048_576;

/** Values that come at any distance of time, with restarts between. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ after: fc.integer({ min: 0, max: 4000 }), value: fc.double({ min: 0, max: 1e12, noNaN: true }), work: fc.double({ min: 0, max: 1e4, noNaN: true }) }) },
  { weight: 2, arbitrary: fc.record({ after: fc.integer({ min: -1e9, max: 1e11 }), value: fc.double(), work: fc.double() }) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

describe('whatever comes', () => {
  test('nothing throws, and what is said is in order', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), (steps) => {
      const detector = new LeakDetector(LEAK_METRICS.anonymousMemory);
      let time = 1e12;
      for (const next of steps) {
        if (next === 'restart') detector.restarted(time);
        else {
          time += next.after;
          detector.update(time, next.value, next.work);
        }
        const verdict = detector.verdict();
        if (verdict === undefined) continue;
        expect(verdict.confidence).toBeGreaterThan(0);
        expect(verdict.confidence).toBeLessThan(1);
        expect(verdict.word === 'LEAK').toBe(verdict.confidence >= 0.8);
      }
    }), { seed: 7, numRuns: 100 });
  });

  test('saved and restored goes on as if nothing had been', () => {
    const trace = long({ leak: 150, saw: 30, restartHours: 30, days: 4 }, 5);
    const gone = new LeakDetector(LEAK_METRICS.anonymousMemory);
    let back = new LeakDetector(LEAK_METRICS.anonymousMemory);
    let row = 0;
    trace.lives.forEach((life, place) => {
      if (place > 0) for (const detector of [gone, back]) detector.restarted((life.seconds[0] ?? 0) * 1000);
      life.seconds.forEach((second, index) => {
        for (const detector of [gone, back]) detector.update(second * 1000, life.values.anonymousMemory[index] ?? 0, 1 + Math.sin(second / 9000));
        row += 1;
        if (row % 331 === 0) {
          const again = restored(LEAK_METRICS.anonymousMemory, saved(back));
          expect(again).toBeDefined();
          back = again ?? back;
        }
        expect(back.verdict()).toEqual(gone.verdict());
      });
    });
    expect(gone.verdict()).toBeDefined();
    expect(saved(back)).toEqual(saved(gone));
    expect(saved(gone).length).toBeLessThan(5000);
  });

  test('foreign bytes are refused or read, never thrown at', () => {
    const whole = saved(watch(long({ leak: 150, days: 2 })));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (bytes, cut) => {
      restored(LEAK_METRICS.threads, bytes)?.update(1e12, 5, 1);
      expect(restored(LEAK_METRICS.threads, whole.subarray(0, cut % whole.length))).toBeUndefined();
    }), { seed: 11 });
  });

  test('a clock that is set back, a machine that sleeps, gaps of NaN: the leak is found all the same', () => {
    const [life] = long({ leak: 300, days: 3 }).lives;
    const detector = new LeakDetector(LEAK_METRICS.anonymousMemory);
    life?.seconds.forEach((second, row) => {
      if (second > 40_000 && second < 70_000) return;
      const value = row % 50 === 0 ? Number.NaN : (life.values.anonymousMemory[row] ?? 0);
      detector.update((second - (second > 100_000 ? 7200 : 0)) * 1000, value, Number.NaN);
    });
    expect(detector.verdict()?.word).toBe('LEAK');
  });

  test('a restart each second says nothing, and costs nothing', () => {
    const detector = new LeakDetector(LEAK_METRICS.anonymousMemory);
    for (let second = 0; second < 5000; second += 1) {
      detector.restarted(second * 1000);
      detector.update(second * 1000, (100 + second) * MB, 1);
    }
    expect(detector.verdict()).toBeUndefined();
    expect(saved(detector).length).toBeLessThan(500);
  });

  test.each([10, 60, 300])('sampled each %i s the leak is found', (interval) => {
    expect(highest(long({ leak: 150, days: 4, interval })).confidence).toBeGreaterThanOrEqual(0.8);
  });
});
