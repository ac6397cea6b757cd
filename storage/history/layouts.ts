import { CATALOG } from '../../src/model/catalog.ts';
import type { Kind } from '../../src/model/kind.ts';
import { type Layout, layoutOf } from './codec/layout.ts';
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

/** All layouts in the store, by number. What stands there was written by `layoutId`. */
export function readLayouts(database: Database): Map<number, Layout> {
  return new Map(database.all('SELECT id, json FROM layout').map((row) => {
    const layout: Layout = JSON.parse(textOf(row, 'json'));
    return [numberOf(row, 'id'), layout];
  }));
}
