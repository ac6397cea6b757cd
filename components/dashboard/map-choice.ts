import { region } from '../../src/model/kinds/audience.ts';
import type { Dashboard } from './dashboard.ts';

/** Screens from which on the map is there without being asked for. */
const USUAL = { columns: 100, rows: 30 } as const;
const LEAST = { columns: 50, mapRows: 7, tableRows: 6 } as const;
const LEGEND_ROWS = 1;
/** A cell is twice as high as wide: the world at its true shape has so many rows a column. */
const ROWS_A_COLUMN = 0.2;

/** Whether the map of the world stands over the regions: where there is room for it, until a key says otherwise. */
export class MapChoice {
  #chosen: boolean | undefined;
  #shown = false;
  #fits = false;
  #pointed: string | undefined;

  /** Rows for the map and its legend over a table in a part of the screen of that size; 0 for none. */
  rows(dashboard: Dashboard, screen: { readonly columns: number; readonly rows: number }, columns: number, rows: number): number {
    const { page } = dashboard;
    const own = page.type === 'table' && page.kind.name === region.name && (page.table.frame?.count ?? 0) > 0;
    const room = Math.min(Math.floor(rows / 2), rows - LEAST.tableRows - LEGEND_ROWS, Math.ceil(columns * ROWS_A_COLUMN));
    this.#fits = columns >= LEAST.columns && room >= LEAST.mapRows;
    this.#shown = own && this.#fits && (this.#chosen ?? (screen.columns >= USUAL.columns && screen.rows >= USUAL.rows));
    return this.#shown ? room + LEGEND_ROWS : 0;
  }

  /** Gives what to say. */
  toggle(): string {
    this.#chosen = !this.#shown;
    if (!this.#chosen) return 'the map is hidden';
    return this.#fits ? 'the map shows the column that sorts' : 'the map needs a larger screen';
  }

  /** Whether the cursor went to another row since the last question, and the map is there to show it. */
  moved({ table }: Dashboard): boolean {
    const key = this.#shown ? table?.currentKey() : undefined;
    const moved = key !== this.#pointed && this.#shown;
    this.#pointed = key;
    return moved;
  }
}
