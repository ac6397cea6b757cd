import { expect, test } from 'vitest';
import { killStorm } from '../e2e/support/kill-storm.ts';
import { faultsOf, figuresOf } from '../e2e/support/storm-faults.ts';

const KILLS = Number(process.env['WATCH_KILLS'] ?? 300);

test(`kill -9 of the watch, ${KILLS} times, while alerts come and go and the receiver fails and stalls: each is told, none is lost or begun anew`, async () => {
  const storm = await killStorm(KILLS, (words) => console.log(words));
  const figures = figuresOf(storm);
  console.log(JSON.stringify(figures));
  expect(faultsOf(storm)).toEqual([]);
  expect(figures.duplicates).toBeLessThanOrEqual(figures.inFlightAtKills);
  expect(figures.alerts).toBeGreaterThan(KILLS);
  expect(figures.failed + figures.stalled).toBeGreaterThan(KILLS / 10);
}, 60_000 + KILLS * 15_000);
