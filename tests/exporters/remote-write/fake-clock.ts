import { setImmediate as turn } from 'node:timers/promises';
import type { SenderClock } from '../../../src/exporters/remote-write/sender.ts';

/** A clock that goes on by what is slept, at once; and by hand. */
export class FakeClock implements SenderClock {
  time: number;
  readonly slept: number[] = [];

  constructor(time = 1_790_000_000_000) {
    this.time = time;
  }

  readonly now = (): number => this.time;
  readonly random = (): number => 0.5;
  readonly sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    this.slept.push(milliseconds);
    this.time += milliseconds;
    await turn();
  };
}

/** Resolves when it holds. Rejects after 10 s. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('it never came to that');
    await turn();
  }
}
