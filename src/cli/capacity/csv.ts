import { csvCell } from '../../model/csv-cell.ts';
import { isoTime } from '../history/words.ts';
import type { CapacityPlan } from '../../monitors/capacity/plan.ts';

const time = (seconds: number): string => isoTime(seconds * 1000) ?? '';

/** The lines of a plan: when how many instances, why, and what they cost. A need of memory is beside what each instance takes before its first request. */
export function planCsv({ outlook: { part, baselinePerInstance: { memoryBytes } }, instance, lines, cost }: CapacityPlan): string {
  // The same in each line, so that plans of several parts can stand in one table.
  const ofAll = [part === undefined ? '' : csvCell(`${part.kind}:${part.name}`), memoryBytes === undefined ? '' : Math.round(memoryBytes)];
  const rows = lines.map(({ from, to, instances, because, need, at }, index) => {
    const money = cost?.lines[index]?.money;
    return [time(from), time(to), instances, because, Number.isNaN(need) ? '' : Number(need.toPrecision(6)), because === 'least' ? '' : time(at), instance?.cloud ?? '', instance?.region ?? '', instance?.type ?? '', money === undefined ? '' : money.amount.toFixed(4), money?.currency ?? '', ...ofAll].join(',');
  });
  return `${['from,to,instances,because,need,need_at,cloud,region,instance,cost,currency,of,memory_bytes_before_requests', ...rows].join('\n')}\n`;
}
