import type { Frame } from '../../model/frame.ts';
import { cgroup } from '../../model/kinds/cgroup.ts';
import { host } from '../../model/kinds/host.ts';
import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** How much further a figure of a process can go, in its unit, and what stops it there. */
export interface Headroom {
  readonly room: number;
  /** In words: `memory of the host`, `memory limit of /docker/ab12`. */
  readonly of: string;
}

/** Figures of a process that something limits. */
export const LIMITED_FIGURES = ['anonymousBytes', 'openFiles', 'threads'] as const;
export type LimitedFigure = (typeof LIMITED_FIGURES)[number];

type ProcessFrame = Frame<(typeof process.numbers)[number], (typeof process.texts)[number]>;
type CgroupFrame = Frame<(typeof cgroup.numbers)[number], (typeof cgroup.texts)[number]>;

/** Limits of the processes of one snapshot: their own, those of their cgroups and of all above, and the host's. */
export class Headrooms {
  readonly #cgroups: CgroupFrame | undefined;
  readonly #rows = new Map<string, number>();
  readonly #available: number;

  constructor(snapshot: Snapshot) {
    this.#cgroups = snapshot.frame(cgroup);
    for (let row = 0; row < (this.#cgroups?.count ?? 0); row += 1) this.#rows.set(this.#cgroups?.text('path', row) ?? '', row);
    this.#available = snapshot.frame(host)?.number('memoryAvailableBytes', 0) ?? Number.NaN;
  }

  /** The limit that is met first; undefined where none is known. */
  of(figure: LimitedFigure, processes: ProcessFrame, row: number): Headroom | undefined {
    if (figure === 'openFiles') return least([{ room: processes.number('openFilesLimit', row) - processes.number('openFiles', row), of: 'open files it may have' }]);
    const path = processes.text('cgroup', row);
    if (figure === 'threads') return least(this.#levels(path, 'tasksLimit', 'tasks', 'tasks allowed in'));
    return least([{ room: this.#available, of: 'memory of the host' }, ...this.#levels(path, 'memoryLimitBytes', 'anonymousBytes', 'memory limit of')]);
  }

  /** What each cgroup from that of the path up to the root has left. */
  #levels(path: string, limit: 'memoryLimitBytes' | 'tasksLimit', used: 'anonymousBytes' | 'tasks', words: string): Headroom[] {
    const found: Headroom[] = [];
    const frame = this.#cgroups;
    if (frame === undefined) return found;
    for (let level = path; ; level = level.slice(0, level.lastIndexOf('/'))) {
      const row = this.#rows.get(level === '' ? '/' : level);
      if (row !== undefined) found.push({ room: frame.number(limit, row) - frame.number(used, row), of: `${words} ${level === '' ? 'the container' : level}` });
      if (!level.startsWith('/')) break;
    }
    return found;
  }
}

function least(all: readonly Headroom[]): Headroom | undefined {
  let best: Headroom | undefined;
  for (const each of all) if (each.room < (best?.room ?? Infinity)) best = each;
  return best === undefined ? undefined : { room: Math.max(0, best.room), of: best.of };
}
