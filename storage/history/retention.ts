import { type Database, numberOf } from './sqlite.ts';
import { type Tiers, MINUTES_TIER, SAMPLES_TIER } from './tiers.ts';

/** Chunks that go at once, so that a tick never waits long. */
const AT_ONCE = 64;
const HOUR = 3_600_000;
/** A chunk goes when its last tick is too old; who was met in an earlier one of its ticks is needed till then. */
const LONGEST_CHUNK = 24 * HOUR;

/**
 * Removes what is older than its tier is kept, and the oldest of what takes most when the file would be larger than its budget:
 * samples first, since the minutes tell the same in less. Samples after `neededAfter` of their layout stay for their age: minutes and
 * hours are still to be made of them. Times in ms since the epoch. Gives what it removed.
 */
export function applyRetention(database: Database, tiers: Tiers, now: number, neededAfter: (layout: number) => number = () => Number.POSITIVE_INFINITY): { readonly chunks: number; readonly rollups: number } {
  let chunks = 0;
  for (const row of database.all('SELECT DISTINCT layout FROM chunk WHERE tier = ? AND t1 < ?', SAMPLES_TIER, now - tiers.samplesMilliseconds)) {
    const layout = numberOf(row, 'layout');
    const needed = Math.min(neededAfter(layout), Number.MAX_SAFE_INTEGER);
    chunks += database.run('DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t1 < ? AND t1 <= ? LIMIT ?)', layout, SAMPLES_TIER, now - tiers.samplesMilliseconds, needed, AT_ONCE).changes;
  }
  chunks += database.run('DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE tier = ? AND t1 < ? LIMIT ?)', MINUTES_TIER, now - tiers.minutesMilliseconds, AT_ONCE).changes;
  const rollups = database.run('DELETE FROM rollup WHERE hour < ?', now - tiers.hoursMilliseconds - HOUR).changes;
  for (const tier of [SAMPLES_TIER, MINUTES_TIER]) {
    while (usedBytes(database) > tiers.mostBytes) {
      const gone = database.run('DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE tier = ? ORDER BY t0 LIMIT ?)', tier, AT_ONCE).changes;
      chunks += gone;
      if (gone < AT_ONCE) break;
    }
  }
  database.run('DELETE FROM identity WHERE id IN (SELECT id FROM identity WHERE until < ? LIMIT 5000)', now - LONGEST_CHUNK);
  // Free pages go back to the disk a few at a time.
  if (chunks > 0) database.exec('PRAGMA incremental_vacuum(2000)');
  return { chunks, rollups };
}

/** Bytes of the file that hold something. */
export function usedBytes(database: Database): number {
  const pragma = (name: string): number => numberOf(database.get(`PRAGMA ${name}`), name);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
