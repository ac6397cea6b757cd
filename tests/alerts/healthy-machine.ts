import { FindingWatch } from '../../src/analysis/findings/finding-watch.ts';
import { cgroup } from '../../src/model/kinds/cgroup.ts';
import { filesystem } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process } from '../../src/model/kinds/process.ts';
import type { Frame } from '../../src/model/frame.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { derive } from '../../src/engine/derive.ts';
import { describeCgroup } from '../../src/collectors/linux/cgroup-path.ts';
import { frameOf, type Row } from '../model/support.ts';
import { seeded } from '../storage/history/machine.ts';
import { BEGIN } from './live/snapshots.ts';
import { DAY, HOUR, MINUTE, SECOND } from './support.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
export const STEP = 5 * SECOND;

interface Running {
  readonly pid: number;
  readonly name: string;
  readonly cgroup: string;
  /** Ms since the epoch. */
  readonly started: number;
  readonly anonymousBytes: number;
  readonly cpuPercent?: number;
  readonly openFiles?: number;
}

const UP_FOR = 30 * DAY;
const service = (pid: number, unit: string, name: string, megabytes: number, cpuPercent = 1): Running => ({ pid, name, cgroup: `/system.slice/${unit}`, started: BEGIN - UP_FOR, anonymousBytes: megabytes * MIB, cpuPercent });

/** Units that are always there. */
const SERVICES: readonly Running[] = [
  { ...service(1, '', 'systemd', 8), cgroup: '/init.scope' },
  service(200, 'systemd-journald.service', 'systemd-journal', 20), service(300, 'cron.service', 'cron', 3), service(310, 'ssh.service', 'sshd', 6), service(320, 'nginx.service', 'nginx', 15, 5), service(321, 'nginx.service', 'nginx', 25, 20), service(322, 'nginx.service', 'nginx', 25, 20), service(400, 'postgresql.service', 'postgres', 400, 30), service(401, 'postgresql.service', 'postgres', 40, 10),
];

const docker = (pid: number, id: string, started: number): Running => ({ pid, name: 'node', cgroup: `/system.slice/docker-${id.repeat(64).slice(0, 64)}.scope`, started, anonymousBytes: 300 * MIB, cpuPercent: 40 });

/** What runs at a time, ms after the beginning: services, a deploy of a container after an hour, a backup of 75 minutes, a job each minute, a person. */
function runningAt(at: number): Running[] {
  const all = [...SERVICES];
  if (at < HOUR) all.push(docker(5000, 'a1', BEGIN - 9 * DAY));
  if (at >= HOUR - 20 * SECOND) all.push(docker(5100, 'b2', BEGIN + HOUR - 20 * SECOND));
  if (at >= 15 * MINUTE && at < 90 * MINUTE) all.push({ pid: 6000, name: 'restic', cgroup: '/system.slice/backup.service', started: BEGIN + 15 * MINUTE, anonymousBytes: 200 * MIB, cpuPercent: 80 });
  const minute = Math.floor(at / MINUTE);
  if (at % MINUTE < 2 * SECOND) all.push({ pid: 10_000 + minute, name: 'collect', cgroup: '/system.slice/collect.service', started: BEGIN + minute * MINUTE, anonymousBytes: 5 * MIB });
  if (minute % 60 === 30 && at % MINUTE < 10 * SECOND) all.push({ pid: 20_000 + minute, name: 'logrotate', cgroup: '/system.slice/logrotate.service', started: BEGIN + minute * MINUTE, anonymousBytes: 5 * MIB });
  // Somebody who was logged in since yesterday, with a user manager of theirs, goes home.
  if (at < 100 * MINUTE) all.push({ pid: 7000, name: 'bash', cgroup: '/user.slice/user-1000.slice/session-3.scope', started: BEGIN - DAY, anonymousBytes: 5 * MIB }, { pid: 7001, name: 'pipewire', cgroup: '/user.slice/user-1000.slice/user@1000.service/session.slice/pipewire.service', started: BEGIN - DAY, anonymousBytes: 9 * MIB }, { pid: 7002, name: 'firefox', cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-7002.scope', started: BEGIN - DAY, anonymousBytes: 900 * MIB });
  return all;
}

/** What a fault changes at a time, ms after the beginning. */
export interface Fault {
  readonly processes?: (rows: readonly Row[], at: number) => readonly Row[];
  readonly host?: (at: number) => Row;
  readonly filesystem?: (at: number) => Row;
  readonly cgroup?: (at: number) => Row;
  readonly findings?: (at: number) => Frame | undefined;
}

/** Two hours of a machine on which all is well but for the fault, a snapshot each five seconds. */
export function* machineFor(length: number, fault: Fault = {}): Generator<Snapshot> {
  const random = seeded(7);
  const about = (value: number, part = 0.05): number => value * (1 + part * (2 * random() - 1));
  const watch = new FindingWatch();
  let cached = 2 * GIB;
  for (let at = 0; at <= length; at += STEP) {
    const time = BEGIN + at;
    cached = Math.min(26 * GIB, cached + 40 * MIB);
    const rows = runningAt(at).map(({ pid, name, cgroup: path, started, anonymousBytes, cpuPercent = 0, openFiles = 60 }): Row => {
      const place = describeCgroup(path);
      const own = about(anonymousBytes, 0.01);
      return {
        pid, parentPid: 1, name, cgroup: path, container: place?.name ?? '', group: place?.isUnit === true || place?.runtime === 'docker' ? (place.name ?? name) : name, user: 'root', startTime: started / 1000, cpuPercent: about(cpuPercent, 0.5),
        anonymousBytes: own, rssBytes: own + 20 * MIB, threads: 4, openFiles: Math.round(about(openFiles, 0.1)), openFilesLimit: 1024, cpuSeconds: ((time - started) / 1000) * 0.1,
      };
    });
    // Logs grow by 20 MiB a minute and are rotated each hour; the backup takes 150 GiB of its disk, and drops the oldest at its end.
    const logs = ((at + 30 * MINUTE) % HOUR) / MINUTE * 20 * MIB;
    const saved = Math.max(0, Math.min(1, (at - 15 * MINUTE) / (75 * MINUTE))) * 150 * GIB - (at >= 90 * MINUTE ? 145 * GIB : 0);
    const disk = (mount: string, size: number, used: number): Row => ({ mount, device: `/dev/${mount.slice(1) || 'root'}`, type: 'ext4', sizeBytes: size, usedBytes: used, freeBytes: size - used, usedPercent: (used / size) * 100 });
    const anonymous = rows.reduce((sum, row) => sum + Number(row['anonymousBytes']), 0);
    const frames = [
      frameOf(process, fault.processes?.(rows, at) ?? rows),
      frameOf(host, [{ name: 'here', kernel: '6.1', cpuPercent: about(20), load1: about(1), memoryTotalBytes: 32 * GIB, memoryAvailableBytes: 32 * GIB - anonymous - 1 * GIB, memoryUsedBytes: anonymous + 1 * GIB, memoryCachedBytes: cached, memoryPressurePercent: about(0.5, 1), diskWriteBytesPerSecond: about(10 * MIB), diskReadBytesPerSecond: about(MIB), networkReceiveBytesPerSecond: about(MIB), networkTransmitBytesPerSecond: about(MIB), ...fault.host?.(at) }]),
      frameOf(filesystem, [{ ...disk('/', 50 * GIB, 30 * GIB + logs), ...fault.filesystem?.(at) }, disk('/backup', 500 * GIB, 200 * GIB + saved)]),
      frameOf(cgroup, [{ path: '/system.slice/nginx.service', name: 'nginx.service', memoryBytes: Math.min(512 * MIB, 65 * MIB + cached / 10), anonymousBytes: about(65 * MIB), memoryLimitBytes: 512 * MIB, tasks: 3, tasksLimit: 4915, outOfMemoryKills: 0, ...fault.cgroup?.(at) }]),
    ];
    watch.observe(new Snapshot(time, 5, frames, [], derive));
    yield new Snapshot(time, 5, [...frames, fault.findings?.(at) ?? watch.frame()], [], derive);
  }
}
