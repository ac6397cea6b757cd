import { safeText } from '../../../model/safe-text.ts';
import type { HostCollector, HostFields, Roots } from '../../collector.ts';
import { known, toDecimal, wordsOf } from '../rates.ts';
import { readText } from '../read.ts';

/** /proc/uptime, proc_uptime(5): seconds since boot; NaN if not said. */
export const parseUptime = (text: string): number => toDecimal(wordsOf(text.trim())[0]);

function readIdentity({ proc }: Roots): HostFields {
  return {
    name: safeText(readText(`${proc}/sys/kernel/hostname`).trim()),
    kernel: safeText(readText(`${proc}/sys/kernel/osrelease`).trim()),
  };
}

export const uptime: HostCollector = {
  name: 'uptime',
  start: (roots) => {
    let identity: HostFields | undefined;
    return () => {
      identity ??= readIdentity(roots);
      return { host: { ...identity, ...known({ uptimeSeconds: parseUptime(readText(`${roots.proc}/uptime`)) }) } };
    };
  },
};
