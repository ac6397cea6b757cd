import { group } from '../../model/kinds/group.ts';
import { host } from '../../model/kinds/host.ts';
import type { Snapshot } from '../../model/snapshot.ts';

export const HOST_FIGURES = ['cpuPercent', 'memoryUsedBytes', 'diskReadBytesPerSecond', 'diskWriteBytesPerSecond', 'networkReceiveBytesPerSecond', 'networkTransmitBytesPerSecond'] as const;
export const GROUP_FIGURES = ['cpuPercent', 'rssBytes'] as const;
/** Programs that are watched; the largest, and a watched one stays until it ends. */
const MOST_GROUPS = 16;
/** A program that never used this much of a core or of memory is not watched. */
const LEAST_CPU_PERCENT = 1;
const LEAST_RSS_BYTES = 32 * 1024 ** 2;

export interface WatchedFigure {
  readonly kind: typeof host | typeof group;
  readonly subject: string;
  readonly field: string;
  readonly value: number;
}

/** Chooses what is compared with its own past: the host, and the programs that matter. */
export class WatchedFigures {
  readonly #groups = new Set<string>();

  of(snapshot: Snapshot): WatchedFigure[] {
    const figures: WatchedFigure[] = [];
    const hostFrame = snapshot.frame(host);
    if (hostFrame !== undefined && hostFrame.count > 0) {
      for (const field of HOST_FIGURES) figures.push({ kind: host, subject: hostFrame.text('name', 0), field, value: hostFrame.number(field, 0) });
    }
    const groups = snapshot.frame(group);
    if (groups === undefined) return figures;
    const rows = new Map(Array.from({ length: groups.count }, (_, row) => [String(groups.text('name', row)), row]));
    for (const name of this.#groups) if (!rows.has(name)) this.#groups.delete(name);
    const matters = (row: number): boolean => groups.number('cpuPercent', row) >= LEAST_CPU_PERCENT || groups.number('rssBytes', row) >= LEAST_RSS_BYTES;
    const largest = [...rows].filter(([, row]) => matters(row)).sort(([, left], [, right]) => groups.number('rssBytes', right) - groups.number('rssBytes', left));
    for (const [name] of largest) if (this.#groups.size < MOST_GROUPS) this.#groups.add(name);
    for (const name of this.#groups) {
      for (const field of GROUP_FIGURES) figures.push({ kind: group, subject: name, field, value: groups.number(field, rows.get(name) ?? -1) });
    }
    return figures;
  }
}
