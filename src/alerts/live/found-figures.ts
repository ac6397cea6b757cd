import { LIMITED_FIGURES } from '../../analysis/exhaustion/headroom.ts';
import { LIMITED } from '../../analysis/exhaustion/limits.ts';
import { GROUP_FIGURES, HOST_FIGURES } from '../../analysis/findings/watched-figures.ts';
import { filesystem } from '../../model/kinds/host-parts.ts';
import { group } from '../../model/kinds/group.ts';
import { host } from '../../model/kinds/host.ts';
import { process } from '../../model/kinds/process.ts';
import type { FoundType } from '../language/value.ts';

/** Figures that detectors watch, by kind. */
type Watched = Readonly<Record<string, readonly string[]>>;

const WATCHED: Readonly<Record<FoundType, Watched>> = {
  // Programs are compared with their past, and their processes with them.
  anomaly: { [host.name]: HOST_FIGURES, [group.name]: GROUP_FIGURES, [process.name]: GROUP_FIGURES },
  leak: { [process.name]: LIMITED_FIGURES },
  exhaustion: {
    ...Object.fromEntries([...Map.groupBy(LIMITED, ({ kind }) => kind.name)].map(([kind, own]) => [kind, own.map(({ figure }) => figure)])),
    [process.name]: LIMITED_FIGURES,
  },
};

/** Figures that are another one, seen from elsewhere: resident memory leaks as the part of it that is a process's own. */
const SAME: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [process.name]: { rssBytes: 'anonymousBytes', memoryPercent: 'anonymousBytes' },
  [filesystem.name]: { usedPercent: 'usedBytes', freeBytes: 'usedBytes' },
  [host.name]: { memoryAvailableBytes: 'memoryUsedBytes' },
};

/** Figures of a kind that a detector watches. */
export const watchedFigures = (type: FoundType, kind: string): readonly string[] => WATCHED[type][kind] ?? [];

/** The figure that tells a detector's word on one; undefined where none watches it. */
export function watchedAs(type: FoundType, kind: string, figure: string): string | undefined {
  const watched = watchedFigures(type, kind);
  const same = SAME[kind]?.[figure];
  return watched.includes(figure) ? figure : same !== undefined && watched.includes(same) ? same : undefined;
}
