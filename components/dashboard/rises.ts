import { group } from '../../src/model/kinds/group.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { Rise, Travel } from '../../src/model/timeline.ts';
import type { Span } from './coverage.ts';
import type { Dashboard } from './dashboard.ts';
import { lengthWords, momentWords } from './moments.ts';
import type { RiseList, RisesPanel } from './panels.ts';

const LISTED = 100;
/** Less would be shown as nothing. */
const LEAST_RISE = { cpuPercent: 0.05, rssBytes: 1024 } as const;
const FIELDS = ['cpuPercent', 'rssBytes'] as const;
/** Values looked at to find the moment of greatest use. */
const MOST_STEPS = 300;
const LEAST_STEP_MILLISECONDS = 1000;

/** Says which groups used more from `from` to `to` than before, CPU and memory side by side. */
export function showRises(dashboard: Dashboard, span: Span): void {
  const { travel } = dashboard.past;
  if (travel !== undefined) said(dashboard, openPanel(dashboard, travel, span));
}

/** What goes wrong is said. */
function said(dashboard: Dashboard, work: Promise<void>): void {
  work.catch((error: unknown) => dashboard.past.failed(error));
}

async function openPanel(dashboard: Dashboard, travel: Travel, span: Span): Promise<void> {
  const lists = await readRises(travel, span);
  const before = await travel.overview({ kind: host.name, field: 'cpuPercent', key: '' }, span.from - (span.to - span.from), span.from, 1);
  const compared = before.values.some((value) => !Number.isNaN(value));
  if (lists.every(({ rises }) => rises.length === 0)) {
    dashboard.say(`nothing rose from ${momentWords(span.from)} to ${momentWords(span.to)}, or nothing was recorded`);
    return;
  }
  dashboard.brush = undefined;
  dashboard.past.update();
  dashboard.panel = {
    type: 'rises', span, lists, compared, list: lists[0]?.rises.length === 0 ? 1 : 0, cursor: 0,
    title: `What rose from ${momentWords(span.from)} to ${momentWords(span.to).slice(11)} (${lengthWords(span.to - span.from)}), ${compared ? 'beside as long before' : 'before which nothing is recorded'}`,
    choose: (list, rise) => said(dashboard, openRise(dashboard, travel, span, list, rise)),
  };
  dashboard.changed();
}

async function readRises(travel: Travel, { from, to }: Span): Promise<RiseList[]> {
  const lists: RiseList[] = [];
  for (const field of FIELDS) {
    const rises = await travel.risen(group.name, field, from, to);
    lists.push({ field, rises: rises.filter(({ entity, now, before }) => entity !== '' && now - before >= LEAST_RISE[field]).slice(0, LISTED) });
  }
  return lists;
}

/** To the moment at which the group used most of it, with its processes on the screen. */
async function openRise(dashboard: Dashboard, travel: Travel, span: Span, { field }: RiseList, { entity }: Rise): Promise<void> {
  const length = span.to - span.from;
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(length / LEAST_STEP_MILLISECONDS)));
  const { times, values } = await travel.overview({ kind: group.name, field, key: entity }, span.from, span.to, steps);
  let most = -1;
  values.forEach((value, index) => {
    if (!Number.isNaN(value) && !(value <= (values[most] ?? Number.NaN))) most = index;
  });
  dashboard.show(group);
  const page = dashboard.makeTablePage(processKind, { field: 'group', value: entity }, safeText(entity));
  page.table.choices.sort = { field, descending: true };
  dashboard.open(page);
  // The end of the step: a tick of it is at or before that.
  dashboard.past.seekTick((times[most] ?? span.to) + length / steps / 2);
}

/** The rise under the cursor. */
export function chosenRise(panel: RisesPanel): readonly [RiseList, Rise] | undefined {
  const list = panel.lists[panel.list];
  const rise = list?.rises[panel.cursor];
  return list === undefined || rise === undefined ? undefined : [list, rise];
}
