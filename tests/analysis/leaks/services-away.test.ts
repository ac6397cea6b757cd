import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../src/analysis/leaks/bytes.ts';
import { type Placed, type ProcessKey, Services } from '../../../src/analysis/leaks/services.ts';

const HOUR = 3600;
/** A time in the middle of a day, seconds. */
const NOON = 1_767_268_800;

function again(services: Services): Services {
  const to = new ByteWriter();
  services.write(to);
  const from = new ByteReader(to.bytes());
  const read = Services.read(from);
  expect(from.complete).toBe(true);
  return read;
}

/** Two that are seen each 5 s up to noon; then nobody looks. */
function away(): Services {
  const services = new Services();
  for (let second = -60; second <= 0; second += 5) services.place(NOON + second, [{ pid: 1, start: 100 }, { pid: 2, start: 200 }]);
  return again(services);
}

const SAME: readonly Placed[] = [{ service: 1, restarted: false }, { service: 2, restarted: false }];
const first = { pid: 1, start: 100 };

describe('services after a time in which nobody looked', () => {
  test('who is there yet is who it was', () => {
    expect(away().place(NOON + 20 * HOUR, [first, { pid: 2, start: 200 }])).toEqual(SAME);
  });

  const placed = (process: ProcessKey, seconds: number): Placed | undefined => away().place(seconds, [first, process])[1];

  test('one that came meanwhile takes the place of one that ended meanwhile, however long that was', () => {
    expect(placed({ pid: 9, start: NOON + 5 * HOUR }, NOON + 20 * HOUR)).toEqual({ service: 2, restarted: true });
    expect(placed({ pid: 2, start: NOON + 5 * HOUR }, NOON + 20 * HOUR)).toEqual({ service: 2, restarted: true });
    expect(placed({ pid: 9, start: NOON + 2 }, NOON + 10)).toEqual({ service: 2, restarted: true });
  });

  test('one that was there beside it is a service of its own', () => {
    expect(placed({ pid: 9, start: NOON - HOUR }, NOON + 20 * HOUR)).toEqual({ service: 3, restarted: false });
  });

  test('after a short time it is as if somebody had looked', () => {
    expect(placed({ pid: 9, start: NOON - HOUR }, NOON + 20)).toEqual({ service: 2, restarted: true });
    const services = away();
    services.place(NOON + 10, [first]);
    expect(services.place(NOON + 15, [first, { pid: 9, start: NOON + 13 }])[1]).toEqual({ service: 2, restarted: true });
  });

  test('nobody succeeds who comes when all that ended have waited too long: time away is no interval of sampling', () => {
    const services = away();
    services.place(NOON + 20 * HOUR, [first]);
    expect(services.place(NOON + 20 * HOUR + 5, [first, { pid: 9, start: NOON + 20 * HOUR + 3 }])[1]).toEqual({ service: 3, restarted: false });
    expect([...services.alive]).toEqual([1, 3]);
  });

  test('one that had ended before has its successor by the time at which that came', () => {
    const ended = (): Services => {
      const services = new Services();
      for (let second = -60; second < -10; second += 5) services.place(NOON + second, [first, { pid: 2, start: 200 }]);
      for (let second = -10; second <= 0; second += 5) services.place(NOON + second, [first]);
      return again(services);
    };
    // Seen last at -15: it waits till +15.
    expect(ended().place(NOON + HOUR, [first, { pid: 9, start: NOON + 10 }])[1]).toEqual({ service: 2, restarted: true });
    expect(ended().place(NOON + HOUR, [first, { pid: 9, start: NOON + 20 }])[1]).toEqual({ service: 3, restarted: false });
  });

  test('saved once more before anybody looked it is the same', () => {
    expect(again(away()).place(NOON + HOUR, [first, { pid: 9, start: NOON + 60 }])[1]).toEqual({ service: 2, restarted: true });
  });
});
