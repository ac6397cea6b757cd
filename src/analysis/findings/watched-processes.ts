import type { Frame } from '../../model/frame.ts';
import type { process } from '../../model/kinds/process.ts';
import type { ProcessKey } from '../leaks/services.ts';

/** Processes that are watched: the largest, and a watched one stays until it ends. Each takes some 20 KB. */
const MOST_PROCESSES = 100;
/** Smaller ones have hardly room for a leak that matters. */
const LEAST_BYTES = 16 * 1024 ** 2;
const LEAST_COUNT = 32;
/** Where start times count from a boot time in whole seconds, they waver when the sampler is started anew. */
const SAME_START_SECONDS = 2;

export type ProcessFrame = Frame<(typeof process.numbers)[number], (typeof process.texts)[number]>;

/** A process as it is known for as long as it runs. */
export interface WatchedProcess extends ProcessKey {
  /** Program and user. */
  readonly program: string;
}

/** Chooses which processes are watched for leaks. */
export class WatchedProcesses {
  #known: ReadonlyMap<number, WatchedProcess>;

  /** `known`: those that were watched before. */
  constructor(known: Iterable<WatchedProcess> = []) {
    this.#known = new Map([...known].map((each) => [each.pid, each]));
  }

  /** Those of a frame, by row. */
  of(frame: ProcessFrame): Map<number, WatchedProcess> {
    const large: { row: number; watched: WatchedProcess; rank: number }[] = [];
    for (let row = 0; row < frame.count; row += 1) {
      const memory = frame.number('anonymousBytes', row);
      const matters = memory >= LEAST_BYTES || frame.number('openFiles', row) >= LEAST_COUNT || frame.number('threads', row) >= LEAST_COUNT;
      const known = this.#knownAt(frame, row);
      if (!matters && known === undefined) continue;
      const watched = watchedAt(frame, row, known);
      if (watched !== undefined) large.push({ row, watched, rank: known === undefined ? memory || 0 : Infinity });
    }
    const chosen = large.length <= MOST_PROCESSES ? large : large.sort((left, right) => (right.rank === left.rank ? 0 : right.rank - left.rank)).slice(0, MOST_PROCESSES);
    this.#known = new Map(chosen.map(({ watched }) => [watched.pid, watched]));
    return new Map(chosen.map(({ row, watched }) => [row, watched]));
  }

  #knownAt(frame: ProcessFrame, row: number): WatchedProcess | undefined {
    const known = this.#known.get(frame.number('pid', row));
    return known !== undefined && Math.abs(known.start - frame.number('startTime', row)) <= SAME_START_SECONDS ? known : undefined;
  }
}

/** Undefined while it is not known whose it is: on a large machine the sampler reads that later. */
function watchedAt(frame: ProcessFrame, row: number, known: WatchedProcess | undefined): WatchedProcess | undefined {
  const [group, user] = [frame.text('group', row), frame.text('user', row)];
  if (group === '' && user === '') return known;
  return { pid: frame.number('pid', row), start: known?.start ?? frame.number('startTime', row), program: `${group} ${user}` };
}
