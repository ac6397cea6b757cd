import type { Systeminformation } from 'systeminformation';

import { FrameBuilder, type Frame } from '../../model/frame.ts';
import { cpu, filesystem, networkInterface } from '../../model/kinds/host-parts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Contribution } from '../collector.ts';
import { known, percentOf } from '../linux/rates.ts';
import { positive } from './figures.ts';

type CpuLoad = Pick<Systeminformation.CurrentLoadCpuData, 'load' | 'loadUser' | 'loadNice' | 'loadSystem' | 'loadIrq'>;
export type Load = Pick<
  Systeminformation.CurrentLoadData,
  'currentLoad' | 'currentLoadUser' | 'currentLoadNice' | 'currentLoadSystem' | 'currentLoadIrq'
> & { readonly cpus: readonly CpuLoad[] };
export type Memory = Pick<Systeminformation.MemData, 'total' | 'available' | 'buffcache' | 'buffers' | 'cached' | 'reclaimable' | 'swaptotal' | 'swapused'>;
/** Null before the second reading, and -1 where the system does not say. */
interface Speed {
  readonly rx_sec: number | null;
}
export type Network = Speed & { readonly iface: string; readonly tx_sec: number | null };
export type Disks = Speed & { readonly wx_sec: number | null };
export type Space = Pick<Systeminformation.FsSizeData, 'fs' | 'type' | 'size' | 'used' | 'available' | 'mount'>;

const LOOPBACK = /^lo\d*$|^loopback/i;
const share = (...parts: readonly number[]): number => percentOf(parts.reduce((sum, part) => sum + (positive(part) || 0), 0), 100);

/** Steal and iowait are left out: the library mixes ticks with milliseconds, or has none. */
export function ofLoad(load: Load): Contribution {
  const frame = new FrameBuilder(cpu);
  for (const [id, one] of load.cpus.entries()) {
    frame.add({
      id, usedPercent: share(one.load),
      userPercent: share(one.loadUser, one.loadNice), systemPercent: share(one.loadSystem, one.loadIrq),
    });
  }
  const host = {
    cpuCount: load.cpus.length,
    cpuPercent: share(load.currentLoad),
    userPercent: share(load.currentLoadUser, load.currentLoadNice),
    systemPercent: share(load.currentLoadSystem, load.currentLoadIrq),
  };
  return { host, frames: [frame.build()] };
}

export function ofMemory(memory: Memory): Contribution {
  // `buffcache` holds memory of the kernel that cannot be given back, where the parts are known.
  const cached = memory.cached > 0 ? memory.buffers + memory.cached + memory.reclaimable : memory.buffcache;
  return {
    host: known({
      memoryTotalBytes: positive(memory.total),
      memoryUsedBytes: positive(memory.total - memory.available),
      memoryAvailableBytes: positive(memory.available),
      memoryCachedBytes: positive(cached),
      swapTotalBytes: positive(memory.swaptotal),
      swapUsedBytes: positive(memory.swapused),
    }),
  };
}

export function ofDisks(disks: Disks | null): Contribution {
  return { host: known({ diskReadBytesPerSecond: positive(disks?.rx_sec), diskWriteBytesPerSecond: positive(disks?.wx_sec) }) };
}

export function ofNetwork(interfaces: readonly Network[]): Contribution {
  const frame = new FrameBuilder(networkInterface);
  for (const one of interfaces) {
    frame.add({ name: safeText(one.iface), receiveBytesPerSecond: positive(one.rx_sec), transmitBytesPerSecond: positive(one.tx_sec) });
  }
  const outer = interfaces.filter((one) => !LOOPBACK.test(one.iface) && !Number.isNaN(positive(one.rx_sec)));
  if (outer.length === 0) return { frames: [frame.build()] };
  const sum = (of: (one: Network) => number | null): number => outer.reduce((total, one) => total + (positive(of(one)) || 0), 0);
  return {
    host: { networkReceiveBytesPerSecond: sum((one) => one.rx_sec), networkTransmitBytesPerSecond: sum((one) => one.tx_sec) },
    frames: [frame.build()],
  };
}

export function filesystemsOf(spaces: readonly Space[]): Frame {
  const frame = new FrameBuilder(filesystem);
  for (const { fs, type, size, used, available, mount } of spaces) {
    if (!(size > 0)) continue;
    frame.add({
      mount: safeText(mount), device: safeText(fs), type: safeText(type), sizeBytes: size,
      usedBytes: positive(used), freeBytes: positive(available), usedPercent: percentOf(used, used + available),
    });
  }
  return frame.build();
}
