import fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseAnonymous, parseFinite, parseKills } from '../../../../src/collectors/linux/host/cgroup-controllers.ts';
import { diskRates, parseDiskstats } from '../../../../src/collectors/linux/host/diskstats.ts';
import { filesystemFrame, parseMountinfo } from '../../../../src/collectors/linux/host/filesystems.ts';
import { parseCelsius } from '../../../../src/collectors/linux/host/hwmon.ts';
import { parseLoadavg } from '../../../../src/collectors/linux/host/loadavg.ts';
import { parseMeminfo } from '../../../../src/collectors/linux/host/meminfo.ts';
import { interfaceRates, parseNetdev } from '../../../../src/collectors/linux/host/netdev.ts';
import { parsePressure } from '../../../../src/collectors/linux/host/pressure.ts';
import { cpuShares, parseStat } from '../../../../src/collectors/linux/host/stat.ts';
import { parseUptime } from '../../../../src/collectors/linux/host/uptime.ts';
import { CGROUP, DISKSTATS, LOADAVG, MEMINFO, MOUNTINFO, NETDEV, PRESSURE, STAT, UPTIME } from './samples.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import { damaged, rowsOf } from './support.ts';

const isPercent = (value: number): boolean => value >= 0 && value <= 100;
const isRate = (value: number): boolean => value >= 0 && Number.isFinite(value);
const all = (values: Iterable<number>, holds: (value: number) => boolean): void => {
  for (const value of values) expect(value).toSatisfy(holds);
};

/** Each parser, applied to two readings as a collector does, with what must hold of its figures. */
const CASES: readonly { name: string; valid: readonly string[]; check: (now: string, before: string) => void }[] = [
  {
    name: 'stat', valid: Object.values(STAT),
    check: (now, before) => {
      const [later, earlier] = [parseStat(now), parseStat(before)];
      if (later.all !== undefined && earlier.all !== undefined) all(Object.values(cpuShares(later.all, earlier.all)), isPercent);
      for (const [id, times] of later.cpus) {
        const old = earlier.cpus.get(id);
        if (old !== undefined) all(Object.values(cpuShares(times, old)), isPercent);
      }
    },
  },
  {
    name: 'diskstats', valid: Object.values(DISKSTATS),
    check: (now, before) => {
      const earlier = parseDiskstats(before);
      for (const [name, counters] of parseDiskstats(now)) {
        const old = earlier.get(name);
        if (old === undefined) continue;
        const { busyPercent, waitSeconds, ...rates } = diskRates(counters, old, 1);
        expect(busyPercent).toSatisfy(isPercent);
        expect(waitSeconds).toSatisfy((value: number) => Number.isNaN(value) || isRate(value));
        all(Object.values(rates), isRate);
      }
    },
  },
  {
    name: 'netdev', valid: Object.values(NETDEV),
    check: (now, before) => {
      const earlier = parseNetdev(before);
      for (const [name, counters] of parseNetdev(now)) {
        const old = earlier.get(name);
        if (old !== undefined) all(Object.values(interfaceRates(counters, old, 1)), isRate);
      }
    },
  },
  { name: 'meminfo', valid: Object.values(MEMINFO), check: (now) => all(Object.values(parseMeminfo(now)), isRate) },
  { name: 'loadavg', valid: [LOADAVG], check: (now) => all(Object.values(parseLoadavg(now)), isRate) },
  { name: 'uptime', valid: [UPTIME], check: (now) => all([parseUptime(now)], (value) => Number.isNaN(value) || isRate(value)) },
  { name: 'pressure', valid: Object.values(PRESSURE), check: (now) => all([parsePressure(now)], (value) => Number.isNaN(value) || isPercent(value)) },
  { name: 'celsius', valid: ['45500\n', '-3000\n'], check: (now) => all([parseCelsius(now)], (value) => Number.isNaN(value) || Number.isFinite(value)) },
  {
    name: 'cgroup', valid: Object.values(CGROUP),
    check: (now) => all([parseAnonymous(now), parseKills(now), parseFinite(now)], (value) => Number.isNaN(value) || isRate(value)),
  },
  {
    name: 'mountinfo', valid: [MOUNTINFO],
    check: (now) => {
      const mounts = parseMountinfo(now);
      expect(new Set(mounts.map((one) => one.mount)).size).toBe(mounts.length);
      expect(new Set(mounts.map((one) => one.device)).size).toBe(mounts.length);
      const frame = filesystemFrame(mounts, () => ({ bsize: 1, blocks: 9, bfree: 3, bavail: 1 }));
      for (const row of rowsOf(frame)) expect(String(row['mount'])).not.toMatch(/[\p{C}]/u);
    },
  },
];

for (const { name, valid, check } of CASES) {
  it(`${name}: survives any text, with sound figures`, () => {
    const text = damaged(...valid);
    fc.assert(fc.property(text, fc.oneof(text, fc.constantFrom(...valid)), (now, before) => check(now, before)), { numRuns: 1500 });
  });

  it(`${name}: takes no hostile text for long`, () => {
    const first = valid[0] ?? '';
    const hostile = [first.repeat(2000), ' '.repeat(1_000_000), '\t'.repeat(500_000), '9'.repeat(500_000), 'MemTotal:'.repeat(50_000), '\\040'.repeat(100_000), ':'.repeat(500_000), '\n'.repeat(200_000), 'some avg10='.repeat(50_000)];
    for (const text of hostile) {
      // The best of three, for other tests run at the same time.
      const fastest = Math.min(...[1, 2, 3].map(() => cpuMilliseconds(() => check(text, ''))));
      expect(fastest).toBeLessThan(100);
    }
  });
}
