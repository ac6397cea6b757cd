import { kindOf } from '../../src/model/catalog.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { renice } from '../../src/actions/priority.ts';
import { summary, type Outcome } from '../../src/actions/target.ts';
import { pluralWords } from '../table/kind-words.ts';
import type { Dashboard } from './dashboard.ts';

const PAST_WORDS = 'this is the past: nothing can be acted on';

/** Whether nothing may be changed, having said why. */
export function refused(dashboard: Dashboard): boolean {
  if (dashboard.past.entered) {
    dashboard.say(PAST_WORDS, true);
    return true;
  }
  if (!dashboard.options.readonly) return false;
  dashboard.say(dashboard.options.readonlyReason, true);
  return true;
}

export function report(dashboard: Dashboard, done: string, outcomes: readonly Outcome[]): void {
  dashboard.say(outcomes.length === 0 ? 'there is no such process any more' : summary(done, outcomes), outcomes.some((outcome) => !outcome.done) || outcomes.length === 0);
}

export function showKind(dashboard: Dashboard, name: string): void {
  dashboard.show(kindOf(name));
}

/** In the past it is the playing that stands and goes on. */
export function togglePause(dashboard: Dashboard): void {
  if (dashboard.past.position === undefined) dashboard.setPaused(!dashboard.paused);
  else dashboard.past.play();
}

export function toggleTree(dashboard: Dashboard): void {
  const { table } = dashboard;
  if (table === undefined) return;
  table.choices.tree = !table.choices.tree;
  table.reorder();
  dashboard.remember(table);
  dashboard.changed();
}

export function toggleTotals(dashboard: Dashboard): void {
  const { table } = dashboard;
  if (table === undefined) return;
  if (!table.choices.tree) toggleTree(dashboard);
  table.allTotals = !table.allTotals;
  table.reorder();
  dashboard.say(table.allTotals ? 'parents show the totals of their subtree' : 'parents show their own values');
}

export function toggleKernel(dashboard: Dashboard): void {
  const { page } = dashboard;
  if (page.type !== 'table') return;
  page.hideKernel = !page.hideKernel;
  page.table.reorder();
  dashboard.say(page.hideKernel ? 'kernel threads are hidden' : 'kernel threads are shown');
}

export function toggleReveal(dashboard: Dashboard): void {
  const { page } = dashboard;
  if (page.type !== 'detail' || page.process === undefined) return;
  page.process.reveal = !page.process.reveal;
  dashboard.say(page.process.reveal ? 'values of the environment are shown as they are' : 'values of the environment are masked');
  dashboard.refresh();
}

export function follow(dashboard: Dashboard): void {
  dashboard.table?.follow();
  dashboard.say(dashboard.table?.following === true ? 'the cursor follows this row' : 'the cursor stays where it is');
}

/** By the first of these fields that the rows have. */
export function sortBy(dashboard: Dashboard, ...fields: readonly [string, ...string[]]): void {
  const { table } = dashboard;
  if (table === undefined) return;
  const field = fields.find((name) => table.kind.fields[name] !== undefined);
  if (field === undefined) {
    dashboard.say(`${pluralWords(table.kind)} have no ${fields[0]}`, true);
    return;
  }
  table.sortBy(field);
  dashboard.remember(table);
  dashboard.changed();
}

export function sortByDisk(dashboard: Dashboard): void {
  sortBy(dashboard, dashboard.table?.choices.sort.field === 'writeBytesPerSecond' ? 'readBytesPerSecond' : 'writeBytesPerSecond');
}

export function nextSort(dashboard: Dashboard, by: 1 | -1): void {
  const { table } = dashboard;
  if (table === undefined || table.columns.length === 0) return;
  const at = table.columns.findIndex((column) => column.name === table.choices.sort.field);
  const next = table.columns[(at + by + table.columns.length) % table.columns.length];
  if (next !== undefined) sortBy(dashboard, next.name);
}

export function invert(dashboard: Dashboard): void {
  const { table } = dashboard;
  if (table === undefined) return;
  table.invert();
  dashboard.remember(table);
  dashboard.changed();
}

export function sideways(dashboard: Dashboard, direction: 1 | -1): void {
  const { table } = dashboard;
  if (table === undefined) return;
  if (table.isTree) table.fold(direction > 0 ? 'unfold' : 'fold');
  else table.pan(direction * 16);
}

export function moveTab(dashboard: Dashboard, by: 1 | -1): void {
  const { page } = dashboard;
  if (page.type !== 'detail') return;
  const count = page.tabs.length + 1;
  page.tab = (page.tab + by + count) % count;
  dashboard.refresh();
}

/** Opens a drill-down at the tab of that kind, or moves to it. */
export function openTab(dashboard: Dashboard, kind: string): void {
  const tab = processKind.links.findIndex((link) => link.kind === kind) + 1;
  const { page } = dashboard;
  if (page.type === 'detail' && page.process !== undefined) {
    page.tab = tab;
    dashboard.refresh();
    return;
  }
  const [first] = dashboard.targets();
  if (first !== undefined) dashboard.openDetail(first.pid, first.startTime, first.name, tab);
}

export function reniceBy(dashboard: Dashboard, by: number): void {
  if (refused(dashboard)) return;
  const processes = dashboard.snapshot?.frame(processKind);
  if (processes === undefined) return;
  const outcomes = dashboard.targets().flatMap((target) => {
    const row = processes.find((index) => processes.number('pid', index) === target.pid);
    return row < 0 ? [] : renice([target], processes.number('nice', row) + by);
  });
  report(dashboard, by > 0 ? 'favoured less:' : 'favoured more:', outcomes);
}

/** The map of the world over the regions. */
export function toggleMap(dashboard: Dashboard): void {
  dashboard.say(dashboard.map.toggle());
}
