import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Contribution, HostCollector, Roots } from '../../../../src/collectors/collector.ts';
import { diskstats } from '../../../../src/collectors/linux/host/diskstats.ts';
import { filesystems } from '../../../../src/collectors/linux/host/filesystems.ts';
import { hwmon } from '../../../../src/collectors/linux/host/hwmon.ts';
import { loadavg } from '../../../../src/collectors/linux/host/loadavg.ts';
import { meminfo } from '../../../../src/collectors/linux/host/meminfo.ts';
import { netdev } from '../../../../src/collectors/linux/host/netdev.ts';
import { pressure } from '../../../../src/collectors/linux/host/pressure.ts';
import { stat } from '../../../../src/collectors/linux/host/stat.ts';
import { uptime } from '../../../../src/collectors/linux/host/uptime.ts';
import { readAt, rowsIn } from './support.ts';

const TREE = path.join(import.meta.dirname, '../../../fixtures/host-tree');
let root = '';
let roots: Roots;

const lay = (name: string): void => fs.cpSync(path.join(TREE, name), root, { recursive: true });

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'host-tree-'));
  roots = { proc: path.join(root, 'proc'), sys: path.join(root, 'sys') };
  lay('first');
});
afterEach(() => fs.rmSync(root, { recursive: true }));

/** Two ticks, 2 seconds apart, the second on the second recording. */
function twice(collector: HostCollector): [Contribution, Contribution] {
  const [first = {}, second = {}] = readAt(collector, roots, [10, 12], () => lay('second'));
  return [first, second];
}

it('stat', () => {
  const [first, second] = twice(stat);
  expect(first.host).toEqual({ cpuCount: 2, bootTime: 1_700_000_000 });
  expect(rowsIn(first)[1]).toMatchObject({ id: 1, usedPercent: Number.NaN });
  expect(second.host).toEqual({
    cpuCount: 2, bootTime: 1_700_000_000, forksPerSecond: 5, contextSwitchesPerSecond: 150,
    cpuPercent: 40, userPercent: 20, systemPercent: 10, iowaitPercent: 10, stealPercent: 10,
  });
  expect(rowsIn(second)).toEqual([
    { id: 0, usedPercent: 30, userPercent: 30, systemPercent: 0, iowaitPercent: 20, stealPercent: 0 },
    { id: 1, usedPercent: 50, userPercent: 10, systemPercent: 20, iowaitPercent: 0, stealPercent: 20 },
  ]);
});

it('stat: CPUs come and go', () => {
  const file = path.join(roots.proc, 'stat');
  const text = fs.readFileSync(file, 'utf8');
  const [, second = {}] = readAt(stat, roots, [0, 1], () => fs.writeFileSync(file, text.replace('cpu1', 'cpu7')));
  expect(second.host).toMatchObject({ cpuCount: 2, cpuPercent: 0 });
  expect(rowsIn(second)).toMatchObject([{ id: 0, usedPercent: 0 }, { id: 7, usedPercent: Number.NaN }]);
});

it('loadavg', () => {
  expect(twice(loadavg).map((one) => one.host)).toEqual([{ load1: 0.5, load5: 0.25, load15: 0.1 }, { load1: 0.75, load5: 0.3, load15: 0.12 }]);
});

it('meminfo', () => {
  const [first, second] = twice(meminfo);
  expect(first.host).toEqual({
    memoryTotalBytes: 8_192_000_000, memoryUsedBytes: 3_072_000_000, memoryAvailableBytes: 5_120_000_000,
    memoryCachedBytes: 3_481_600_000, swapTotalBytes: 2_048_000_000, swapUsedBytes: 512_000_000,
  });
  expect(second.host).toMatchObject({ memoryUsedBytes: 4_096_000_000 });
});

describe('pressure', () => {
  it('reads all three', () => {
    expect(twice(pressure)[1].host).toEqual({ cpuPressurePercent: 12.34, memoryPressurePercent: 0.1, ioPressurePercent: 99 });
  });

  it('is simply unknown where the kernel does not count it', () => {
    fs.rmSync(path.join(roots.proc, 'pressure'), { recursive: true });
    expect(twice(pressure)[0].host).toEqual({});
  });
});

it('diskstats', () => {
  const [first, second] = twice(diskstats);
  expect(first.host).toBeUndefined();
  expect(rowsIn(first).map((row) => row['name'])).toEqual(['sda', 'nvme0n1', 'dm-0']);
  expect(second.host).toEqual({ diskReadBytesPerSecond: 2_048_000, diskWriteBytesPerSecond: 4_096_000 });
  expect(rowsIn(second)).toMatchObject([
    { name: 'sda', readBytesPerSecond: 2_048_000, writeBytesPerSecond: 4_096_000, readsPerSecond: 50, writesPerSecond: 50, busyPercent: 50, waitSeconds: 0.002 },
    { name: 'nvme0n1', readBytesPerSecond: 0, busyPercent: 0, waitSeconds: Number.NaN },
    { name: 'dm-0', readBytesPerSecond: 2_048_000, busyPercent: 50 },
  ]);
});

describe('netdev', () => {
  it('reads the network of pid 1 under another root', () => {
    const [first, second] = twice(netdev);
    expect(first.host).toBeUndefined();
    expect(second.host).toEqual({ networkReceiveBytesPerSecond: 100_000, networkTransmitBytesPerSecond: 22_000 });
    expect(rowsIn(second)).toMatchObject([
      { name: 'lo', receiveBytesPerSecond: 200_000 },
      { name: 'eth0', receiveBytesPerSecond: 100_000, transmitBytesPerSecond: 20_000, receivePacketsPerSecond: 200, transmitPacketsPerSecond: 50, errorsPerSecond: 2, dropsPerSecond: 2 },
      { name: 'wlan0', receiveBytesPerSecond: 0, transmitBytesPerSecond: 2000 },
    ]);
  });

  it('falls back on its own network', () => {
    fs.renameSync(path.join(roots.proc, '1/net'), path.join(roots.proc, 'net'));
    expect(rowsIn(readAt(netdev, roots, [0])[0] ?? {})).toHaveLength(3);
  });
});

describe('hwmon', () => {
  it('reads chips and zones, names unique, implausible limits left out', () => {
    const [first, second] = twice(hwmon);
    expect(rowsIn(first)).toEqual([
      { name: 'coretemp Package id 0', celsius: 45, highCelsius: 80 },
      { name: 'coretemp Core 0', celsius: 44.5, highCelsius: 100 },
      { name: 'coretemp Core 0 #2', celsius: 40, highCelsius: Number.NaN },
      { name: 'nvme temp1', celsius: 38.85, highCelsius: Number.NaN },
      { name: 'acpitz', celsius: 27.8, highCelsius: Number.NaN },
    ]);
    expect(rowsIn(second)[0]).toMatchObject({ celsius: 47 });
  });

  it('has no rows without sensors, and none known of one that is gone', () => {
    const [, gone = {}] = readAt(hwmon, roots, [0, 5], () => fs.rmSync(path.join(roots.sys, 'class/thermal/thermal_zone0/temp')));
    expect(rowsIn(gone)[4]).toMatchObject({ name: 'acpitz', celsius: Number.NaN });
    fs.rmSync(path.join(roots.sys, 'class'), { recursive: true });
    expect(rowsIn(readAt(hwmon, roots, [0])[0] ?? {})).toEqual([]);
  });
});

it('uptime, host name and kernel', () => {
  const [first, second] = twice(uptime);
  expect(first.host).toEqual({ name: 'testhost', kernel: '6.1.0-test', uptimeSeconds: 1000.5 });
  expect(second.host).toMatchObject({ uptimeSeconds: 1002.5 });
});

it('filesystems are asked below the root of pid 1', () => {
  const rows = rowsIn(readAt(filesystems, roots, [0])[0] ?? {});
  const space = fs.statfsSync(root);
  expect(rows.map((row) => [row['mount'], row['type'], row['device']])).toEqual([['/', 'ext4', '/dev/sda1'], ['/mnt/my data', 'xfs', '/dev/nvme0n1p1']]);
  expect(rows[0]).toMatchObject({ sizeBytes: space.blocks * space.bsize });
});

it('rates need time to go by: two readings of one moment give none', () => {
  for (const collector of [stat, diskstats, netdev]) {
    const [, again = {}] = readAt(collector, roots, [3, 3]);
    expect(again.host ?? {}).not.toHaveProperty('cpuPercent');
    expect(JSON.stringify(again.host ?? {})).not.toMatch(/PerSecond/);
  }
});
