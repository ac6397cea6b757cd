import { expect, it } from 'vitest';
import { killStorm } from './support/kill-storm.ts';
import { faultsOf, figuresOf } from './support/storm-faults.ts';

it('killed three times while alerts come and go, it loses and repeats nothing (300 times: npm run test:long)', async () => {
  const storm = await killStorm(3);
  const figures = figuresOf(storm);
  expect(faultsOf(storm)).toEqual([]);
  expect(figures.duplicates).toBeLessThanOrEqual(figures.inFlightAtKills);
});
