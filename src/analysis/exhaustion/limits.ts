import type { Frame } from '../../model/frame.ts';
import type { Kind } from '../../model/kind.ts';
import { cgroup } from '../../model/kinds/cgroup.ts';
import { filesystem } from '../../model/kinds/host-parts.ts';
import { host } from '../../model/kinds/host.ts';
import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { Headrooms, LIMITED_FIGURES, type LimitedFigure } from './headroom.ts';

/** A figure with the limit that it meets first, in its unit. */
export interface Limit {
  readonly kind: Kind;
  /** As history selects it: `pid@start` of a process, else the name. */
  readonly key: string;
  /** What a person calls it. */
  readonly subject: string;
  readonly figure: string;
  readonly value: number;
  readonly limit: number;
  /** What the limit is, in words. */
  readonly of: string;
}

interface Limited {
  readonly kind: Kind;
  readonly key: string;
  readonly subject: string;
  readonly figure: string;
  readonly limit: (frame: Frame, row: number) => number;
  readonly of: string;
}

const number = (field: string) => (frame: Frame, row: number): number => frame.number(field, row);

/** All but processes, whose limits are mostly those of what they are in. */
export const LIMITED: readonly Limited[] = [
  { kind: filesystem, key: 'mount', subject: 'mount', figure: 'usedBytes', limit: (frame, row) => frame.number('usedBytes', row) + frame.number('freeBytes', row), of: 'size of the file system' },
  { kind: host, key: 'name', subject: 'name', figure: 'memoryUsedBytes', limit: number('memoryTotalBytes'), of: 'memory of the host' },
  { kind: cgroup, key: 'path', subject: 'name', figure: 'anonymousBytes', limit: number('memoryLimitBytes'), of: 'memory limit' },
  { kind: cgroup, key: 'path', subject: 'name', figure: 'tasks', limit: number('tasksLimit'), of: 'tasks allowed' },
];

/** Limits of what is in a snapshot, processes left out. */
export function* limitsIn(snapshot: Snapshot): Generator<Limit> {
  for (const { kind, key, subject, figure, limit, of } of LIMITED) {
    const frame = snapshot.named(kind.name);
    if (frame === undefined || frame.stale) continue;
    for (let row = 0; row < frame.count; row += 1) {
      const found = { kind, key: frame.text(key, row), subject: frame.text(subject, row), figure, value: frame.number(figure, row), limit: limit(frame, row), of };
      if (isKnown(found)) yield found;
    }
  }
}

/** Limits of processes: of all, or of those that `wanted` chooses by their row. */
export function* processLimits(snapshot: Snapshot, figures: readonly LimitedFigure[] = LIMITED_FIGURES, wanted: (row: number) => boolean = () => true): Generator<Limit> {
  const frame = snapshot.frame(process);
  if (frame === undefined || frame.stale) return;
  const headrooms = new Headrooms(snapshot);
  for (let row = 0; row < frame.count; row += 1) {
    if (!wanted(row)) continue;
    for (const figure of figures) {
      const headroom = headrooms.of(figure, frame, row);
      if (headroom === undefined) continue;
      const value = frame.number(figure, row);
      const found = {
        kind: process, key: `${frame.number('pid', row)}@${frame.number('startTime', row)}`, subject: frame.text('group', row) || frame.text('name', row), figure, value, limit: value + headroom.room, of: headroom.of,
      };
      if (isKnown(found)) yield found;
    }
  }
}

const isKnown = ({ value, limit }: Limit): boolean => !Number.isNaN(value) && Number.isFinite(limit) && limit > 0;
