import type { HostCollector } from '../../collector.ts';
import { increase, known, toCount } from '../rates.ts';
import { readText } from '../read.ts';

const LINE = /^(MemTotal|MemFree|MemAvailable|Buffers|Cached|SwapTotal|SwapFree|Shmem|SReclaimable):[ \t]+(\d+)/gm;

/** /proc/meminfo, proc_meminfo(5): its "kB" are 1024 bytes. All figures in bytes. */
export function parseMeminfo(text: string) {
  const bytes = new Map<string, number>();
  for (const [, name = '', figure] of text.matchAll(LINE)) bytes.set(name, toCount(figure) * 1024);
  const of = (name: string): number => bytes.get(name) ?? Number.NaN;
  const orZero = (name: string): number => bytes.get(name) || 0;

  const total = of('MemTotal');
  // Shared memory is counted in Cached but cannot be given back.
  const cached = increase(orZero('Buffers') + orZero('Cached') + orZero('SReclaimable'), orZero('Shmem'));
  // MemAvailable came with Linux 3.14.
  const available = Math.min(total, of('MemAvailable') >= 0 ? of('MemAvailable') : of('MemFree') + cached);
  return known({
    memoryTotalBytes: total,
    memoryUsedBytes: total - available,
    memoryAvailableBytes: available,
    memoryCachedBytes: bytes.has('Cached') ? cached : Number.NaN,
    swapTotalBytes: of('SwapTotal'),
    swapUsedBytes: increase(of('SwapTotal'), of('SwapFree')),
  });
}

export const meminfo: HostCollector = {
  name: 'meminfo',
  start: (roots) => () => ({ host: parseMeminfo(readText(`${roots.proc}/meminfo`)) }),
};
