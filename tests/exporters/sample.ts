import { derive } from '../../src/engine/derive.ts';
import type { Frame } from '../../src/model/frame.ts';
import { cgroup } from '../../src/model/kinds/cgroup.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { cpu, disk, filesystem, networkInterface, sensor } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf, type Row } from '../model/support.ts';

/** A process by its number: 7 programs of one each 10, a user each 5, a container each 20. */
export const processRow = (index: number, tick = 0): Row => ({
  pid: 1000 + index, startTime: 1_790_000_000 + index, user: `user${index % 5}`, state: 1, cpuPercent: (index * 7 + tick * 3) % 100, memoryPercent: 0.1, rssBytes: (1 + ((index * 13 + tick) % 977)) * 4096,
  virtualBytes: 2 ** 30, threads: 1 + (index % 7), nice: 0, priority: 20, cpuSeconds: index + tick * 0.25, minorFaultsPerSecond: index % 3, majorFaultsPerSecond: 0,
  group: `program${Math.floor(index / 10)}`, container: `unit${Math.floor(index / 20)}.service`, cgroup: `/system.slice/unit${Math.floor(index / 20)}.service`, name: `worker-${index % 40}`,
});

export interface Made {
  /** Ms since the epoch. */
  readonly time?: number;
  readonly processes?: number;
  readonly tick?: number;
  readonly more?: readonly Frame[];
}

/** A snapshot as the sampler makes it: the host, its parts and so many processes. */
export function sampleSnapshot({ time = 1_790_000_000_000, processes = 30, tick = 0, more = [] }: Made = {}): Snapshot {
  const frames: Frame[] = [
    frameOf(host, [{ name: 'vault', kernel: '6.18', cpuCount: 2, cpuPercent: 29.1 + tick, load1: 1.25, memoryTotalBytes: 8 * 2 ** 30, memoryUsedBytes: 3 * 2 ** 30 + tick * 1024, processes, uptimeSeconds: 1000 + tick, bootTime: 1_789_000_000.25 }]),
    frameOf(cpu, [{ id: 0, usedPercent: 12.3, userPercent: 10 }, { id: 1, usedPercent: 100 }]),
    frameOf(disk, [{ name: 'sda', readBytesPerSecond: 4096, busyPercent: 3.5, waitSeconds: 0.00125 }]),
    frameOf(networkInterface, [{ name: 'eth0', receiveBytesPerSecond: 10, transmitBytesPerSecond: 20 }]),
    frameOf(filesystem, [{ mount: '/', device: '/dev/sda1', type: 'ext4', sizeBytes: 1e12, usedBytes: 4e11, freeBytes: 6e11, usedPercent: 40 }]),
    frameOf(sensor, [{ name: 'coretemp Package id 0', celsius: 51.5, highCelsius: 100 }]),
    frameOf(cgroup, [{ path: '/system.slice/db.service', name: 'db.service', memoryBytes: 4096 * 1000, memoryLimitBytes: 2 ** 30, memoryUsedPercent: 0.4, outOfMemoryKills: 2 }]),
    frameOf(finding, [{ id: 'anomaly host cpu', subjectKind: 'host', subject: 'vault', subjectKey: 'vault', figure: 'cpuPercent', type: 1, score: 80.5, since: 1_789_999_000, seen: 29.1, expected: 4 }]),
    frameOf(processKind, Array.from({ length: processes }, (_, index) => processRow(index, tick))),
    ...more,
  ];
  return new Snapshot(time, 1, frames, [], derive);
}
