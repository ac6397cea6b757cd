import { expect, test } from 'vitest';
import { Trail } from '../../components/dashboard/trail.ts';
import { endpointFrame } from './traffic-support.ts';

const frame = (rate: number) => endpointFrame([{ route: '/', rate }]);

test('keeps what was seen, gaps as gaps', () => {
  const trail = new Trail(['requestsPerSecond', 'p95Seconds']);
  trail.add(1000, frame(5), 0);
  trail.add(1000, frame(6), 0);
  trail.add(2000, frame(7), -1);
  trail.add(3000, undefined, -1);
  trail.add(4000, frame(9), 0);
  expect(trail.series('requestsPerSecond')).toEqual({ times: [1000, 2000, 3000, 4000], values: [5, Number.NaN, Number.NaN, 9] });
  expect(trail.series('nothing').values).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});

test('begins anew where time goes back, and keeps no more than it may', () => {
  const trail = new Trail(['requestsPerSecond']);
  for (let second = 0; second < 1000; second += 1) trail.add(second * 1000, frame(second), 0);
  expect(trail.series('requestsPerSecond').times).toHaveLength(600);
  expect(trail.series('requestsPerSecond').times[0]).toBe(400_000);
  trail.add(5000, frame(1), 0);
  expect(trail.series('requestsPerSecond')).toEqual({ times: [5000], values: [1] });
});
