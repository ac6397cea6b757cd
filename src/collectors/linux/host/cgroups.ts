import { FrameBuilder, type Frame } from '../../../model/frame.ts';
import { cgroup } from '../../../model/kinds/cgroup.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { HostCollector } from '../../collector.ts';
import { describeCgroup } from '../cgroup-path.ts';
import { percentOf } from '../inspect/human.ts';
import { findHierarchies, isUsed, setsLimit, type Controller, type Figures, type Hierarchy } from './cgroup-controllers.ts';
import { foldersOf, type Folder } from './cgroup-tree.ts';

export const MAX_ROWS = 512;
/** What changes seldom is read anew at every so many readings, of one part of the cgroups at each of them. */
const TURNS = 6;

/** A cgroup in one hierarchy; `inode` tells it from one that took its path. */
interface Part {
  readonly path: string;
  readonly directory: string;
  readonly controllers: readonly Controller[];
  readonly inode: number;
  readonly turn: number;
  readonly seldom: Figures;
}

const together = (figures: readonly Figures[]): Figures => figures.reduce((all, one) => ({ ...all, ...one }), {});

/** Reads one hierarchy, and remembers what changes seldom: a reading then costs half. */
class HierarchyReader {
  readonly #hierarchy: Hierarchy;
  #parts: ReadonlyMap<string, Part> = new Map();
  #reading = 0;
  #met = 0;

  constructor(hierarchy: Hierarchy) {
    this.#hierarchy = hierarchy;
  }

  read(): Iterable<Part> {
    this.#reading += 1;
    this.#parts = new Map(foldersOf(this.#hierarchy.root).map((folder) => [folder.path, this.#partOf(folder)]));
    return this.#parts.values();
  }

  #partOf({ path, directory, inode }: Folder): Part {
    const before = this.#parts.get(path);
    if (before?.inode === inode && before.turn !== this.#reading % TURNS) return before;
    const { controllers } = this.#hierarchy;
    const turn = before?.turn ?? (this.#met += 1) % TURNS;
    return { path, directory, controllers, inode, turn, seldom: together(controllers.map((controller) => controller.seldom(directory))) };
  }
}

/** Version 1 has a tree for each controller: a cgroup has the same path in each of them. */
function byPath(readers: readonly HierarchyReader[]): ReadonlyMap<string, readonly Part[]> {
  const all = new Map<string, Part[]>();
  for (const part of readers.flatMap((reader) => [...reader.read()])) {
    const others = all.get(part.path);
    if (others === undefined) all.set(part.path, [part]);
    else others.push(part);
  }
  return all;
}

/** What is known of a cgroup; undefined if it sets no limit, or has gone. */
function figuresOf(parts: readonly Part[]): Figures | undefined {
  const seldom = together(parts.map((part) => part.seldom));
  if (!setsLimit(seldom)) return undefined;
  const use = parts.flatMap(({ controllers, directory }) => controllers.map((controller) => controller.use(directory, seldom)));
  const figures = together([seldom, ...use]);
  return isUsed(figures) ? figures : undefined;
}

function frameOf(cgroups: ReadonlyMap<string, readonly Part[]>): Frame {
  const frame = new FrameBuilder(cgroup);
  const paths = new Set<string>();
  for (const [rawPath, parts] of cgroups) {
    if (paths.size === MAX_ROWS) break;
    // Two names that differ only in what is not shown would be one entity.
    const path = safeText(rawPath);
    const figures = paths.has(path) ? undefined : figuresOf(parts);
    if (figures === undefined) continue;
    paths.add(path);
    const { memoryBytes = Number.NaN, memoryLimitBytes = Number.NaN, tasks = Number.NaN, tasksLimit = Number.NaN } = figures;
    frame.add({
      ...figures,
      path,
      name: safeText(describeCgroup(rawPath)?.name ?? rawPath),
      memoryUsedPercent: percentOf(memoryBytes, memoryLimitBytes),
      tasksUsedPercent: percentOf(tasks, tasksLimit),
    });
  }
  return frame.build();
}

export const cgroups: HostCollector = {
  name: 'cgroups',
  everySeconds: 10,
  start: ({ sys }) => {
    // What is mounted is settled at boot.
    let readers: readonly HierarchyReader[] | undefined;
    return () => {
      readers ??= findHierarchies(sys).map((hierarchy) => new HierarchyReader(hierarchy));
      return { frames: [frameOf(byPath(readers))] };
    };
  },
};
