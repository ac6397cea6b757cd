import { expect } from 'vitest';
import type { Snapshot } from '../../../src/model/snapshot.ts';

/** What `work` throws, or undefined. */
export function failureOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const bits = (numbers: Float64Array): Buffer => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Every bit of every number, every text, every notice. */
export function expectSame(received: Snapshot | undefined, sent: Snapshot): void {
  expect([received?.time, received?.intervalSeconds, received?.notices]).toEqual([sent.time, sent.intervalSeconds, sent.notices]);
  expect(received?.collected().map(({ kind, count, stale }) => [kind.name, count, stale])).toEqual(sent.collected().map(({ kind, count, stale }) => [kind.name, count, stale]));
  for (const frame of sent.collected()) {
    const arrived = received?.named(frame.kind.name)?.parts();
    expect(bits(arrived?.numbers ?? new Float64Array(0)).equals(bits(frame.parts().numbers)), `numbers of ${frame.kind.name}`).toBe(true);
    expect(arrived?.texts).toEqual(frame.parts().texts);
  }
}
