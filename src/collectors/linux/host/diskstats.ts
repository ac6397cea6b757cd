import fs from 'node:fs';

import { FrameBuilder } from '../../../model/frame.ts';
import { disk } from '../../../model/kinds/host-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { HostCollector } from '../../collector.ts';
import { increase, percentOf, perSecond, rememberLast, toCount, wordsOf } from '../rates.ts';
import { readText } from '../read.ts';

/** Counters of one block device since boot. */
export interface DiskCounters {
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writtenBytes: number;
  /** Milliseconds that all its requests took, waiting included. */
  readonly requestMilliseconds: number;
  /** Milliseconds in which it had at least one request. */
  readonly busyMilliseconds: number;
}

/** /proc/diskstats counts sectors of 512 bytes whatever the device's own sector is. */
const SECTOR = 512;
const LEFT_OUT = /^(?:loop|ram)\d/;
/** Built upon other disks, or of memory: their bytes are counted elsewhere, or never reach a disk. */
const STACKED = /^(?:dm-|md|bcache|drbd|zram)/;

/** /proc/diskstats, Documentation/admin-guide/iostats.rst. Devices by name, partitions among them. */
export function parseDiskstats(text: string): ReadonlyMap<string, DiskCounters> {
  const disks = new Map<string, DiskCounters>();
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const name = words[2];
    if (name === undefined || LEFT_OUT.test(name)) continue;
    const at = (index: number): number => toCount(words[index]);
    const counters = {
      reads: at(3), readBytes: at(5) * SECTOR,
      writes: at(7), writtenBytes: at(9) * SECTOR,
      requestMilliseconds: at(6) + at(10), busyMilliseconds: at(12),
    };
    // Before Linux 2.6.25 partitions had four counters only.
    if (!Object.values(counters).some(Number.isNaN)) disks.set(name, counters);
  }
  return disks;
}

export function diskRates(now: DiskCounters, before: DiskCounters, seconds: number) {
  const requests = increase(now.reads, before.reads) + increase(now.writes, before.writes);
  const waited = increase(now.requestMilliseconds, before.requestMilliseconds) / 1000;
  return {
    readBytesPerSecond: perSecond(now.readBytes, before.readBytes, seconds),
    writeBytesPerSecond: perSecond(now.writtenBytes, before.writtenBytes, seconds),
    readsPerSecond: perSecond(now.reads, before.reads, seconds),
    writesPerSecond: perSecond(now.writes, before.writes, seconds),
    busyPercent: percentOf(increase(now.busyMilliseconds, before.busyMilliseconds), seconds * 1000),
    waitSeconds: requests === 0 ? Number.NaN : waited / requests,
  };
}

/** Says whether a name is a whole disk: partitions have no entry of their own in /sys/block. */
function wholeDisks(sys: string): (name: string) => boolean {
  const asked = new Map<string, boolean>();
  return (name) => {
    let whole = asked.get(name);
    if (whole === undefined) {
      whole = fs.existsSync(`${sys}/block/${name.replaceAll('/', '!')}`);
      asked.set(name, whole);
    }
    return whole;
  };
}

export const diskstats: HostCollector = {
  name: 'diskstats',
  start: (roots) => {
    const remember = rememberLast<ReadonlyMap<string, DiskCounters>>();
    const isWhole = wholeDisks(roots.sys);
    return (tick) => {
      const now = parseDiskstats(readText(`${roots.proc}/diskstats`));
      const before = remember(now, tick.monotonic);
      const frame = new FrameBuilder(disk);
      let readBytes = 0;
      let writtenBytes = 0;
      for (const [name, counters] of now) {
        if (!isWhole(name)) continue;
        const earlier = before?.reading.get(name);
        const rates = before === undefined || earlier === undefined ? undefined : diskRates(counters, earlier, before.seconds);
        frame.add({ name: safeText(name), ...rates });
        if (rates === undefined || STACKED.test(name)) continue;
        readBytes += rates.readBytesPerSecond;
        writtenBytes += rates.writeBytesPerSecond;
      }
      const frames = [frame.build()];
      return before === undefined ? { frames } : { host: { diskReadBytesPerSecond: readBytes, diskWriteBytesPerSecond: writtenBytes }, frames };
    };
  },
};
