import { isoTime } from '../history/words.ts';
import type { CapacityPlan } from '../../monitors/capacity/plan.ts';

const time = (seconds: number): string => isoTime(seconds * 1000) ?? '';

/** The lines of a plan: when how many instances, why, and what they cost. */
export function planCsv({ instance, lines, cost }: CapacityPlan): string {
  const rows = lines.map(({ from, to, instances, because, need, at }, index) => {
    const money = cost?.lines[index]?.money;
    return [time(from), time(to), instances, because, Number.isNaN(need) ? '' : Number(need.toPrecision(6)), because === 'least' ? '' : time(at), instance?.cloud ?? '', instance?.region ?? '', instance?.type ?? '', money === undefined ? '' : money.amount.toFixed(4), money?.currency ?? ''].join(',');
  });
  return `${['from,to,instances,because,need,need_at,cloud,region,instance,cost,currency', ...rows].join('\n')}\n`;
}
