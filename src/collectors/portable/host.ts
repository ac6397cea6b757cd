import os from 'node:os';

import type { Frame } from '../../model/frame.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Contribution, HostFields } from '../collector.ts';
import { known } from '../linux/rates.ts';
import { positive } from './figures.ts';
import { filesystemsOf, ofDisks, ofLoad, ofMemory, ofNetwork, type Disks, type Load, type Memory, type Network, type Space } from './host-figures.ts';
import { within } from './within.ts';

/** What is used of systeminformation. */
export interface HostLibrary {
  readonly currentLoad: () => Promise<Load>;
  readonly mem: () => Promise<Memory>;
  readonly fsStats: () => Promise<Disks | null>;
  readonly networkStats: (interfaces: string) => Promise<readonly Network[]>;
  readonly fsSize: () => Promise<readonly Space[]>;
}

/** What one reading leaves to the next. */
export interface HostMemory {
  filesystems: Frame | undefined;
  askedAt: number;
}

export const newHostMemory = (): HostMemory => ({ filesystems: undefined, askedAt: Number.NEGATIVE_INFINITY });

/** Seconds between readings of file systems: each starts a program. */
const FILESYSTEMS_EVERY_MILLISECONDS = 30_000;
// systeminformation keeps its own counters once for the whole program, so one memory is right for it.
const SHARED = newHostMemory();

async function readFilesystems(library: HostLibrary, memory: HostMemory): Promise<Contribution> {
  const now = performance.now();
  if (now - memory.askedAt >= FILESYSTEMS_EVERY_MILLISECONDS) {
    memory.askedAt = now;
    memory.filesystems = filesystemsOf(await within(() => library.fsSize()));
  }
  return memory.filesystems === undefined ? {} : { frames: [memory.filesystems] };
}

/** What node:os knows: the library's own time() starts a program and waits for it. */
function ofSystem(): HostFields {
  const [load1, load5, load15] = os.platform() === 'win32' ? [] : os.loadavg();
  return {
    name: safeText(os.hostname()),
    kernel: safeText(os.release()),
    ...known({ load1: positive(load1), load5: positive(load5), load15: positive(load15), uptimeSeconds: os.uptime() }),
    bootTime: Math.round(Date.now() / 1000 - os.uptime()),
  };
}

/** Facts of the host by systeminformation. A part that fails is left out; throws if every part does. */
export async function readPortableHost(library: HostLibrary, memory: HostMemory = SHARED): Promise<Contribution> {
  const settled = await Promise.allSettled([
    within(() => library.currentLoad()).then(ofLoad),
    within(() => library.mem()).then(ofMemory),
    within(() => library.fsStats()).then(ofDisks),
    within(() => library.networkStats('*')).then(ofNetwork),
    readFilesystems(library, memory),
  ]);
  const parts = settled.flatMap((part) => (part.status === 'fulfilled' && Object.keys(part.value).length > 0 ? [part.value] : []));
  const failed = settled.find((part) => part.status === 'rejected');
  if (parts.length === 0 && failed !== undefined) throw failed.reason;
  return {
    host: parts.reduce<HostFields>((host, part) => ({ ...host, ...part.host }), ofSystem()),
    frames: parts.flatMap((part) => part.frames ?? []),
  };
}
