import { processKey } from '../../src/engine/recent-history.ts';
import { kindOf } from '../../src/model/catalog.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Kind, Link } from '../../src/model/kind.ts';
import { region } from '../../src/model/kinds/audience.ts';
import { endpointProcess } from '../../src/model/kinds/endpoint-parts.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { rowKey } from '../../src/model/row-key.ts';
import type { Dashboard } from './dashboard.ts';
import { chartedFields } from './entity-charts.ts';
import { ENDPOINTS_OF_PROCESS, linksOf } from './links.ts';
import { type DetailPage, passesPage, type Tab, type TablePage } from './pages.ts';
import { Trail } from './trail.ts';

/** A table that shows rows of a kind, all or some. */
export function makeTablePage(dashboard: Dashboard, kind: Kind, only: TablePage['only'], title: string): TablePage {
  const page: TablePage = { type: 'table', title, kind, table: dashboard.makeTable(kind), only, filterText: '', user: undefined, hideKernel: false };
  page.table.setFilter(undefined, (frame, row) => passesPage(page, frame, row));
  return page;
}

/** `value`: what the rows of the tab have in common, by the link. */
function makeTab(dashboard: Dashboard, link: Link, value: string): Tab {
  const only = link.by === 'inspect' ? undefined : { field: link.by.rows, value };
  const tab: Tab = { ...makeTablePage(dashboard, kindOf(link.kind), only, link.title), link };
  tab.table.same = only?.field;
  tab.table.setFilter(undefined, (frame, row) => passesPage(tab, frame, row));
  return tab;
}

export function makeProcessPage(dashboard: Dashboard, pid: number, startTime: number, name: string): DetailPage {
  return {
    type: 'detail', kind: processKind, key: processKey(pid, startTime), title: `${pid} ${name}`, tab: 0, gone: false, trail: new Trail([]),
    tabs: processKind.links.map((link) => makeTab(dashboard, link, String(pid))),
    process: { pid, startTime, reveal: false, limits: undefined, foresight: undefined, foreseenAt: Number.NEGATIVE_INFINITY },
  };
}

/** The page of a row of any other kind. */
export function makeEntityPage(dashboard: Dashboard, frame: Frame, row: number): DetailPage {
  const { kind } = frame;
  const tabs = linksOf(kind).flatMap((link) => (link.by === 'inspect' ? [] : [makeTab(dashboard, link, frame.text(link.by.from, row))]));
  return { type: 'detail', kind, key: rowKey(frame, row), title: entityTitle(frame, row), tab: 0, gone: false, tabs, process: undefined, trail: new Trail(chartedFields(kind)) };
}

/** What a person calls a row. */
export function entityTitle(frame: Frame, row: number): string {
  const { kind } = frame;
  if (kind.name === region.name) {
    const [name, code] = [frame.text('name', row), frame.text('country', row)];
    return name === code ? name : `${name} (${code})`;
  }
  const field = ['id', 'name', 'address'].find((name) => kind.texts.includes(name));
  return field === undefined ? rowKey(frame, row) : frame.text(field, row);
}

/** The row of a page in a snapshot, or -1. */
export function rowOfPage(page: DetailPage, frame: Frame | undefined): number {
  if (frame === undefined) return -1;
  const { process } = page;
  return frame.find(process === undefined
    ? (row) => rowKey(frame, row) === page.key
    : (row) => frame.number('pid', row) === process.pid && frame.number('startTime', row) === process.startTime);
}

/** A process that serves requests gets a tab for them, the last one, so that no other moves. */
export function addEndpointsTab(dashboard: Dashboard, page: DetailPage, snapshot: Snapshot): void {
  const pid = String(page.process?.pid);
  if (page.process === undefined || page.tabs.some(({ link }) => link === ENDPOINTS_OF_PROCESS)) return;
  const parts = snapshot.frame(endpointProcess);
  if (parts !== undefined && parts.find((row) => parts.text('process', row) === pid) >= 0) page.tabs.push(makeTab(dashboard, ENDPOINTS_OF_PROCESS, pid));
}
