import { kindOf } from '../../src/model/catalog.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Link } from '../../src/model/kind.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { explainAlert } from './alerts.ts';
import type { Dashboard } from './dashboard.ts';
import { openSubject } from './findings.ts';
import { programTitle } from './pages.ts';

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
  const link = table.kind.links[0];
  if (link === undefined) dashboard.say(`nothing further is known of one of the ${table.kind.plural}`);
  else follow(dashboard, link, frame, row);
}

function follow(dashboard: Dashboard, link: Link, frame: Frame, row: number): void {
  if (link.by === 'inspect') return;
  const { page } = dashboard;
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
  else if (page.type !== 'detail' || page.pid !== pid) dashboard.openDetail(pid, processes.number('startTime', found), programTitle(processes, found));
}
