import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Database, numberOf } from '../../../storage/history/sqlite.ts';

const NUMBERS = 'SELECT n FROM number WHERE n >= ? ORDER BY n';

async function numbers(): Promise<Database> {
  const database = await Database.open(':memory:', { readOnly: false });
  database.exec('CREATE TABLE number(n INTEGER); INSERT INTO number VALUES (1), (2), (3)');
  return database;
}

function first(database: Database, least: number): number {
  for (const row of database.iterate(NUMBERS, least)) return numberOf(row, 'n');
  return Number.NaN;
}

afterEach(() => vi.restoreAllMocks());

describe('rows one by one', () => {
  test('are asked for by one statement however often, left early or not: each is memory that V8 does not know of', async () => {
    const database = await numbers();
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    for (let time = 0; time < 100; time += 1) expect(first(database, 2)).toBe(2);
    expect([...database.iterate(NUMBERS, 1)].map((row) => numberOf(row, 'n'))).toEqual([1, 2, 3]);
    expect(prepare).toHaveBeenCalledTimes(1);
    database.close();
  });

  test('may be asked for while they are gone through', async () => {
    const database = await numbers();
    const pairs: [number, number][] = [];
    for (const one of database.iterate(NUMBERS, 1)) for (const other of database.iterate(NUMBERS, 2)) pairs.push([numberOf(one, 'n'), numberOf(other, 'n')]);
    expect(pairs).toEqual([[1, 2], [1, 3], [2, 2], [2, 3], [3, 2], [3, 3]]);
    database.close();
  });

  test('left early hold no lock: the table can be dropped', async () => {
    const database = await numbers();
    expect(first(database, 1)).toBe(1);
    expect(() => database.exec('DROP TABLE number')).not.toThrow();
    expect(() => first(database, 1)).toThrow(/no such table/);
    database.close();
  });

  test('after a fault are asked for anew', async () => {
    const database = await numbers();
    const fails = "SELECT CASE WHEN n = ? THEN json('{') ELSE n END AS n FROM number ORDER BY n";
    expect(() => [...database.iterate(fails, 2)]).toThrow(/malformed JSON/);
    expect([...database.iterate(fails, 9)].map((row) => numberOf(row, 'n'))).toEqual([1, 2, 3]);
    database.close();
  });
});
