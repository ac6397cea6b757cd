import { type Database, numberOf } from '../history/sqlite.ts';
import type { StoredCosts } from './valuation.ts';

/** What requests cost by the last that was known; an endpoint that turned out to be a part of another costs what that one does. */
export function storedCosts(database: Database): StoredCosts {
  return new Map(database.all('SELECT one.id, cost.at, cost.cpu, cost.low, cost.high FROM name AS one JOIN cost ON cost.endpoint = coalesce(one.heir, one.id)').map((row) => [
    numberOf(row, 'id'), { at: numberOf(row, 'at'), cpuSeconds: numberOf(row, 'cpu'), low: numberOf(row, 'low'), high: numberOf(row, 'high') },
  ]));
}
