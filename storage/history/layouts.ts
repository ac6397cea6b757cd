import { CATALOG } from '../../src/model/catalog.ts';
import type { Kind } from '../../src/model/kind.ts';
import { type Layout, layoutOf, type StoredColumn } from './codec/layout.ts';
import { type Database, numberOf, textOf } from './sqlite.ts';
import { tickKind } from './tick-kind.ts';

/** Kinds that may stand in a store: those of the catalogue, and the ticks themselves. */
const STORED: ReadonlyMap<string, Kind> = new Map([...CATALOG, tickKind].map((kind) => [kind.name, kind]));

/** The kind of that name in this version of the program; undefined for one that it no longer has. */
export const storedKind = (name: string): Kind | undefined => STORED.get(name);

/** The number of this kind's layout of today; a declaration that changed gets a new one beside the old. */
export function layoutId(database: Database, kind: Kind): { readonly id: number; readonly layout: Layout } {
  const layout = layoutOf(kind);
  const json = JSON.stringify(layout);
  const row = database.get('SELECT id FROM layout WHERE json = ?', json);
  return { id: row === undefined ? database.run('INSERT INTO layout(kind, json) VALUES (?, ?)', kind.name, json).id : numberOf(row, 'id'), layout };
}

/** All layouts in the store, by number; one that cannot be read is left out, and with it what was recorded by it. */
export function readLayouts(database: Database): Map<number, Layout> {
  return new Map(database.all('SELECT id, json FROM layout').flatMap((row): [number, Layout][] => {
    const layout = parseLayout(textOf(row, 'json'));
    return layout === undefined ? [] : [[numberOf(row, 'id'), layout]];
  }));
}

/** What `layoutId` wrote; undefined for anything else. */
function parseLayout(json: string): Layout | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isLayout(value) ? value : undefined;
}

const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every((name) => typeof name === 'string');

function isColumn(value: unknown): value is StoredColumn {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
    && 'precision' in value && typeof value.precision === 'number' && value.precision > 0
    && 'course' in value && (value.course === 'level' || value.course === 'rate');
}

function isLayout(value: unknown): value is Layout {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
    && 'columns' in value && Array.isArray(value.columns) && value.columns.every(isColumn)
    && 'changingTexts' in value && isNames(value.changingTexts) && 'keyNumbers' in value && isNames(value.keyNumbers) && 'texts' in value && isNames(value.texts);
}
