import type { Demand } from '../../model/timeline.ts';

/** What all of them together want. */
export function mergeDemands(demands: readonly Demand[]): Demand {
  const union = <Item>(pick: (demand: Demand) => readonly Item[]): Item[] => [...new Set(demands.flatMap(pick))];
  return { everywhere: union(({ everywhere }) => everywhere), visible: union(({ visible }) => visible), pids: union(({ pids }) => pids) };
}
