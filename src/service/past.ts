import { setImmediate as breathe } from 'node:timers/promises';
import type { Snapshot } from '../model/snapshot.ts';
import { History } from '../monitors/history.ts';

/** Of a longer time not every sample is needed. */
const MOST_LOOKS = 720;
const AT_ONCE = 10;

/** What was recorded in the last `reach` ms, oldest first, at most a look each `step`; nothing where nothing was recorded, and no more once it `isOver`. */
export async function* recordedPast(folder: string, now: number, reach: number, step: number, isOver: () => boolean): AsyncGenerator<Snapshot> {
  let history: History;
  try {
    history = await History.open(folder);
  } catch {
    return;
  }
  using open = history;
  const every = Math.max(step, reach / MOST_LOOKS);
  let looks = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let time = now - reach; time < now && !isOver(); time += every) {
    const snapshot = open.at(time);
    if (snapshot === undefined || snapshot.time <= last || snapshot.collected().length === 0) continue;
    last = snapshot.time;
    yield snapshot;
    looks += 1;
    // Others want to live meanwhile.
    if (looks % AT_ONCE === 0) await breathe();
  }
}
