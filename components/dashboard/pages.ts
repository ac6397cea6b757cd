import type { Frame } from '../../src/model/frame.ts';
import type { Kind, Link } from '../../src/model/kind.ts';
import type { SafeText } from '../../src/model/safe-text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { clip, displayWidth } from '../../src/model/text-width.ts';
import type { PlanWish } from '../../src/monitors/capacity/plan-wish.ts';
import type { FigureForecast, PlanPicture } from '../../src/monitors/forecasting/protocol.ts';
import type { Foresight } from './foresight.ts';
import type { Inquiry } from './inquiry.ts';
import type { Trail } from './trail.ts';
import type { TableModel } from '../table/table-model.ts';

/** A table of a kind: all of its rows, or those that a link led to. */
export interface TablePage {
  readonly type: 'table';
  readonly title: string;
  readonly kind: Kind;
  readonly table: TableModel;
  /** Only rows whose text field `field` is `value`; what a link led to. */
  readonly only: { readonly field: string; readonly value: string } | undefined;
  /** Filter as typed, '' for none. */
  filterText: string;
  user: SafeText | undefined;
  hideKernel: boolean;
}

/** One tab of a drill-down that is a table. */
export interface Tab extends TablePage {
  readonly link: Link;
}

/** What only a process has to tell. */
export interface ProcessPart {
  readonly pid: number;
  readonly startTime: number;
  /** Show values of the environment as they are. */
  reveal: boolean;
  /** Limits, for the overview. */
  limits: Frame | undefined;
  /** What its past says, and of which moment that was asked for. */
  foresight: Foresight | undefined;
  foreseenAt: number;
}

/** Everything about one thing: a process, an endpoint, a country. It is the row of that key in every snapshot. */
export interface DetailPage {
  readonly type: 'detail';
  readonly kind: Kind;
  /** As `rowKey` has it. */
  readonly key: string;
  readonly title: string;
  readonly tabs: Tab[];
  /** 0 is the overview, n the table of tabs[n - 1]. */
  tab: number;
  gone: boolean;
  /** Where it is a process. */
  readonly process: ProcessPart | undefined;
  /** What was seen of it while it is shown. */
  readonly trail: Trail;
}

/** What will be of the figures of one thing. */
export interface ForecastPage extends Inquiry<FigureForecast> {
  readonly type: 'forecast';
  readonly kind: Kind;
  /** As the history has it. */
  readonly key: string;
  readonly title: string;
  /** Fields that can be told ahead, and which of them is. */
  readonly figures: readonly string[];
  figure: number;
  /** Ms; undefined until the user says so: as far as its past allows. */
  ahead: number | undefined;
}

/** What the next days need, on which instances, for how much. */
export interface CapacityPage extends Inquiry<PlanPicture> {
  readonly type: 'capacity';
  readonly kind: Kind;
  readonly title: string;
  wish: PlanWish;
  /** What `told` was made of. */
  toldOf: PlanWish | undefined;
  /** Which resource is drawn. */
  resource: number;
  /** The first line that is shown under the chart. */
  offset: number;
}

export type Page = TablePage | DetailPage | ForecastPage | CapacityPage;

/** The page or tab that is a table, if one is on the screen. */
export function tablePageOf(page: Page): TablePage | undefined {
  return page.type === 'table' ? page : page.type === 'detail' ? page.tabs[page.tab - 1] : undefined;
}

/** The table that is on the screen, if the page shows one. */
export const tableOf = (page: Page): TableModel | undefined => tablePageOf(page)?.table;

const LONGEST_TITLE = 40;

/** How a person would name a process: its command line without the path of the program. */
export function programTitle(processes: Frame, row: number): string {
  const command = processes.text('command', row);
  const [program = ''] = command.split(' ', 1);
  const short = command.startsWith('[') ? command : program.slice(program.lastIndexOf('/') + 1) + command.slice(program.length);
  return displayWidth(short) > LONGEST_TITLE ? `${clip(short, LONGEST_TITLE - 1)}~` : short;
}

/** Whether a row is one of those that the link led to. */
export const isOfLink = ({ only }: TablePage, frame: Frame, row: number): boolean => only === undefined || frame.text(only.field, row) === only.value;

/** Whether a page shows a row at all, whatever its filter. */
export function passesPage(page: TablePage, frame: Frame, row: number): boolean {
  const { user, hideKernel } = page;
  if (!isOfLink(page, frame, row)) return false;
  if (user !== undefined && frame.kind.texts.includes('user') && frame.text('user', row) !== user) return false;
  return !hideKernel || !frame.kind.texts.includes('group') || frame.text('group', row) !== 'kernel';
}

/** Distinct users of the processes, by name; of one that ended before it was asked for, there is none. */
export function usersOf(snapshot: Snapshot | undefined): SafeText[] {
  const processes = snapshot?.frame(processKind);
  if (processes === undefined) return [];
  const users = new Set<SafeText>();
  for (let row = 0; row < processes.count; row += 1) users.add(processes.text('user', row));
  return [...users].filter((user) => user !== '').sort();
}
