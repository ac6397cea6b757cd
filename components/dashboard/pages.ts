import type { Frame } from '../../src/model/frame.ts';
import type { Kind, Link } from '../../src/model/kind.ts';
import type { SafeText } from '../../src/model/safe-text.ts';
import { clip, displayWidth } from '../../src/model/text-width.ts';
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
export interface Tab {
  readonly link: Link;
  readonly table: TableModel;
}

/** Everything about one process. */
export interface DetailPage {
  readonly type: 'detail';
  readonly pid: number;
  readonly startTime: number;
  readonly name: string;
  readonly tabs: readonly Tab[];
  /** 0 is the overview, n the table of tabs[n - 1]. */
  tab: number;
  /** Show values of the environment as they are. */
  reveal: boolean;
  /** Limits, for the overview. */
  limits: Frame | undefined;
  gone: boolean;
}

export type Page = TablePage | DetailPage;

/** The table that is on the screen, if the page shows one. */
export function tableOf(page: Page): TableModel | undefined {
  return page.type === 'table' ? page.table : page.tabs[page.tab - 1]?.table;
}

const LONGEST_TITLE = 40;

/** How a person would name a process: its command line without the path of the program. */
export function programTitle(processes: Frame, row: number): string {
  const command = processes.text('command', row);
  const [program = ''] = command.split(' ', 1);
  const short = command.startsWith('[') ? command : program.slice(program.lastIndexOf('/') + 1) + command.slice(program.length);
  return displayWidth(short) > LONGEST_TITLE ? `${clip(short, LONGEST_TITLE - 1)}~` : short;
}
