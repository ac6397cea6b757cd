import { type RequestCell, type RequestCost } from '../../src/analysis/traffic/request-cells.ts';

/** What a request of an endpoint cost at a time: epoch ms. */
export interface StoredCost extends RequestCost {
  readonly at: number;
}

/** By the number that an endpoint's name has in the store. */
export type StoredCosts = ReadonlyMap<number, StoredCost>;

/** How far from a minute a cost may have been known, ms: what it was before a long pause says little, and what it became much later too. */
const BEFORE = 5 * 60_000;
const AFTER = 60 * 60_000;

/**
 * Requests whose cost is not measured one by one are stored without one, and valued when it has settled: what is told of an endpoint in
 * its first seconds is far off, and what was told of a minute lags behind it. `start`: epoch ms of what the cells are of.
 */
export function valueCells(cells: Iterable<RequestCell>, costs: StoredCosts, start: number): void {
  for (const { key, sums } of cells) {
    const open = sums.requests - sums.cpuKnown;
    const cost = open > 0 ? costs.get(key.endpoint) : undefined;
    if (cost === undefined || cost.at < start - BEFORE || cost.at > start + AFTER) continue;
    sums.cpuSeconds += cost.cpuSeconds * open;
    sums.cpuLowSeconds += cost.low * open;
    sums.cpuHighSeconds += cost.high * open;
    sums.cpuKnown += open;
  }
}
