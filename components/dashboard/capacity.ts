import { UserError } from '../../src/model/errors.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { host } from '../../src/model/kinds/host.ts';
import type { PlanWish } from '../../src/monitors/capacity/plan-wish.ts';
import { PART_LABELS, partGiven } from '../../src/monitors/capacity/part.ts';
import { scenarioOf, shareGiven } from '../../src/monitors/capacity/scenario-wish.ts';
import { Superseded } from '../../src/monitors/forecasting/forecaster.ts';
import type { Dashboard } from './dashboard.ts';
import { deskOf } from './forecasts.ts';
import { inquire, isOld, newInquiry } from './inquiry.ts';
import { type CapacityPage, tableOf } from './pages.ts';

/** Nothing is other than it was. */
export const AS_IT_IS: PlanWish = { days: 7, confidence: 0.95, margin: '0%', of: undefined, instance: undefined, region: undefined, connections: undefined, growth: 1, grow: [], cheaper: [], campaigns: [], newRegions: [] };
/** What a press of a key makes of users: a tenth more. */
const MORE = 1.1;
const MOST_GROWTH = 100;
const MOST_NAMES = 200;
/** What a note takes at most, where the screen is wide enough for the rest. */
const NOTE_LINES = 3;

/** C: what the next days need; of an endpoint, region or cohort under the cursor, of that. */
export function openCapacity(dashboard: Dashboard): void {
  if (dashboard.page.type === 'capacity') return;
  const own = { ...AS_IT_IS, of: partUnderCursor(dashboard) };
  // A name that is none (of what no pattern fits) cannot be asked for: then it is all of it.
  const page: CapacityPage = { type: 'capacity', kind: host, title: 'capacity', wish: understood(() => checkWish(own, dashboard.now())) === undefined ? own : AS_IT_IS, toldOf: undefined, resource: 0, offset: 0, ...newInquiry() };
  dashboard.open(page);
}

const PARTS: Readonly<Record<string, string>> = PART_LABELS;

function partUnderCursor({ page }: Dashboard): string | undefined {
  const table = tableOf(page);
  const [frame, row] = [table?.frame, table?.currentRow() ?? -1];
  if (frame === undefined || row < 0) return undefined;
  const field = PARTS[frame.kind.name];
  if (field === undefined) return undefined;
  const name = frame.kind.name === endpoint.name ? `${frame.text('method', row)} ${frame.text('route', row)}` : frame.text(field, row);
  return `${frame.kind.name}:${name}`;
}

/** Asks unless what is there is new enough. */
export function renewPlan(dashboard: Dashboard, page: CapacityPage): void {
  if (isOld(dashboard, page)) ask(dashboard, page);
}

/** A wish that cannot be met is taken back to that of the plan that is there. */
function ask(dashboard: Dashboard, page: CapacityPage): void {
  const { wish } = page;
  inquire(dashboard, page, async (until) => {
    try {
      const told = await deskOf(dashboard).plan({ wish, until });
      if (page.wish === wish) page.toldOf = wish;
      return told;
    } catch (error) {
      const { told, toldOf } = page;
      if (told === undefined || toldOf === undefined || toldOf === wish || page.wish !== wish || !(error instanceof UserError) || error instanceof Superseded) throw error;
      page.wish = toldOf;
      dashboard.say(error.line, true);
      return told;
    }
  });
}

export const planPageOf = ({ page }: Dashboard): CapacityPage | undefined => (page.type === 'capacity' ? page : undefined);

/** Something is wished for otherwise. */
export function wishFor(dashboard: Dashboard, change: Partial<PlanWish>): void {
  const page = planPageOf(dashboard);
  if (page === undefined) return;
  page.wish = { ...page.wish, ...change };
  page.offset = 0;
  ask(dashboard, page);
}

export const planAhead = (dashboard: Dashboard, days: number): void => wishFor(dashboard, { days });

/** So many times as many users. */
export function growUsers(dashboard: Dashboard, by: 1 | -1): void {
  const page = planPageOf(dashboard);
  if (page === undefined) return;
  const growth = Math.round(page.wish.growth * (by > 0 ? MORE : 1 / MORE) * 1000) / 1000;
  // A tenth more and back is as it was.
  wishFor(dashboard, { growth: Math.abs(growth - 1) < 0.01 ? 1 : Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, growth)) });
}

export function nextResource(dashboard: Dashboard, by: 1 | -1): void {
  const page = planPageOf(dashboard);
  const count = page?.told?.resources.length ?? 0;
  if (page === undefined || count === 0) return;
  page.resource = (page.resource + by + count) % count;
  dashboard.changed();
}

export function scrollPlan(dashboard: Dashboard, by: number): void {
  const page = planPageOf(dashboard);
  if (page === undefined) return;
  const { lines, notes, told } = page.told?.words ?? { lines: { rows: [] }, notes: [], told: [] };
  page.offset = Math.min(lines.rows.length + NOTE_LINES * (notes.length + told.length), Math.max(0, page.offset + by));
  dashboard.changed();
}

/** Names of a kind: of the history that the plan is by, and of rows that are there now. */
export function namesOf(dashboard: Dashboard, kind: string): string[] {
  const frame = dashboard.snapshot?.named(kind);
  const field = PARTS[kind];
  const now = frame === undefined || field === undefined ? [] : Array.from({ length: frame.count }, (_, row): string => frame.text(field, row));
  const before = (planPageOf(dashboard)?.told?.parts ?? []).flatMap((part) => (part.startsWith(`${kind}:`) ? [part.slice(kind.length + 1)] : []));
  return [...new Set([...before, ...now])].filter((name) => name !== '').sort().slice(0, MOST_NAMES);
}

/** o: of what it is planned. */
export function partMenu(dashboard: Dashboard): void {
  const named = Object.keys(PARTS).flatMap((kind) => namesOf(dashboard, kind).map((name) => ({ id: `${kind}:${name}`, label: `${kind} ${name}` })));
  dashboard.menu('Capacity of', () => [{ id: '', label: 'all of it' }, ...named], (id) => wishFor(dashboard, { of: id === '' ? undefined : id }), { note: named.length === 0 ? 'parts are known where requests are' : 'type to find' });
}

/** What is asked, or what of it cannot be understood. */
export function understood<Asked>(ask: () => Asked): Asked | string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UserError) return `${error.message}: ${error.mend}`;
    throw error;
  }
}

/** Throws a `UserError` for a wish that cannot be understood. */
export function checkWish(asked: PlanWish, now: number): void {
  scenarioOf(asked, now);
  shareGiven('margin', asked.margin);
  if (asked.of !== undefined) partGiven(asked.of);
}
