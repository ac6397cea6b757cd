import { derive } from '../../../src/engine/derive.ts';
import type { Frame } from '../../../src/model/frame.ts';
import type { Kind } from '../../../src/model/kind.ts';
import { finding, FINDING_TYPES } from '../../../src/model/kinds/finding.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process } from '../../../src/model/kinds/process.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { frameOf, type Row } from '../../model/support.ts';

/** When a machine of a test was watched first: 2026-03-02 08:00:00 UTC, a Monday. */
export const BEGIN = Date.UTC(2026, 2, 2, 8);

/** A snapshot of those rows, by kind; groups, containers and users follow from the processes. */
export const snapshotOf = (time: number, frames: readonly Frame[]): Snapshot => new Snapshot(time, 1, frames, [], derive);

export const framesOf = (...parts: readonly (readonly [Kind, readonly Row[]])[]): Frame[] => parts.map(([kind, rows]) => frameOf(kind, rows));

export const snapshotWith = (time: number, processes: readonly Row[], more: readonly Frame[] = []): Snapshot =>
  snapshotOf(time, [frameOf(process, processes), ...(more.some(({ kind }) => kind.name === host.name) ? [] : [frameOf(host, [{ name: 'here' }])]), ...more]);

export const findingFrame = (...rows: readonly (Row & { readonly type: (typeof FINDING_TYPES)[number] })[]): Frame =>
  frameOf(finding, rows.map(({ type, ...row }) => ({ ...row, type: FINDING_TYPES.indexOf(type) })));
