import { kindOf } from '../../src/model/catalog.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Link } from '../../src/model/kind.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { pluralWords } from '../table/kind-words.ts';
import { explainAlert } from './alerts.ts';
import type { Dashboard } from './dashboard.ts';
import { openSubject } from './findings.ts';
import { hasPage, mentioned } from './links.ts';
import { type Page, programTitle } from './pages.ts';

/** Enter: the first thing that the row under the cursor leads to. */
export function drill(dashboard: Dashboard): void {
  const { table } = dashboard;
  const frame = table?.frame;
  const row = table?.currentRow() ?? -1;
  if (table === undefined || frame === undefined || row < 0) return;
  if (table.kind.name === processKind.name) {
    dashboard.openDetail(frame.number('pid', row), frame.number('startTime', row), programTitle(frame, row));
    return;
  }
  if (table.kind.name === finding.name) {
    openSubject(dashboard, frame, row, frame.text('words', row));
    return;
  }
  if (table.kind.name === alert.name) {
    explainAlert(dashboard);
    return;
  }
  if (hasPage(table.kind)) {
    dashboard.openEntity(frame, row);
    return;
  }
  const { page } = dashboard;
  const link = table.kind.links[0];
  if (link !== undefined && !isOwnProcess(page, link, frame, row)) {
    follow(dashboard, link, frame, row);
    return;
  }
  // A row that joins two things leads to the other one.
  const other = mentioned(frame, row, dashboard.snapshot, page.type === 'detail' ? page : undefined);
  if (other === undefined) dashboard.say(`nothing further is known of one of the ${pluralWords(table.kind)}`);
  else dashboard.openEntity(other.frame, other.row);
}

/** Whether a link leads to the process whose page this is. */
const isOwnProcess = (page: Page, link: Link, frame: Frame, row: number): boolean =>
  link.by !== 'inspect' && link.by.rows === 'pid' && page.type === 'detail' && page.process?.pid === frame.number(link.by.from, row);

function follow(dashboard: Dashboard, link: Link, frame: Frame, row: number): void {
  if (link.by === 'inspect') return;
  const { rows: field, from } = link.by;
  if (field !== 'pid') {
    const value = frame.text(from, row);
    dashboard.open(dashboard.makeTablePage(kindOf(link.kind), { field, value }, value));
    return;
  }
  const pid = frame.number(from, row);
  const processes = dashboard.snapshot?.frame(processKind);
  const found = processes?.find((index) => processes.number('pid', index) === pid) ?? -1;
  if (processes === undefined || found < 0) dashboard.say(`process ${pid} has ended`, true);
  else dashboard.openDetail(pid, processes.number('startTime', found), programTitle(processes, found));
}
