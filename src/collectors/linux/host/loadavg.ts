import type { HostCollector } from '../../collector.ts';
import { known, toDecimal, wordsOf } from '../rates.ts';
import { readText } from '../read.ts';

/** /proc/loadavg, proc_loadavg(5): tasks that ran or waited for a disk, averaged over 1, 5 and 15 minutes. */
export function parseLoadavg(text: string) {
  const [load1, load5, load15] = wordsOf(text.trim());
  return known({ load1: toDecimal(load1), load5: toDecimal(load5), load15: toDecimal(load15) });
}

export const loadavg: HostCollector = {
  name: 'loadavg',
  start: (roots) => () => ({ host: parseLoadavg(readText(`${roots.proc}/loadavg`)) }),
};
