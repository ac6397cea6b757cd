import { FrameBuilder } from '../../../src/model/frame.ts';
import { cgroup } from '../../../src/model/kinds/cgroup.ts';
import { filesystem } from '../../../src/model/kinds/host-parts.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';

export interface MadeProcess {
  readonly pid: number;
  readonly anonymousBytes?: number;
  readonly openFiles?: number;
  readonly openFilesLimit?: number;
  readonly threads?: number;
  readonly cgroup?: string;
  readonly group?: string;
}

export interface MadeCgroup {
  readonly path: string;
  readonly anonymousBytes?: number;
  readonly memoryLimitBytes?: number;
  readonly tasks?: number;
  readonly tasksLimit?: number;
}

export interface MadeMachine {
  readonly processes?: readonly MadeProcess[];
  readonly cgroups?: readonly MadeCgroup[];
  /** Of the root file system. */
  readonly usedBytes?: number;
  readonly freeBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryAvailableBytes?: number;
  readonly memoryTotalBytes?: number;
}

/** What a small machine shows at a time, ms since the epoch. */
export function machineAt(time: number, { processes = [], cgroups = [], usedBytes, freeBytes = 0, ...memory }: MadeMachine): Snapshot {
  const hosts = new FrameBuilder(host);
  hosts.add({ name: safeText('vm'), ...memory });
  const rows = new FrameBuilder(processKind);
  for (const { group = 'web', cgroup: path = '', ...numbers } of processes) rows.add({ startTime: 100, ...numbers, group: safeText(group), cgroup: safeText(path) });
  const groups = new FrameBuilder(cgroup);
  for (const { path, ...numbers } of cgroups) groups.add({ path: safeText(path), name: safeText(path.slice(path.lastIndexOf('/') + 1)), ...numbers });
  const files = new FrameBuilder(filesystem);
  if (usedBytes !== undefined) files.add({ mount: safeText('/'), usedBytes, freeBytes });
  return new Snapshot(time, 5, [hosts.build(), rows.build(), groups.build(), files.build()], []);
}
