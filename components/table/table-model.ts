import type { DemandGroup } from '../../src/model/fields.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Filter } from '../../src/analysis/filter/filter.ts';
import { fit } from '../../src/model/text-width.ts';
import type { GapSource } from '../terminal/screen.ts';
import type { Painter } from '../theme/tokens.ts';
import type { Thresholds } from './cell.ts';
import { type Column, fitColumns } from './columns.ts';
import { pluralWords } from './kind-words.ts';
import { headerLine } from './header-line.ts';
import { type OrderedRow, type Sort, sortedRows, treeRows } from '../../src/analysis/order.ts';
import { formatRow } from './row.ts';
import { rowKey } from '../../src/model/row-key.ts';
import { rowSearch } from './row-search.ts';

/** What a table needs to know of the program around it. */
export interface TableStyle {
  readonly paint: Painter;
  readonly thresholds: Thresholds;
  readonly ownUser: string;
}

/** What the user chose for a table, to be found again next time. */
export interface TableChoices {
  columns: readonly string[];
  sort: Sort;
  tree: boolean;
}

/**
 * One table of any kind: its rows, order, filter, cursor, tags, and the lines that go to the terminal. It knows
 * nothing of React; `changed` tells the screen to paint.
 */
export class TableModel implements GapSource {
  readonly kind: Kind;
  readonly choices: TableChoices;
  readonly fixedLines = 1;
  readonly tagged = new Set<string>();
  readonly folded = new Set<string>();
  readonly #style: () => TableStyle;
  readonly #changed: () => void;
  #frame: Frame | undefined;
  #now = 0;
  /** Rows of the frame in the order they are drawn. */
  #order: readonly number[] = [];
  /** What a tree adds to each of them. */
  #tree: readonly OrderedRow[] | undefined;
  #filter: Filter | undefined;
  #extraFilter: ((frame: Frame, row: number) => boolean) | undefined;
  #cursor = 0;
  #offset = 0;
  #height = 1;
  #width = 80;
  #shift = 0;
  #followed: string | undefined;
  #columns: readonly Column[] = [];
  allTotals = false;
  /** Why there is nothing to show, in place of rows; in lines. */
  message = '';
  /** A field that is the same in all rows: the first whose column gives way. */
  same: string | undefined;
  /** A short mark before the growing text of a row, '' for none; undefined when no row has one. */
  badge: ((frame: Frame, row: number) => string) | undefined;

  constructor(kind: Kind, choices: TableChoices, style: () => TableStyle, changed: () => void) {
    this.kind = kind;
    this.choices = choices;
    this.#style = style;
    this.#changed = changed;
  }

  get offset(): number {
    return this.#offset;
  }

  get count(): number {
    return this.#order.length;
  }

  get total(): number {
    return this.#frame?.count ?? 0;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get frame(): Frame | undefined {
    return this.#frame;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  get following(): boolean {
    return this.#followed !== undefined;
  }

  get isTree(): boolean {
    return this.choices.tree && this.kind.numbers.includes('parentPid');
  }

  /** New rows. `now`: epoch seconds. */
  setFrame(frame: Frame | undefined, now: number): void {
    this.#frame = frame;
    this.#now = now;
    this.reorder();
  }

  setFilter(filter: Filter | undefined, extra?: (frame: Frame, row: number) => boolean): void {
    this.#filter = filter;
    this.#extraFilter = extra;
    this.reorder();
  }

  reorder(): void {
    const frame = this.#frame;
    const sort = this.choices.sort;
    if (frame === undefined) this.#order = [];
    else {
      const test = this.#filter?.test(frame, this.#now);
      const extra = this.#extraFilter;
      const passes = (row: number): boolean => (test === undefined || test(row)) && (extra === undefined || extra(frame, row));
      this.#tree = this.isTree ? treeRows(frame, sort, passes, (row) => this.folded.has(rowKey(frame, row)), this.allTotals) : undefined;
      this.#order = this.#tree?.map(({ row }) => row) ?? sortedRows(frame, sort, passes, this.#order);
      if (this.#followed !== undefined) {
        const wanted = this.#followed;
        const found = this.#order.findIndex((row) => rowKey(frame, row) === wanted);
        if (found < 0) this.#followed = undefined;
        else this.#cursor = found;
      }
    }
    this.moveTo(this.#cursor);
  }

  moveTo(index: number): void {
    this.#cursor = Math.max(0, Math.min(index, this.#order.length - 1));
    const page = Math.max(1, this.#height - 1);
    if (this.#cursor < this.#offset) this.#offset = this.#cursor;
    else if (this.#cursor >= this.#offset + page) this.#offset = this.#cursor - page + 1;
    this.#offset = Math.max(0, Math.min(this.#offset, this.#order.length - page));
    this.#changed();
  }

  move(by: number): void {
    // Moving by hand lets go of what was followed.
    this.#followed = undefined;
    this.moveTo(this.#cursor + by);
  }

  page(direction: 1 | -1): void {
    this.move(direction * Math.max(1, this.#height - 2));
  }

  /** Scrolls the view as a mouse wheel does; the cursor stays on the screen. */
  scroll(by: number): void {
    const page = Math.max(1, this.#height - 1);
    this.#offset = Math.max(0, Math.min(this.#offset + by, this.#order.length - page));
    this.#followed = undefined;
    this.moveTo(Math.max(this.#offset, Math.min(this.#cursor, this.#offset + page - 1)));
  }

  pan(by: number): void {
    this.#shift = Math.max(0, Math.min(4000, this.#shift + by));
    this.#changed();
  }

  follow(): void {
    const key = this.currentKey();
    this.#followed = this.#followed === undefined ? key : undefined;
    this.#changed();
  }

  /** Row of the frame under the cursor, or -1. */
  currentRow(): number {
    return this.#order[this.#cursor] ?? -1;
  }

  currentKey(): string | undefined {
    const row = this.currentRow();
    return this.#frame === undefined || row < 0 ? undefined : rowKey(this.#frame, row);
  }

  /** Rows that an action is for: the tagged ones that are still there, else the one under the cursor. */
  targets(): number[] {
    const frame = this.#frame;
    if (frame === undefined) return [];
    const rows: number[] = [];
    if (this.tagged.size > 0) for (let row = 0; row < frame.count; row += 1) if (this.tagged.has(rowKey(frame, row))) rows.push(row);
    if (rows.length > 0) return rows;
    const current = this.currentRow();
    return current < 0 ? [] : [current];
  }

  toggleTag(): void {
    const key = this.currentKey();
    if (key === undefined) return;
    if (!this.tagged.delete(key)) this.tagged.add(key);
    this.move(1);
  }

  clearTags(): void {
    this.tagged.clear();
    this.#changed();
  }

  fold(how: 'fold' | 'unfold' | 'toggle'): void {
    const key = this.currentKey();
    if (key === undefined) return;
    const fold = how === 'fold' || (how === 'toggle' && !this.folded.has(key));
    if (fold) this.folded.add(key);
    else this.folded.delete(key);
    this.reorder();
  }

  sortBy(field: string): void {
    const { sort } = this.choices;
    const text = this.kind.texts.includes(field) || this.kind.key.some((name) => name === field);
    this.choices.sort = sort.field === field ? { field, descending: !sort.descending } : { field, descending: !text };
    this.reorder();
  }

  invert(): void {
    this.choices.sort = { ...this.choices.sort, descending: !this.choices.sort.descending };
    this.reorder();
  }

  /** Moves to the next row that holds the text, from the cursor on and around; false when there is none. */
  search(text: string, direction: 1 | -1, includingCurrent: boolean): boolean {
    const frame = this.#frame;
    if (frame === undefined || text === '') return true;
    const holds = rowSearch(frame, this.choices.columns, text, this.#now);
    const size = this.#order.length;
    for (let step = includingCurrent ? 0 : 1; step <= size; step += 1) {
      const index = (((this.#cursor + direction * step) % size) + size) % size;
      const row = this.#order[index] ?? -1;
      if (row < 0 || !holds(row)) continue;
      this.#followed = undefined;
      this.moveTo(index);
      return true;
    }
    return false;
  }

  /** Dear facts that the columns, the order and the filter ask for. */
  demands(): { visible: DemandGroup[]; everywhere: DemandGroup[] } {
    const groups = this.#columns.flatMap(({ field }) => field.demand ?? []);
    const sorted = this.kind.fields[this.choices.sort.field]?.demand;
    return { visible: [...new Set(groups)], everywhere: [...new Set([...(this.#filter?.demands ?? []), ...(sorted === undefined ? [] : [sorted])])] };
  }

  /** Rows of the frame that are on the screen. */
  visibleRows(): number[] {
    return this.#order.slice(this.#offset, this.#offset + Math.max(0, this.#height - 1));
  }

  /** Column under a cell of the header line. */
  columnAt(x: number): Column | undefined {
    let from = 0;
    for (const column of this.#columns) {
      if (x < from + column.width + 1) return column;
      from += column.width + 1;
    }
    return undefined;
  }

  lines(width: number, height: number): readonly string[] {
    if (height !== this.#height || width !== this.#width) {
      this.#height = height;
      this.#width = width;
      const page = Math.max(1, height - 1);
      if (this.#cursor >= this.#offset + page) this.#offset = this.#cursor - page + 1;
      this.#offset = Math.max(0, Math.min(this.#offset, this.#order.length - page));
    }
    this.#columns = fitColumns(this.kind, this.choices.columns, width, this.same);
    const style = { ...this.#style(), now: this.#now };
    const frame = this.#frame;
    const lines = [headerLine(this.#columns, this.choices.sort, style.paint, width)];
    if (frame === undefined || this.#order.length === 0) return [...lines, '', ...this.#emptyWords().split('\n').map((line) => style.paint('dim', fit(`  ${line}`, width)))].slice(0, height);
    for (const [index, row] of this.visibleRows().entries()) {
      const place = this.#offset + index;
      const branch = this.#tree?.[place];
      lines.push(formatRow(frame, row, this.#columns, style, {
        selected: place === this.#cursor,
        tagged: this.tagged.size > 0 && this.tagged.has(rowKey(frame, row)),
        prefix: branch?.prefix ?? '',
        badge: this.badge?.(frame, row) ?? '',
        shift: this.#shift,
        instead: branch?.totals,
      }));
    }
    return lines;
  }

  #emptyWords(): string {
    if (this.message !== '') return this.message;
    if (this.#frame === undefined) return 'reading ...';
    return this.#frame.count > 0 ? `none of ${this.#frame.count} ${pluralWords(this.kind)} passes the filter` : `no ${pluralWords(this.kind)}`;
  }
}
