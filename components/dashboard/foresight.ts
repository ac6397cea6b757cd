import { floorOf } from '../../src/analysis/leaks/floor.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Foreseen, Travel } from '../../src/model/timeline.ts';
import type { Dashboard } from './dashboard.ts';
import { findingsOf, type Found } from './findings.ts';
import type { DetailPage, ProcessPart } from './pages.ts';

/** What the recorded past says of a process. */
export interface Foresight {
  /** Of which moment, ms since the epoch. */
  readonly time: number;
  readonly limits: readonly Foreseen[];
  /** What grows, over the time that shows it. */
  readonly growth: Growth | undefined;
}

export interface Growth {
  readonly figure: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** The least from there on: what was never given back. */
  readonly floor: readonly number[];
}

/** It is looked at anew this often, and whenever another moment is shown. */
const EVERY_MILLISECONDS = 30_000;
const POINTS = 240;
/** So much of what was before the growth is shown with it. */
const BEFORE_PART = 0.1;

/** Reads it for the page of a process unless it was read just now. What cannot be read is not there. */
export async function foreseePage(dashboard: Dashboard, { key }: DetailPage, page: ProcessPart, snapshot: Snapshot): Promise<void> {
  const { travel } = dashboard.options.timeline;
  if (travel === undefined || Math.abs(snapshot.time - page.foreseenAt) < EVERY_MILLISECONDS) return;
  page.foreseenAt = snapshot.time;
  const grows = findingsOf(snapshot)?.of(processKind.name, key).find(({ type }) => type === 'LEAK' || type === 'growing');
  try {
    const [limits, growth] = [await travel.foreseen(key), grows === undefined ? undefined : await growthOf(travel, key, grows, snapshot.time)];
    // Meanwhile another moment may have been gone to.
    if (page.foreseenAt === snapshot.time) page.foresight = { time: snapshot.time, limits, growth };
  } catch {
    // There is no history: what is shown of the present needs none.
    page.foresight = undefined;
  }
  dashboard.changed();
}

async function growthOf(travel: Travel, key: string, { figure, since }: Found, time: number): Promise<Growth> {
  const from = since - (time - since) * BEFORE_PART;
  const { times, values } = await travel.overview({ kind: processKind.name, field: figure, key }, from, time, POINTS);
  return { figure, times, values, floor: floorOf(values) };
}
