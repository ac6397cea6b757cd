import type { Target } from '../../src/actions/target.ts';
import type { Frame } from '../../src/model/frame.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Page, programTitle, tableOf } from './pages.ts';

/** Processes that an action is for: tagged ones, the one under the cursor, or all of a group or container. */
export function targetsOf(page: Page, snapshot: Snapshot | undefined): Target[] {
  const processes: Frame | undefined = snapshot?.frame(processKind);
  if (processes === undefined) return [];
  const hostFrame = snapshot?.frame(host);
  const bootTime = hostFrame === undefined || hostFrame.count === 0 ? Number.NaN : hostFrame.number('bootTime', 0);
  const target = (row: number): Target => ({ pid: processes.number('pid', row), startTime: processes.number('startTime', row), bootTime, name: programTitle(processes, row) });
  const rowsWhere = (passes: (row: number) => boolean): number[] => Array.from({ length: processes.count }, (_, row) => row).filter(passes);
  if (page.type === 'detail' && page.process !== undefined) {
    const { pid, startTime } = page.process;
    return rowsWhere((row) => processes.number('pid', row) === pid && processes.number('startTime', row) === startTime).map(target);
  }
  const table = tableOf(page);
  const frame = table?.frame;
  if (table === undefined || frame === undefined) return [];
  const rows = table.targets();
  if (table.kind.name === processKind.name) {
    // The rows on the screen may be older than the snapshot (paused): the start time decides.
    const chosen = new Set(rows.map((row) => `${frame.number('pid', row)}@${frame.number('startTime', row)}`));
    return rowsWhere((row) => chosen.has(`${processes.number('pid', row)}@${processes.number('startTime', row)}`)).map(target);
  }
  const link = table.kind.links.find((candidate) => candidate.kind === processKind.name);
  if (link === undefined || link.by === 'inspect') return [];
  const { rows: field, from } = link.by;
  if (field === 'pid') {
    const pids = new Set(rows.map((row) => frame.number(from, row)));
    return rowsWhere((row) => pids.has(processes.number('pid', row))).map(target);
  }
  const names = new Set(rows.map((row) => frame.text(from, row)));
  return rowsWhere((row) => names.has(processes.text(field, row))).map(target);
}
