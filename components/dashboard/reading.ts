import { errorMessage, InspectError } from '../../src/model/errors.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Demand, NO_DEMAND } from '../../src/model/timeline.ts';
import { pluralWords } from '../table/kind-words.ts';
import { rowKey } from '../../src/model/row-key.ts';
import type { Dashboard } from './dashboard.ts';
import { findingsOf, type Found } from './findings.ts';
import { foreseePage } from './foresight.ts';
import { momentWords } from './moments.ts';
import { addEndpointsTab, rowOfPage } from './details.ts';
import { emptyWords } from './empty-words.ts';
import { type DetailPage, isOfLink, type ProcessPart, type TablePage, tableOf } from './pages.ts';

/** Gives a page the rows of a snapshot, or asks for those that no snapshot has. */
export function fillPage(dashboard: Dashboard, page: TablePage, snapshot: Snapshot): void {
  const { table, kind } = page;
  const frame = snapshot.named(kind.name);
  if (frame !== undefined) {
    const findings = findingsOf(snapshot);
    table.badge = findings === undefined ? undefined : (of, row) => badgeOf(findings.of(kind.name, rowKey(of, row)));
    table.message = frame.find((row) => isOfLink(page, frame, row)) < 0 ? (emptyWords(kind, true) ?? `no ${pluralWords(kind)}`) : '';
    table.setFrame(frame, snapshot.time / 1000);
    return;
  }
  const position = dashboard.past.position;
  const words = emptyWords(kind, snapshot.frame(endpoint) !== undefined);
  if (position === undefined && words === undefined) {
    void askRows(dashboard, page, snapshot);
    return;
  }
  // Rows of another time must not stand here.
  table.message = position === undefined ? (words ?? '') : position.gap === undefined ? `${pluralWords(kind)} were not recorded` : gapWords(position.gap);
  table.setFrame(undefined, snapshot.time / 1000);
}

const SURE_PERCENT = 80;

/** `!` beside what was found unusual, `!!` where it is next to sure. */
const badgeOf = (found: readonly Found[]): string => (found.length === 0 ? '' : found.some(({ score }) => score >= SURE_PERCENT) ? '!!' : '!');

function gapWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return Number.isNaN(to) ? `nothing was recorded after ${momentWords(from)}` : `nothing was recorded from ${momentWords(from)} to ${momentWords(to)}`;
}

/** Rows that no snapshot has, for they are read only when asked for. */
async function askRows(dashboard: Dashboard, page: TablePage, snapshot: Snapshot): Promise<void> {
  try {
    const frame = await dashboard.options.timeline.inspect({ kind: page.kind.name, pid: 0, startTime: 0, reveal: false });
    // Who went to the past meanwhile must not see those of now.
    if (dashboard.past.position === undefined && page.table.frame !== frame) page.table.setFrame(frame, snapshot.time / 1000);
  } catch (error) {
    const unwatched = page.kind.name === alert.name;
    page.table.message = unwatched ? 'nobody watches for alerts here: start pyprocwatch watch' : error instanceof InspectError ? error.line : errorMessage(error);
    // What fired when the service ended must not stand there as if it were known.
    if (unwatched && dashboard.past.position === undefined) page.table.setFrame(undefined, snapshot.time / 1000);
  }
}

/** Reads what the page of one thing shows of it. In the past there is only what was recorded. */
export async function readDetail(dashboard: Dashboard, page: DetailPage, snapshot: Snapshot): Promise<void> {
  const frame = snapshot.named(page.kind.name);
  const row = rowOfPage(page, frame);
  page.gone = frame === undefined ? page.process === undefined : row < 0;
  page.trail.add(snapshot.time, frame, row);
  addEndpointsTab(dashboard, page, snapshot);
  const tab = page.tabs[page.tab - 1];
  if (tab !== undefined && tab.link.by !== 'inspect') fillPage(dashboard, tab, snapshot);
  else if (page.process !== undefined) await inspectProcess(dashboard, page, page.process, snapshot);
}

/** Asks for what no snapshot has: what the tab on the screen shows of its process, or its limits for the overview. */
async function inspectProcess(dashboard: Dashboard, page: DetailPage, process: ProcessPart, snapshot: Snapshot): Promise<void> {
  const wanted = page.tabs[page.tab - 1];
  const kind = wanted?.link.kind ?? 'limit';
  const past = dashboard.past.position !== undefined;
  if (past) process.limits = undefined;
  if (wanted === undefined) void foreseePage(dashboard, page, process, snapshot);
  try {
    const frame = await dashboard.options.timeline.inspect({ kind, pid: process.pid, startTime: process.startTime, reveal: process.reveal });
    if ((dashboard.past.position !== undefined) !== past) return;
    if (wanted === undefined) process.limits = frame;
    else {
      wanted.table.message = '';
      wanted.table.setFrame(frame, snapshot.time / 1000);
    }
  } catch (error) {
    const words = error instanceof InspectError ? error.line : errorMessage(error);
    if (wanted !== undefined && (dashboard.past.position !== undefined) === past) {
      wanted.table.message = words;
      // What was read before the process ended stays to be looked at, but not as what was then.
      if (!page.gone || past) wanted.table.setFrame(undefined, snapshot.time / 1000);
    }
  }
  dashboard.changed();
}

/** Which dear facts are looked at now. */
export function demandOf({ page, past }: Dashboard): Demand {
  // Of the past all is there; of the present nothing is looked at meanwhile.
  if (past.position !== undefined) return NO_DEMAND;
  if (page.type === 'detail' && page.process !== undefined) return { everywhere: [], visible: ['io', 'smaps', 'files'], pids: [page.process.pid] };
  const table = tableOf(page);
  const frame = table?.frame;
  if (table === undefined || frame === undefined) return NO_DEMAND;
  const { everywhere, visible } = table.demands();
  return table.kind.name === processKind.name
    ? { everywhere, visible, pids: table.visibleRows().map((row) => frame.number('pid', row)) }
    : { everywhere: [...new Set([...everywhere, ...visible])], visible: [], pids: [] };
}
