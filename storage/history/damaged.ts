import type { Database } from './sqlite.ts';
import { HOURS_TIER, SAMPLES_TIER } from './tiers.ts';

/** What could not be read, kept for whoever may make something of it yet. `layout` 0: an hourly total, whose kind `reason` names. */
const DAMAGED = `CREATE TABLE IF NOT EXISTS damaged(
  id INTEGER PRIMARY KEY, layout INTEGER NOT NULL, tier INTEGER NOT NULL, t0 INTEGER NOT NULL, t1 INTEGER NOT NULL, blob BLOB NOT NULL, reason TEXT NOT NULL)`;

const INTO = 'INSERT INTO damaged(layout, tier, t0, t1, blob, reason)';

function moving(database: Database, move: () => void): void {
  database.transaction(() => {
    database.exec(DAMAGED);
    move();
  });
}

/** Moves one chunk into the table `damaged`. Throws what SQLite throws, and then nothing was changed; so do the others. */
export function moveAside(database: Database, id: number, reason: string): void {
  moving(database, () => {
    database.run(`${INTO} SELECT layout, tier, t0, t1, blob, ? FROM chunk WHERE id = ?`, reason, id);
    database.run('DELETE FROM chunk WHERE id = ?', id);
  });
}

/** Moves the heads of a layout from that time on. */
export function moveHeadsAside(database: Database, layoutId: number, from: number, reason: string): void {
  moving(database, () => keepDamagedHeads(database, layoutId, from, reason));
}

/** The same within a transaction of the caller's. */
export function keepDamagedHeads(database: Database, layoutId: number, from: number, reason: string): void {
  database.exec(DAMAGED);
  database.run(`${INTO} SELECT layout, ${SAMPLES_TIER}, ts, ts, blob, ? FROM head WHERE layout = ? AND ts >= ?`, reason, layoutId, from);
  database.run('DELETE FROM head WHERE layout = ? AND ts >= ?', layoutId, from);
}

export function moveRollupAside(database: Database, kind: string, hour: number, reason: string): void {
  moving(database, () => {
    database.run(`${INTO} SELECT 0, ${HOURS_TIER}, hour, hour, blob, ? FROM rollup WHERE kind = ? AND hour = ?`, `${kind}: ${reason}`, kind, hour);
    database.run('DELETE FROM rollup WHERE kind = ? AND hour = ?', kind, hour);
  });
}
