import type { HostCollector } from '../../collector.ts';
import { known, percentOf, toDecimal } from '../rates.ts';
import { readTextIfAny } from '../read.ts';

/** Percent of the last 10 s in which some task waited (Documentation/accounting/psi.rst); NaN if not said. */
export function parsePressure(text: string): number {
  const share = toDecimal(/^some avg10=([\d.]+)/m.exec(text)?.[1]);
  return Number.isNaN(share) ? share : percentOf(share, 100);
}

export const pressure: HostCollector = {
  name: 'pressure',
  start: (roots) => {
    // Whether the kernel counts pressure (since Linux 4.20, psi=1) is settled at boot: ask once, throw no error a tick.
    const absent = new Set<string>();
    const read = (resource: string): number => {
      if (absent.has(resource)) return Number.NaN;
      const text = readTextIfAny(`${roots.proc}/pressure/${resource}`);
      if (text === undefined) absent.add(resource);
      return parsePressure(text ?? '');
    };
    return () => ({
      host: known({ cpuPressurePercent: read('cpu'), memoryPressurePercent: read('memory'), ioPressurePercent: read('io') }),
    });
  },
};
