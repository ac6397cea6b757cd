import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { M4_HALF, readWide } from '../../../bench/forecast/files.ts';
import { forecast } from '../../../src/analysis/forecast/index.ts';
import { HOUR, START, wape } from './generators.ts';

describe.skipIf(!existsSync(join(M4_HALF, 'train.csv')))('series of M4 hourly (skipped where ../shared/data/timeseries is not there)', () => {
  test('every twentieth: better than the day before in nine of ten, and 95 % intervals hold 90 % and more', () => {
    const tests = readWide(join(M4_HALF, 'test.csv'));
    const series = [...readWide(join(M4_HALF, 'train.csv'))].filter((_, place) => place % 20 === 0);
    let [better, held, of] = [0, 0, 0];
    for (const [name, values] of series) {
      const actual = tests.get(name) ?? new Float64Array(0);
      const told = forecast({ times: values.map((_, index) => START + index * HOUR), values }, { horizon: 48 * HOUR });
      const truth = (step: number): number => actual[step] ?? 0;
      if (wape(told.points, truth) <= wape(told.points.map((_, step) => ({ mean: values[values.length - 24 + (step % 24)] ?? 0 })), truth)) better += 1;
      told.points.forEach(({ low, high }, step) => {
        held += truth(step) >= low && truth(step) <= high ? 1 : 0;
        of += 1;
      });
    }
    expect(series).toHaveLength(10);
    expect(better).toBeGreaterThanOrEqual(9);
    expect(held / of).toBeGreaterThan(0.9);
  });
});
