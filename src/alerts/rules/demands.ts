import { DEMANDS, type DemandGroup } from '../../model/fields.ts';
import { selectorsOf } from '../language/ast.ts';
import { metricNamed, seriesNameOf } from '../language/metrics.ts';
import { expressionsOf, type RuleGroup } from './rule.ts';

/** Dearer facts that must be read for all rows, since rules look at them. */
export function demandsOf(groups: readonly RuleGroup[]): DemandGroup[] {
  const wanted = new Set<DemandGroup>();
  for (const expression of expressionsOf(groups)) {
    for (const { selector } of selectorsOf(expression)) {
      const metric = metricNamed(seriesNameOf(selector) ?? '');
      const demand = metric?.field === undefined ? undefined : metric.kind.fields[metric.field]?.demand;
      if (demand !== undefined) wanted.add(demand);
    }
  }
  return DEMANDS.filter((group) => wanted.has(group));
}
