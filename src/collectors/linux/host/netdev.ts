import { FrameBuilder } from '../../../model/frame.ts';
import { networkInterface } from '../../../model/kinds/host-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { HostCollector, Roots } from '../../collector.ts';
import { perSecond, rememberLast, toCount, wordsOf } from '../rates.ts';
import { isForeign, readText, readTextIfAny, UNREADABLE } from '../read.ts';

/** Counters of one interface since it was made. */
export interface InterfaceCounters {
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  /** Both ways. */
  readonly errors: number;
  readonly drops: number;
}

/** /proc/net/dev, proc_pid_net(5): interfaces by name. */
export function parseNetdev(text: string): ReadonlyMap<string, InterfaceCounters> {
  const interfaces = new Map<string, InterfaceCounters>();
  for (const line of text.split('\n')) {
    // Old kernels put no blank between the colon and the first figure.
    const colon = line.lastIndexOf(':');
    if (colon < 0) continue;
    const words = wordsOf(line.slice(colon + 1));
    const at = (index: number): number => toCount(words[index]);
    const counters = {
      receivedBytes: at(0), receivedPackets: at(1),
      sentBytes: at(8), sentPackets: at(9),
      errors: at(2) + at(10), drops: at(3) + at(11),
    };
    if (!Object.values(counters).some(Number.isNaN)) interfaces.set(line.slice(0, colon).trim(), counters);
  }
  return interfaces;
}

export function interfaceRates(now: InterfaceCounters, before: InterfaceCounters, seconds: number) {
  return {
    receiveBytesPerSecond: perSecond(now.receivedBytes, before.receivedBytes, seconds),
    transmitBytesPerSecond: perSecond(now.sentBytes, before.sentBytes, seconds),
    receivePacketsPerSecond: perSecond(now.receivedPackets, before.receivedPackets, seconds),
    transmitPacketsPerSecond: perSecond(now.sentPackets, before.sentPackets, seconds),
    errorsPerSecond: perSecond(now.errors, before.errors, seconds),
    dropsPerSecond: perSecond(now.drops, before.drops, seconds),
  };
}

/** /proc/net is a link to the reader's own network: with another host's /proc, its pid 1 is asked. */
function readNetdev({ proc }: Roots): string {
  const foreign = isForeign(proc) ? readTextIfAny(`${proc}/1/net/dev`, UNREADABLE) : undefined;
  return foreign ?? readText(`${proc}/net/dev`);
}

export const netdev: HostCollector = {
  name: 'netdev',
  start: (roots) => {
    const remember = rememberLast<ReadonlyMap<string, InterfaceCounters>>();
    return (tick) => {
      const now = parseNetdev(readNetdev(roots));
      const before = remember(now, tick.monotonic);
      const frame = new FrameBuilder(networkInterface);
      let received = 0;
      let sent = 0;
      for (const [name, counters] of now) {
        const earlier = before?.reading.get(name);
        const rates = before === undefined || earlier === undefined ? undefined : interfaceRates(counters, earlier, before.seconds);
        frame.add({ name: safeText(name), ...rates });
        if (rates === undefined || name === 'lo') continue;
        received += rates.receiveBytesPerSecond;
        sent += rates.transmitBytesPerSecond;
      }
      const frames = [frame.build()];
      return before === undefined ? { frames } : { host: { networkReceiveBytesPerSecond: received, networkTransmitBytesPerSecond: sent }, frames };
    };
  },
};
