import { setImmediate as breathe } from 'node:timers/promises';
import { HistoryReader } from '../../storage/history/reader.ts';
import { derive } from '../engine/derive.ts';
import { UserError } from '../model/errors.ts';
import { Snapshot } from '../model/snapshot.ts';

/** Of a longer time not every sample is needed. */
const MOST_LOOKS = 720;
const AT_ONCE = 10;
const MINUTE_SECONDS = 60;

export interface PastOptions {
  /** Ms since the epoch. */
  readonly now: number;
  /** How far back, and the usual time between two samples; ms. */
  readonly reach: number;
  readonly step: number;
  /** Whether nobody waits for it any more. */
  readonly isOver: () => boolean;
  /** Takes a line when there is a history that cannot be read. */
  readonly tell: (line: string) => void;
}

/**
 * What was recorded lately, oldest first, the very last sample always among it: what fired by it must not cease for want of it.
 * Nothing where nothing was recorded.
 */
export async function* recordedPast(folder: string, { now, reach, step, isOver, tell }: PastOptions): AsyncGenerator<Snapshot> {
  let reader: HistoryReader;
  try {
    reader = await HistoryReader.open(folder);
  } catch (error) {
    // Without a cause it is only not there yet.
    if (!(error instanceof UserError) || error.cause !== undefined) tell(error instanceof UserError ? error.line : String(error));
    return;
  }
  try {
    const ticks = reader.ticks(now - reach - 2 * step, now);
    const every = Math.max(step / 2, reach / MOST_LOOKS);
    let looked = Number.NEGATIVE_INFINITY;
    let looks = 0;
    for (const [index, tick] of ticks.entries()) {
      if (isOver()) return;
      if (tick - looked < every && index < ticks.length - 1) continue;
      looked = tick;
      const moment = reader.moment(tick);
      if (moment === undefined) continue;
      yield new Snapshot(moment.time, moment.minute ? MINUTE_SECONDS : moment.intervalSeconds, moment.frames, moment.notices, derive);
      looks += 1;
      // Others want to live meanwhile.
      if (looks % AT_ONCE === 0) await breathe();
    }
    for (const fault of reader.faults) tell(fault);
  } finally {
    reader.close();
  }
}
