import { type CellKey, type RequestCell, RequestCells } from '../../src/analysis/traffic/request-cells.ts';

/** By what a report tells requests apart: kept ready-made beside the cells, which may be a hundred times as many. */
export const GRAINS = ['endpoint', 'region', 'cohort'] as const;
export type Grain = (typeof GRAINS)[number];

const BLANK: CellKey = { endpoint: -1, region: -1, cohort: -1 };

/** Cells of which only one part of the key is told apart. */
export function cellsBy(grain: Grain, cells: Iterable<RequestCell>): RequestCells {
  const sums = new RequestCells();
  for (const cell of cells) sums.cell({ ...BLANK, [grain]: cell.key[grain] }).merge(cell);
  return sums;
}
