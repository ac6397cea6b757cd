import type { PreferencesStore } from '../../storage/preferences.ts';
import { FilterError, parseFilter } from '../../src/analysis/filter/filter.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import type { Target } from '../../src/actions/target.ts';
import { type TableChoices, TableModel, type TableStyle } from '../table/table-model.ts';
import type { Thresholds } from '../table/cell.ts';
import { pluralWords } from '../table/kind-words.ts';
import { chooseTheme, type ThemeName } from '../theme/index.ts';
import { makePainter, type Painter } from '../theme/tokens.ts';
import type { AlertDesk } from './alerts.ts';
import type { Bindings, Command } from './bindings.ts';
import type { Brush } from './brush.ts';
import { makeEntityPage, makeProcessPage, makeTablePage } from './details.ts';
import { renewPlan } from './capacity.ts';
import { type ForecastDesk, renewForecast } from './forecasts.ts';
import { MapChoice } from './map-choice.ts';
import { passesPage, tableOf, tablePageOf, type Page, type TablePage } from './pages.ts';
import type { MenuItem, MenuPanel, Panel, Prompt } from './panels.ts';
import { Past } from './past.ts';
import { demandOf, fillPage, readDetail } from './reading.ts';
import { targetsOf } from './targets.ts';

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
  /** Ms since the epoch. */
  readonly now: () => number;
  readonly notices: readonly string[];
  /** Where a service watches for alerts. */
  readonly alerts?: AlertDesk | undefined;
  /** Where there is a history to tell by. */
  readonly forecasts?: ForecastDesk | undefined;
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
  /** The stretch of time that is being chosen. */
  brush: Brush | undefined;
  readonly past: Past;
  readonly map = new MapChoice();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #messageTimer: NodeJS.Timeout | undefined;
  #snapshot: Snapshot | undefined;
  #lastDemand = '';
  #demandDue = false;

  constructor(options: DashboardOptions) {
    this.options = options;
    this.past = new Past(this);
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

  now(): number {
    return this.options.now();
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

  makeTablePage(kind: Kind, only?: TablePage['only'], title = pluralWords(kind)): TablePage {
    return makeTablePage(this, kind, only, title);
  }

  /** Rows moved or the cursor did: no React, only paint; dear facts are asked for the rows now on the screen. */
  tableMoved(): void {
    this.options.invalidate();
    if (this.#demandDue) return;
    this.#demandDue = true;
    setImmediate(() => {
      this.#demandDue = false;
      this.#demand();
      // What stands over the rows may point at the one under the cursor.
      if (this.map.moved(this)) this.changed();
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
    } else if (this.table !== undefined && this.table.tagged.size > 0) this.table.clearTags();
    else if (this.past.position !== undefined) {
      this.past.present();
      return;
    }
    this.refresh();
  }

  openDetail(pid: number, startTime: number, name: string, tab = 0): void {
    this.open({ ...makeProcessPage(this, pid, startTime, name), tab });
  }

  /** The page of a row that is no process. */
  openEntity(frame: Frame, row: number): void {
    this.open(makeEntityPage(this, frame, row));
  }

  /** Takes a filter for the page on the screen; gives what is wrong with it, or ''. */
  setFilter(text: string): string {
    const page = tablePageOf(this.page);
    if (page === undefined) return '';
    try {
      const filter = text.trim() === '' ? undefined : parseFilter(page.kind, text);
      // It came by the command line, the configuration or a paste, and is shown.
      page.filterText = safeText(text.trim());
      page.table.setFilter(filter, (frame, row) => passesPage(page, frame, row));
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
    return targetsOf(this.page, this.#snapshot);
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
      if (page.type === 'table') fillPage(this, page, snapshot);
      else if (page.type === 'detail') void readDetail(this, page, snapshot);
      else if (page.type === 'forecast') renewForecast(this, page);
      else renewPlan(this, page);
    }
    this.#demand();
    this.changed();
  }

  #receive(snapshot: Snapshot): void {
    if (this.paused) return;
    this.#snapshot = snapshot;
    this.past.update();
    this.refresh();
  }

  /** Tells the sampler which dear facts are looked at now. */
  #demand(): void {
    const demand = demandOf(this);
    const text = JSON.stringify(demand);
    if (text === this.#lastDemand) return;
    this.#lastDemand = text;
    this.options.timeline.demand(demand);
  }
}
