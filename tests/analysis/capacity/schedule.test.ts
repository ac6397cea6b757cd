import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demandOf } from '../../../src/analysis/capacity/demand.ts';
import { endOf } from '../../../src/analysis/capacity/need.ts';
import { type Level, scheduleOf } from '../../../src/analysis/capacity/schedule.ts';
import { sizeFor } from '../../../src/analysis/capacity/sizing.ts';
import { UserError } from '../../../src/model/errors.ts';
import { anyNeed, LARGE, needs, START } from './support.ts';

const DAY = needs({ cpuCores: [1, 1, 4, 4, 1, 1] });
/** 1.4 cores each: 1, 1, 3, 3, 1, 1. */
const SIZING = sizeFor(DAY, { instance: LARGE });
const levels = (lines: readonly Level[]): number[][] => lines.map(({ from, to, instances }) => [from - START, to - START, instances]);
const anyOptions = fc.record({ boot: fc.constantFrom(0, 45, 180, 4000), hold: fc.constantFrom(0, 600, 1800, 7200, 86_400), stabilisation: fc.constantFrom(0, 300, 3600), tolerance: fc.constantFrom(0, 0.1, 0.5) });

describe('a schedule', () => {
  test('starts instances early by what they take to boot, and stops them late', () => {
    // Up at 7200 - 180 = 7020; down when what was needed till 14400 is 300 s old.
    expect(levels(scheduleOf(DAY, SIZING))).toEqual([[0, 7020, 1], [7020, 14_700, 3], [14_700, 21_600, 1]]);
    expect(levels(scheduleOf(DAY, SIZING, { boot: 0, stabilisation: 0 }))).toEqual([[0, 7200, 1], [7200, 14_400, 3], [14_400, 21_600, 1]]);
    expect(levels(scheduleOf(DAY, SIZING, { boot: 30, hold: 0, stabilisation: 300, tolerance: 0.1 }))).toEqual([[0, 7170, 1], [7170, 14_700, 3], [14_700, 21_600, 1]]);
  });

  test('tells why, of which step, and how sure', () => {
    expect(scheduleOf(DAY, SIZING)[1]).toEqual({ from: START + 7020, to: START + 14_700, instances: 3, because: 'cpuCores', need: 4, at: START + 7200, confidence: 0.95 });
    const idle = needs({ cpuCores: [0, 0] });
    expect(scheduleOf(idle, sizeFor(idle, { instance: LARGE, least: 2 }))).toMatchObject([{ instances: 2, because: 'least', need: Number.NaN }]);
  });

  test('does not follow what is shorter than the hold', () => {
    // Each 10 minutes: 3 3 1 3 3 1 1 1 1 1 instances. The dip of 10 minutes is bridged, and so is the rise within a rise.
    const need = needs({ cpuCores: [4, 4, 1, 4, 4, 1, 1, 1, 1, 1] }, 600);
    const sizing = sizeFor(need, { instance: LARGE });
    expect(levels(scheduleOf(need, sizing, { boot: 0, stabilisation: 0, hold: 1800 }))).toEqual([[0, 3000, 3], [3000, 6000, 1]]);
    expect(levels(scheduleOf(need, sizing, { boot: 0, stabilisation: 0, hold: 0 }))).toEqual([[0, 1200, 3], [1200, 1800, 1], [1800, 3000, 3], [3000, 6000, 1]]);
    // 1 1 1 2 3 4 5 5 5 5: three rises within 30 minutes are one, to what is needed 30 minutes later (at 3600 s, exclusive).
    const ramp = needs({ cpuCores: [1, 1, 1, 2.8, 4.2, 5.6, 7, 7, 7, 7] }, 600);
    expect(levels(scheduleOf(ramp, sizeFor(ramp, { instance: LARGE }), { boot: 0, stabilisation: 0, hold: 1800 }))).toEqual([[0, 1800, 1], [1800, 3600, 4], [3600, 6000, 5]]);
  });

  test('leaves a peak that is shorter than the hold as soon as it may', () => {
    // A minute of 3 at 2400 s, held for 1800 s: till 4200 s.
    const need = needs({ cpuCores: Array.from({ length: 120 }, (_, minute) => (minute === 40 ? 4 : 1)) }, 60);
    expect(levels(scheduleOf(need, sizeFor(need, { instance: LARGE }), { boot: 0, stabilisation: 0 }))).toEqual([[0, 2400, 1], [2400, 4200, 3], [4200, 7200, 1]]);
  });

  test('does not go down for little', () => {
    // 20, 19, 18, 17 instances (1.4 cores each): 19 is 5 % less, 18 is 10 %, 17 is 5.6 % less than 18.
    const need = needs({ cpuCores: [28, 26.6, 25.2, 23.8] });
    const sizing = sizeFor(need, { instance: LARGE });
    const now = { boot: 0, hold: 0, stabilisation: 0 };
    expect(levels(scheduleOf(need, sizing, now))).toEqual([[0, 7200, 20], [7200, 14_400, 18]]);
    expect(levels(scheduleOf(need, sizing, { ...now, tolerance: 0 }))).toEqual([[0, 3600, 20], [3600, 7200, 19], [7200, 10_800, 18], [10_800, 14_400, 17]]);
  });

  test.each([{ tolerance: 1 }, { boot: -1 }, { hold: Number.NaN }, { stabilisation: Number.POSITIVE_INFINITY }])('%o is refused', (options) => {
    expect(() => scheduleOf(DAY, SIZING, options)).toThrow(UserError);
  });

  test('is never below what is needed, is without gaps, and changes no sooner than the hold', () => {
    fc.assert(fc.property(anyNeed, anyOptions, fc.integer({ min: 0, max: 2 }), (need, options, least) => {
      const sizing = sizeFor(need, { instance: LARGE, least, connectionsPerInstance: 1000 });
      const lines = scheduleOf(need, sizing, options);
      expect(lines[0]?.from).toBe(need.times[0]);
      expect(lines.at(-1)?.to).toBe(endOf(need));
      for (const [index, line] of lines.entries()) {
        const next = lines[index + 1];
        if (next === undefined) break;
        expect(next.from).toBe(line.to);
        expect(next.instances).not.toBe(line.instances);
        expect(line.to - line.from).toBeGreaterThanOrEqual(options.hold);
      }
      for (const [index, count] of sizing.instances.entries()) {
        const from = need.times[index] ?? 0;
        // From when those that are started then are ready, till the window has gone by.
        for (const line of lines) if (line.to > from - options.boot && line.from < from + need.step + options.stabilisation) expect(line.instances).toBeGreaterThanOrEqual(count);
      }
      expect(Math.max(...lines.map(({ instances }) => instances))).toBe(Math.max(...sizing.instances));
    }), { numRuns: 300 });
  });

  test('what must have been started is the highest of the window, by hand', () => {
    fc.assert(fc.property(anyNeed, anyOptions, (need, { boot, stabilisation }) => {
      const sizing = sizeFor(need, { instance: LARGE, connectionsPerInstance: 1000 });
      for (const { from, to, instances } of demandOf(need, sizing, boot, stabilisation)) {
        const middle = (from + to) / 2;
        const window = [...sizing.instances].filter((_, index) => (need.times[index] ?? 0) < middle + boot && (need.times[index] ?? 0) + need.step > middle - stabilisation);
        expect(instances).toBe(Math.max(...window));
      }
    }));
  });
});
