import { describe, expect, it } from 'vitest';

import { diskRates, parseDiskstats } from '../../../../src/collectors/linux/host/diskstats.ts';
import { parseCelsius } from '../../../../src/collectors/linux/host/hwmon.ts';
import { parseLoadavg } from '../../../../src/collectors/linux/host/loadavg.ts';
import { parseMeminfo } from '../../../../src/collectors/linux/host/meminfo.ts';
import { interfaceRates, parseNetdev } from '../../../../src/collectors/linux/host/netdev.ts';
import { parsePressure } from '../../../../src/collectors/linux/host/pressure.ts';
import { cpuShares, parseStat, type CpuTimes } from '../../../../src/collectors/linux/host/stat.ts';
import { parseUptime } from '../../../../src/collectors/linux/host/uptime.ts';
import { DISKSTATS, LOADAVG, MEMINFO, NETDEV, PRESSURE, STAT, UPTIME } from './samples.ts';

describe('parseStat', () => {
  it('reads a file with all fields; guests are in user already', () => {
    const stat = parseStat(STAT.linux6);
    expect(stat.all).toEqual({ user: 5714, system: 3301, idle: 170_631, iowait: 301, steal: 9 });
    expect([...stat.cpus.keys()]).toEqual([0, 2]);
    expect(stat.cpus.get(2)).toEqual({ user: 3068, system: 1941, idle: 84_716, iowait: 284, steal: 6 });
    expect(stat).toMatchObject({ contextSwitches: 1_061_589, forks: 6456, bootTime: 1_700_000_000 });
  });

  it('takes fields that an old kernel has not for 0', () => {
    expect(parseStat(STAT.linux24).all).toEqual({ user: 100, system: 50, idle: 850, iowait: 0, steal: 0 });
    expect(parseStat(STAT.linux26).all).toEqual({ user: 110, system: 53, idle: 800, iowait: 40, steal: 3 });
  });

  it('says that an empty file says nothing', () => {
    expect(parseStat('')).toEqual({ all: undefined, cpus: new Map(), contextSwitches: Number.NaN, forks: Number.NaN, bootTime: Number.NaN });
  });
});

describe('cpuShares', () => {
  const times = (user: number, system: number, idle: number, iowait: number, steal = 0): CpuTimes => ({ user, system, idle, iowait, steal });

  it('counts all but idle and iowait as busy', () => {
    expect(cpuShares(times(130, 120, 180, 110, 110), times(100, 100, 100, 100, 50))).toEqual({
      usedPercent: 55, userPercent: 15, systemPercent: 10, iowaitPercent: 5, stealPercent: 30,
    });
  });

  it('takes a counter that goes backwards for one that stands still', () => {
    expect(cpuShares(times(150, 100, 150, 20), times(100, 100, 100, 100))).toEqual({
      usedPercent: 50, userPercent: 50, systemPercent: 0, iowaitPercent: 0, stealPercent: 0,
    });
  });

  it('is 0 when no time went by', () => {
    expect(cpuShares(times(1, 2, 3, 4), times(1, 2, 3, 4)).usedPercent).toBe(0);
  });
});

it('parseLoadavg', () => {
  expect(parseLoadavg(LOADAVG)).toEqual({ load1: 0.08, load5: 0.04, load15: 0.05 });
  expect(parseLoadavg('1.5\n')).toEqual({ load1: 1.5 });
});

it('parseUptime', () => {
  expect(parseUptime(UPTIME)).toBe(903.19);
  expect(parseUptime('soon')).toBeNaN();
});

describe('parseMeminfo', () => {
  const kib = 1024;

  it('uses MemAvailable where there is one', () => {
    expect(parseMeminfo(MEMINFO.linux6)).toEqual({
      memoryTotalBytes: 16_000_000 * kib, memoryUsedBytes: 7_000_000 * kib, memoryAvailableBytes: 9_000_000 * kib,
      memoryCachedBytes: 7_200_000 * kib, swapTotalBytes: 4_000_000 * kib, swapUsedBytes: 1_000_000 * kib,
    });
  });

  it('adds up what old kernels could give back', () => {
    expect(parseMeminfo(MEMINFO.linux3)).toMatchObject({ memoryAvailableBytes: 460_000 * kib, memoryUsedBytes: 540_000 * kib, swapUsedBytes: 0 });
    expect(parseMeminfo(MEMINFO.linux26)).toMatchObject({ memoryAvailableBytes: 450_000 * kib, memoryCachedBytes: 350_000 * kib });
  });

  it('never says that more is available than there is', () => {
    expect(parseMeminfo('MemTotal: 100 kB\nMemAvailable: 500 kB\n')).toMatchObject({ memoryUsedBytes: 0, memoryAvailableBytes: 100 * kib });
  });

  it('leaves out what is not said', () => {
    expect(parseMeminfo('')).toEqual({});
    expect(parseMeminfo('MemTotal: 100 kB\n')).toEqual({ memoryTotalBytes: 100 * kib });
  });
});

it('parsePressure reads the first line whatever the age of the kernel', () => {
  expect(parsePressure(PRESSURE.linux420)).toBe(1.25);
  expect(parsePressure(PRESSURE.linux6)).toBe(12.5);
  expect(parsePressure('some avg10=250.00 avg60=1\n')).toBe(100);
  expect(parsePressure('')).toBeNaN();
});

describe('parseDiskstats', () => {
  const sda = { reads: 100, readBytes: 1_024_000, writes: 200, writtenBytes: 2_048_000, requestMilliseconds: 200, busyMilliseconds: 180 };

  it('reads files with 11, 15 and 17 counters, and leaves out loop, ram and the short lines of old partitions', () => {
    expect([...parseDiskstats(DISKSTATS.linux26)]).toEqual([['sda', sda]]);
    expect(parseDiskstats(DISKSTATS.linux418).get('sda')).toEqual(sda);
    expect([...parseDiskstats(DISKSTATS.linux6).keys()]).toEqual(['cciss/c0d0', 'zram0']);
  });

  it('gives rates, the busy share at most 100, and no mean time without requests', () => {
    const later = { ...sda, reads: 101, writes: 203, readBytes: 1_024_512, requestMilliseconds: 280, busyMilliseconds: 9999 };
    expect(diskRates(later, sda, 2)).toEqual({
      readBytesPerSecond: 256, writeBytesPerSecond: 0, readsPerSecond: 0.5, writesPerSecond: 1.5, busyPercent: 100, waitSeconds: 0.02,
    });
    expect(diskRates(sda, later, 2)).toEqual({
      readBytesPerSecond: 0, writeBytesPerSecond: 0, readsPerSecond: 0, writesPerSecond: 0, busyPercent: 0, waitSeconds: Number.NaN,
    });
  });
});

describe('parseNetdev', () => {
  const counters = { receivedBytes: 346_052_454, receivedPackets: 10_489, sentBytes: 741_932, sentPackets: 6417, errors: 4, drops: 6 };

  it('reads files with and without a blank after the colon', () => {
    expect(parseNetdev(NETDEV.linux26).get('eth0')).toEqual(counters);
    expect(parseNetdev(NETDEV.linux6).get('br-0a1b2c3d4e5f')).toEqual(counters);
    expect([...parseNetdev(NETDEV.linux26).keys()]).toEqual(['lo', 'eth0']);
  });

  it('gives rates, 0 after a counter was reset', () => {
    expect(interfaceRates({ ...counters, receivedBytes: 5, drops: 8 }, counters, 2)).toEqual({
      receiveBytesPerSecond: 0, transmitBytesPerSecond: 0, receivePacketsPerSecond: 0, transmitPacketsPerSecond: 0, errorsPerSecond: 0, dropsPerSecond: 1,
    });
  });
});

it('parseCelsius', () => {
  expect(parseCelsius('45500\n')).toBe(45.5);
  expect(parseCelsius('-5000\n')).toBe(-5);
  for (const text of ['', 'x', '65261850\n', '-274000', '4 5']) expect(parseCelsius(text)).toBeNaN();
});
