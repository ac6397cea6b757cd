import { UserError } from '../../src/model/errors.ts';
import { cohort, region } from '../../src/model/kinds/audience.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { host } from '../../src/model/kinds/host.ts';
import type { PlanWish } from '../../src/monitors/capacity/plan-wish.ts';
import { Superseded } from '../../src/monitors/forecasting/forecaster.ts';
import { partGiven } from '../../src/monitors/capacity/part.ts';
import { factorGiven, scenarioOf, shareGiven } from '../../src/monitors/capacity/scenario-wish.ts';
import type { Dashboard } from './dashboard.ts';
import { deskOf } from './forecasts.ts';
import { inquire, isOld, newInquiry } from './inquiry.ts';
import { type CapacityPage, tableOf } from './pages.ts';

/** Nothing is other than it was. */
const AS_IT_IS: PlanWish = { days: 7, confidence: 0.95, margin: '0%', of: undefined, instance: undefined, region: undefined, connections: undefined, growth: 1, grow: [], cheaper: [], campaigns: [], newRegions: [] };
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

const PARTS: Readonly<Record<string, string>> = { [endpoint.name]: 'route', [region.name]: 'country', [cohort.name]: 'name' };

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

const pageOf = ({ page }: Dashboard): CapacityPage | undefined => (page.type === 'capacity' ? page : undefined);

/** Something is wished for otherwise. */
function wish(dashboard: Dashboard, change: Partial<PlanWish>): void {
  const page = pageOf(dashboard);
  if (page === undefined) return;
  page.wish = { ...page.wish, ...change };
  page.offset = 0;
  ask(dashboard, page);
}

export const planAhead = (dashboard: Dashboard, days: number): void => wish(dashboard, { days });

/** So many times as many users. */
export function growUsers(dashboard: Dashboard, by: 1 | -1): void {
  const page = pageOf(dashboard);
  if (page === undefined) return;
  const growth = Math.round(page.wish.growth * (by > 0 ? MORE : 1 / MORE) * 1000) / 1000;
  // A tenth more and back is as it was.
  wish(dashboard, { growth: Math.abs(growth - 1) < 0.01 ? 1 : Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, growth)) });
}

export function nextResource(dashboard: Dashboard, by: 1 | -1): void {
  const page = pageOf(dashboard);
  const count = page?.told?.resources.length ?? 0;
  if (page === undefined || count === 0) return;
  page.resource = (page.resource + by + count) % count;
  dashboard.changed();
}

export function scrollPlan(dashboard: Dashboard, by: number): void {
  const page = pageOf(dashboard);
  if (page === undefined) return;
  const { lines, notes, told } = page.told?.words ?? { lines: { rows: [] }, notes: [], told: [] };
  page.offset = Math.min(lines.rows.length + NOTE_LINES * (notes.length + told.length), Math.max(0, page.offset + by));
  dashboard.changed();
}

/** Names of a kind: of the history that the plan is by, and of rows that are there now. */
function namesOf(dashboard: Dashboard, kind: string): string[] {
  const frame = dashboard.snapshot?.named(kind);
  const field = PARTS[kind];
  const now = frame === undefined || field === undefined ? [] : Array.from({ length: frame.count }, (_, row): string => frame.text(field, row));
  const before = (pageOf(dashboard)?.told?.parts ?? []).flatMap((part) => (part.startsWith(`${kind}:`) ? [part.slice(kind.length + 1)] : []));
  return [...new Set([...before, ...now])].filter((name) => name !== '').sort().slice(0, MOST_NAMES);
}

/** o: of what it is planned. */
export function partMenu(dashboard: Dashboard): void {
  const named = Object.keys(PARTS).flatMap((kind) => namesOf(dashboard, kind).map((name) => ({ id: `${kind}:${name}`, label: `${kind} ${name}` })));
  dashboard.menu('Capacity of', () => [{ id: '', label: 'all of it' }, ...named], (id) => wish(dashboard, { of: id === '' ? undefined : id }), { note: named.length === 0 ? 'parts are known where requests are' : 'type to find' });
}

/** One thing that may be otherwise: what is asked, an example, and what comes of the answer. */
interface WhatIf {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Kind whose names are chosen from first; the answer is about that. */
  readonly of?: string;
  readonly ask: string;
  readonly example: string;
  readonly change: (before: PlanWish, text: string) => Partial<PlanWish>;
}

const WHAT_IFS: readonly WhatIf[] = [
  { id: 'users', label: 'more users', hint: '1.2', ask: 'Users times', example: '1.2', change: (_, text) => ({ growth: factorGiven('users', text) }) },
  { id: 'grow', label: 'a busier route', hint: '/pay=1.5', of: endpoint.name, ask: 'Its requests times', example: '1.5', change: ({ grow }, text) => ({ grow: [...grow, text] }) },
  { id: 'cheaper', label: 'a cheaper route', hint: '/search=30%', of: endpoint.name, ask: 'Cheaper by', example: '30%', change: ({ cheaper }, text) => ({ cheaper: [...cheaper, text] }) },
  { id: 'campaign', label: 'a campaign', hint: 'for a while', ask: 'Campaign', example: '2026-12-04T18:00/4h=x1.8', change: ({ campaigns }, text) => ({ campaigns: [...campaigns, text] }) },
  { id: 'region', label: 'a new region', hint: 'DE=x0.5+6h', of: region.name, ask: 'As many as there, and when its day begins', example: 'x0.5+6h', change: ({ newRegions }, text) => ({ newRegions: [...newRegions ?? [], text] }) },
  { id: 'margin', label: 'a safety margin', hint: '10%', ask: 'Margin', example: '10%', change: (_, text) => ({ margin: text }) },
  { id: 'instance', label: 'another instance', hint: 'm7i.large', ask: 'Instance type', example: 'm7i.large', change: (_, text) => ({ instance: text === '' ? undefined : text }) },
];

/** w: what if something were otherwise. */
export function whatIfMenu(dashboard: Dashboard): void {
  dashboard.menu('What if', () => [...WHAT_IFS.map(({ id, label, hint }) => ({ id, label, hint })), { id: '', label: 'as it is', hint: 'none of it' }], (id) => {
    const chosen = WHAT_IFS.find((one) => one.id === id);
    if (chosen === undefined) wish(dashboard, { ...AS_IT_IS, days: pageOf(dashboard)?.wish.days ?? AS_IT_IS.days, of: pageOf(dashboard)?.wish.of });
    else if (chosen.of === undefined) askWhatIf(dashboard, chosen, '');
    else chooseOf(dashboard, chosen, chosen.of);
  });
}

function chooseOf(dashboard: Dashboard, chosen: WhatIf, kind: string): void {
  const names = namesOf(dashboard, kind);
  if (names.length === 0) askWhatIf(dashboard, chosen, '');
  else dashboard.menu(chosen.label, () => names.map((name) => ({ id: name, label: name })), (name) => askWhatIf(dashboard, chosen, `${name}=`), { note: 'type to find' });
}

/** `start`: the name that it is about, with its =; it is written by hand where none was to be chosen from. */
function askWhatIf(dashboard: Dashboard, { ask: label, example, hint, of, change }: WhatIf, start: string): void {
  const written = of !== undefined && start === '';
  dashboard.ask({
    label: start === '' ? label : `${start.slice(0, -1)}: ${label.toLowerCase()}`, hint: written ? `for example ${hint}` : `for example ${example}`, text: '',
    // Words are wrong until they are whole: that is said when they are sent off.
    change: () => '',
    submit: (text) => {
      const before = pageOf(dashboard)?.wish;
      if (before === undefined || (text.trim() === '' && label !== 'Instance type')) return;
      const asked = understood(() => {
        const changed = change(before, `${start}${text.trim()}`);
        checkWish({ ...before, ...changed }, dashboard.now());
        return changed;
      });
      if (typeof asked === 'string') dashboard.say(asked, true);
      else wish(dashboard, asked);
    },
    cancel: () => undefined,
  });
}

/** What is asked, or what of it cannot be understood. */
function understood<Asked>(ask: () => Asked): Asked | string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UserError) return `${error.message}: ${error.mend}`;
    throw error;
  }
}

/** Throws a `UserError` for a wish that cannot be understood. */
function checkWish(asked: PlanWish, now: number): void {
  scenarioOf(asked, now);
  shareGiven('margin', asked.margin);
  if (asked.of !== undefined) partGiven(asked.of);
}
