import { describe, expect, test } from 'vitest';
import { UsageRegression } from '../../../src/analysis/traffic/usage-regression.ts';

/** Numbers in [0, 1) that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MB = 2 ** 20;

describe('memory and I/O by regression', () => {
  test('bytes of a session, of a request under way and of a request are found', () => {
    const random = seeded(1);
    const usage = new UsageRegression();
    for (let point = 0; point < 180; point += 1) {
      const sessions = 500 + 300 * Math.sin(point / 12);
      const [first, second] = [random() * 20, random() * 20];
      usage.add({ sessions, rssBytes: 200 * MB + sessions * 50_000 + random() * MB, ioBytes: 4096 * first + 100 * second, requests: new Map([[1, first], [2, second]]), open: new Map([[1, first / 10]]) });
    }
    const { memoryPerSession, ioPerRequest } = usage.figures();
    expect(memoryPerSession).toBeGreaterThan(45_000);
    expect(memoryPerSession).toBeLessThan(55_000);
    expect(ioPerRequest.get(1)).toBeCloseTo(4096, 0);
    expect(ioPerRequest.get(2)).toBeCloseTo(100, 0);
  });

  test('with few points nothing is known', () => {
    const usage = new UsageRegression();
    for (let point = 0; point < 20; point += 1) usage.add({ sessions: point, rssBytes: point * MB, ioBytes: point, requests: new Map(), open: new Map() });
    expect(usage.figures().memoryPerSession).toBeNaN();
  });

  test('memory that walks about by itself is seldom taken for that of sessions that do so too', () => {
    const random = seeded(7);
    let found = 0;
    for (let run = 0; run < 200; run += 1) {
      const usage = new UsageRegression();
      let [sessions, rssBytes] = [500, 500 * MB];
      for (let point = 0; point < 180; point += 1) {
        sessions += (random() - 0.5) * 20;
        rssBytes += (random() - 0.5) * MB;
        usage.add({ sessions, rssBytes, ioBytes: Number.NaN, requests: new Map(), open: new Map() });
      }
      if (!Number.isNaN(usage.figures().memoryPerSession)) found += 1;
    }
    expect(found).toBeLessThan(20);
  });

  test('bug: figures of an endpoint that moved were those of whoever got its number', () => {
    const random = seeded(3);
    const usage = new UsageRegression();
    for (let point = 0; point < 100; point += 1) {
      const count = random() * 20;
      usage.add({ sessions: 0, rssBytes: 100 * MB, ioBytes: 4096 * count, requests: new Map(point < 50 ? [[1, count]] : [[2, count]]), open: new Map() });
    }
    usage.move(1, 2);
    expect(usage.figures().ioPerRequest.get(1)).toBeUndefined();
    expect(usage.figures().ioPerRequest.get(2)).toBeCloseTo(4096, 0);
  });
});
