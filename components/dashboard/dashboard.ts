import type { PreferencesStore } from '../../storage/preferences.ts';
import { FilterError, parseFilter } from '../../src/analysis/filter/filter.ts';
import { kindOf } from '../../src/model/catalog.ts';
import { errorMessage, InspectError } from '../../src/model/errors.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Kind, Link } from '../../src/model/kind.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText, type SafeText } from '../../src/model/safe-text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Demand, NO_DEMAND, type Timeline } from '../../src/model/timeline.ts';
import type { Target } from '../../src/actions/target.ts';
import { type TableChoices, TableModel, type TableStyle } from '../table/table-model.ts';
import type { Thresholds } from '../table/cell.ts';
import { chooseTheme, type ThemeName } from '../theme/index.ts';
import { makePainter, type Painter } from '../theme/tokens.ts';
import type { Bindings, Command } from './bindings.ts';
import type { DetailPage, Page, TablePage } from './pages.ts';
import { programTitle, tableOf } from './pages.ts';
import type { MenuItem, MenuPanel, Panel, Prompt } from './panels.ts';

const MESSAGE_MILLISECONDS = 6000;

/** What the dashboard is opened with. */
export interface DashboardOptions {
  readonly timeline: Timeline;
  readonly preferences: Pick<PreferencesStore, 'get' | 'update'>;
  /** What a table begins with: the command line's word, else what the user chose by keys, else the configuration. */
  readonly choices: (kind: Kind) => TableChoices;
  /** The view that is shown first. */
  readonly kind: Kind;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly theme: string;
  readonly thresholds: Thresholds;
  readonly savedFilters: Readonly<Record<string, string>>;
  readonly ownUser: string;
  readonly intervalSeconds: number;
  readonly readonly: boolean;
  /** Why nothing may be changed, when `readonly`. */
  readonly readonlyReason: string;
  readonly filter: string;
  /** Paints the table's rows; coalesced by the screen. */
  readonly invalidate: () => void;
  readonly quit: () => void;
  readonly suspend: () => void;
  readonly redraw: () => void;
  readonly notices: readonly string[];
  readonly bindings: Bindings;
}

/**
 * What the dashboard shows and what keys do to it, without drawing anything: pages, panel, prompt, message. React
 * subscribes for the chrome; the table paints itself through `invalidate`.
 */
export class Dashboard {
  readonly options: DashboardOptions;
  readonly pages: Page[] = [];
  panel: Panel | undefined;
  prompt: Prompt | undefined;
  message: { text: string; bad: boolean } | undefined;
  paused = false;
  intervalSeconds: number;
  paint: Painter;
  lastSearch = '';
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #messageTimer: NodeJS.Timeout | undefined;
  #snapshot: Snapshot | undefined;
  #lastDemand = '';
  #demandDue = false;

  constructor(options: DashboardOptions) {
    this.options = options;
    this.intervalSeconds = options.intervalSeconds;
    this.paint = makePainter(chooseTheme(options.theme, options.env));
  }

  /** Opens the first page and begins to listen. */
  start(): void {
    const { kind, filter, timeline } = this.options;
    this.pages.push(this.makeTablePage(kind));
    timeline.subscribe((snapshot) => this.#receive(snapshot));
    const latest = timeline.latest();
    if (latest !== undefined) this.#receive(latest);
    if (filter !== '') this.setFilter(filter);
  }

  get page(): Page {
    const page = this.pages.at(-1);
    if (page === undefined) throw new RangeError('the dashboard has no page');
    return page;
  }

  get table(): TableModel | undefined {
    const page = this.pages.at(-1);
    return page === undefined ? undefined : tableOf(page);
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  keysOf(command: Command): readonly string[] {
    return this.options.bindings.keysOf(command);
  }

  /** For useSyncExternalStore: the number changes whenever the chrome must be drawn anew. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The chrome changed. */
  changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    this.options.invalidate();
  }

  say(text: string, bad = false): void {
    this.message = { text: safeText(text), bad };
    clearTimeout(this.#messageTimer);
    this.#messageTimer = setTimeout(() => {
      this.message = undefined;
      this.changed();
    }, MESSAGE_MILLISECONDS);
    this.#messageTimer.unref();
    this.changed();
  }

  setTheme(theme: ThemeName): void {
    this.paint = makePainter(chooseTheme(theme, this.options.env));
    this.options.preferences.update({ theme });
    this.changed();
  }

  makeTable(kind: Kind): TableModel {
    const style = (): TableStyle => ({ paint: this.paint, thresholds: this.options.thresholds, ownUser: this.options.ownUser });
    return new TableModel(kind, this.options.choices(kind), style, () => this.tableMoved());
  }

  makeTablePage(kind: Kind, only?: TablePage['only'], title = kind.plural): TablePage {
    const page: TablePage = { type: 'table', title, kind, table: this.makeTable(kind), only, filterText: '', user: undefined, hideKernel: false };
    page.table.setFilter(undefined, (frame, row) => passesPage(page, frame, row));
    return page;
  }

  /** Rows moved or the cursor did: no React, only paint; dear facts are asked for the rows now on the screen. */
  tableMoved(): void {
    this.options.invalidate();
    if (this.#demandDue) return;
    this.#demandDue = true;
    setImmediate(() => {
      this.#demandDue = false;
      this.#demand();
    });
  }

  open(page: Page): void {
    this.pages.push(page);
    this.refresh();
  }

  /** Replaces all pages: another main view. */
  show(kind: Kind): void {
    this.pages.length = 0;
    this.pages.push(this.makeTablePage(kind));
    this.refresh();
  }

  back(): void {
    if (this.panel !== undefined) this.panel = undefined;
    else if (this.pages.length > 1) this.pages.pop();
    else if (this.page.type === 'table' && (this.page.filterText !== '' || this.page.user !== undefined)) {
      this.page.user = undefined;
      this.setFilter('');
      return;
    } else this.table?.clearTags();
    this.refresh();
  }

  openDetail(pid: number, startTime: number, name: string, tab = 0): void {
    const tabs = processKind.links.map((link) => ({ link, table: this.makeTable(kindOf(link.kind)) }));
    const page: DetailPage = { type: 'detail', pid, startTime, name, tabs, tab, reveal: false, limits: undefined, gone: false };
    this.open(page);
  }

  /** Enter: the first thing that the row under the cursor leads to. */
  drill(): void {
    const { page } = this;
    const table = this.table;
    const frame = table?.frame;
    const row = table?.currentRow() ?? -1;
    if (table === undefined || frame === undefined || row < 0) return;
    if (table.kind.name === processKind.name) {
      this.openDetail(frame.number('pid', row), frame.number('startTime', row), programTitle(frame, row));
      return;
    }
    const link = table.kind.links[0];
    if (link === undefined) {
      this.say(`nothing further is known of one of the ${table.kind.plural}`);
      return;
    }
    this.#followLink(link, frame, row, page);
  }

  #followLink(link: Link, frame: Frame, row: number, page: Page): void {
    if (link.by === 'inspect') return;
    const { rows: field, from } = link.by;
    if (field === 'pid') {
      const pid = frame.number(from, row);
      const processes = this.#snapshot?.frame(processKind);
      const found = processes?.find((index) => processes.number('pid', index) === pid) ?? -1;
      if (processes === undefined || found < 0) this.say(`process ${pid} has ended`, true);
      else if (page.type !== 'detail' || page.pid !== pid) this.openDetail(pid, processes.number('startTime', found), programTitle(processes, found));
      return;
    }
    const value = frame.text(from, row);
    this.open(this.makeTablePage(kindOf(link.kind), { field, value }, value));
  }

  /** Takes a filter for the page on the screen; gives what is wrong with it, or ''. */
  setFilter(text: string): string {
    const { page } = this;
    const table = this.table;
    if (table === undefined) return '';
    try {
      const filter = text.trim() === '' ? undefined : parseFilter(table.kind, text);
      if (page.type === 'table') {
        // It came by the command line, the configuration or a paste, and is shown.
        page.filterText = safeText(text.trim());
        table.setFilter(filter, (frame, row) => passesPage(page, frame, row));
      } else table.setFilter(filter);
    } catch (error) {
      if (error instanceof FilterError) return `${error.message}; ${error.mend}`;
      throw error;
    }
    this.#demand();
    this.changed();
    return '';
  }

  menu(title: string, items: () => readonly MenuItem[], choose: (id: string) => void, more: Partial<Pick<MenuPanel, 'stays' | 'note' | 'cursor'>> = {}): void {
    this.panel = { type: 'menu', title, items, choose, stays: false, note: '', typed: '', cursor: 0, ...more };
    this.changed();
  }

  ask(prompt: Omit<Prompt, 'error' | 'cursor'>): void {
    const text = safeText(prompt.text);
    this.prompt = { ...prompt, text, cursor: text.length, error: '' };
    this.changed();
  }

  /** Processes that an action is for: tagged ones, the one under the cursor, or all of a group or container. */
  targets(): Target[] {
    const { page } = this;
    const processes: Frame | undefined = this.#snapshot?.frame(processKind);
    if (processes === undefined) return [];
    const hostFrame = this.#snapshot?.frame(host);
    const bootTime = hostFrame === undefined || hostFrame.count === 0 ? Number.NaN : hostFrame.number('bootTime', 0);
    const target = (row: number): Target => ({ pid: processes.number('pid', row), startTime: processes.number('startTime', row), bootTime, name: programTitle(processes, row) });
    const rowsWhere = (passes: (row: number) => boolean): number[] => Array.from({ length: processes.count }, (_, row) => row).filter(passes);
    if (page.type === 'detail') {
      return rowsWhere((row) => processes.number('pid', row) === page.pid && processes.number('startTime', row) === page.startTime).map(target);
    }
    const frame = page.table.frame;
    if (frame === undefined) return [];
    const rows = page.table.targets();
    if (page.kind.name === processKind.name) {
      // The rows on the screen may be older than the snapshot (paused): the start time decides.
      const chosen = new Set(rows.map((row) => `${frame.number('pid', row)}@${frame.number('startTime', row)}`));
      return rowsWhere((row) => chosen.has(`${processes.number('pid', row)}@${processes.number('startTime', row)}`)).map(target);
    }
    const link = page.kind.links.find((candidate) => candidate.kind === processKind.name);
    if (link === undefined || link.by === 'inspect') return [];
    const { rows: field, from } = link.by;
    const names = new Set(rows.map((row) => frame.text(from, row)));
    return rowsWhere((row) => names.has(processes.text(field, row))).map(target);
  }

  /** Keeps what the user chose for a table. */
  remember(table: TableModel): void {
    const kept = this.options.preferences.get();
    this.options.preferences.update({
      columns: { ...kept.columns, [table.kind.name]: [...table.choices.columns] },
      sort: { ...kept.sort, [table.kind.name]: table.choices.sort },
      ...(table.kind.name === processKind.name ? { tree: table.choices.tree } : {}),
    });
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    this.options.timeline.pause(paused);
    this.changed();
  }

  setInterval(seconds: number): void {
    this.intervalSeconds = seconds;
    this.options.timeline.setInterval(seconds * 1000);
    this.changed();
  }

  /** Gives the page on the screen its rows of the latest snapshot. */
  refresh(): void {
    const snapshot = this.#snapshot;
    if (snapshot !== undefined) {
      const { page } = this;
      if (page.type === 'table') this.#fill(page, snapshot);
      else void this.#inspect(page, snapshot);
    }
    this.#demand();
    this.changed();
  }

  #fill(page: TablePage, snapshot: Snapshot): void {
    const frame = snapshot.named(page.kind.name);
    if (frame === undefined) void this.#ask(page, snapshot);
    else page.table.setFrame(frame, snapshot.time / 1000);
  }

  /** Rows that no snapshot has, for they are read only when asked for. */
  async #ask(page: TablePage, snapshot: Snapshot): Promise<void> {
    try {
      const frame = await this.options.timeline.inspect({ kind: page.kind.name, pid: 0, startTime: 0, reveal: false });
      if (page.table.frame !== frame) page.table.setFrame(frame, snapshot.time / 1000);
    } catch (error) {
      page.table.message = error instanceof InspectError ? error.line : errorMessage(error);
    }
  }

  async #inspect(page: DetailPage, snapshot: Snapshot): Promise<void> {
    const processes = snapshot.frame(processKind);
    page.gone = processes !== undefined && processes.find((row) => processes.number('pid', row) === page.pid && processes.number('startTime', row) === page.startTime) < 0;
    const wanted = page.tabs[page.tab - 1];
    const kind = wanted?.link.kind ?? 'limit';
    try {
      const frame = await this.options.timeline.inspect({ kind, pid: page.pid, startTime: page.startTime, reveal: page.reveal });
      if (wanted === undefined) page.limits = frame;
      else {
        wanted.table.message = '';
        wanted.table.setFrame(frame, snapshot.time / 1000);
      }
    } catch (error) {
      const words = error instanceof InspectError ? error.line : errorMessage(error);
      if (wanted !== undefined) {
        wanted.table.message = words;
        // What was read before the process ended stays to be looked at.
        if (!page.gone) wanted.table.setFrame(undefined, snapshot.time / 1000);
      }
    }
    this.changed();
  }

  #receive(snapshot: Snapshot): void {
    if (this.paused) return;
    this.#snapshot = snapshot;
    this.refresh();
  }

  /** Tells the sampler which dear facts are looked at now. */
  #demand(): void {
    const { page } = this;
    const table = this.table;
    const processPage = page.type === 'table' && page.kind.name === processKind.name;
    const frame = table?.frame;
    let demand: Demand = NO_DEMAND;
    if (page.type === 'detail') demand = { everywhere: [], visible: ['io', 'smaps', 'files'], pids: [page.pid] };
    else if (table !== undefined && frame !== undefined) {
      const { everywhere, visible } = table.demands();
      demand = processPage
        ? { everywhere, visible, pids: table.visibleRows().map((row) => frame.number('pid', row)) }
        : { everywhere: [...new Set([...everywhere, ...visible])], visible: [], pids: [] };
    }
    const text = JSON.stringify(demand);
    if (text === this.#lastDemand) return;
    this.#lastDemand = text;
    this.options.timeline.demand(demand);
  }
}

function passesPage(page: TablePage, frame: Frame, row: number): boolean {
  const { only, user, hideKernel } = page;
  if (only !== undefined && frame.text(only.field, row) !== only.value) return false;
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
