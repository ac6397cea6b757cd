import os from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { newHostMemory, readPortableHost, type HostLibrary } from '../../../src/collectors/portable/host.ts';
import type { Contribution } from '../../../src/collectors/collector.ts';
import { rowsOf } from '../linux/host/support.ts';

const load = {
  currentLoad: 40, currentLoadUser: 20, currentLoadNice: 5, currentLoadSystem: 10, currentLoadIrq: 5,
  cpus: [{ load: 60, loadUser: 30, loadNice: 5, loadSystem: 20, loadIrq: 5 }],
};
const memory = { total: 8000, available: 5000, buffcache: 3000, buffers: 100, cached: 2000, reclaimable: 200, swaptotal: 500, swapused: 100 };
const space = { fs: '/dev/disk1', type: 'APFS', size: 1000, used: 300, available: 100, mount: '/' };
const library: HostLibrary = {
  currentLoad: async () => load,
  mem: async () => memory,
  fsStats: async () => ({ rx_sec: 10, wx_sec: 20 }),
  networkStats: async () => [{ iface: 'lo0', rx_sec: 7, tx_sec: 7 }, { iface: 'en0', rx_sec: 30, tx_sec: 40 }],
  fsSize: async () => [space],
};
const failing = async () => { throw new Error('no such program'); };
const rows = ({ frames = [] }: Contribution, kind: string) => rowsOf(frames.find((frame) => frame.kind.name === kind));

it('names fields and units as the Linux collectors do', async () => {
  const contribution = await readPortableHost(library, newHostMemory());
  expect(contribution.host).toMatchObject({
    name: os.hostname(), kernel: os.release(), cpuCount: 1, cpuPercent: 40, userPercent: 25, systemPercent: 15,
    memoryTotalBytes: 8000, memoryUsedBytes: 3000, memoryAvailableBytes: 5000, memoryCachedBytes: 2300, swapTotalBytes: 500, swapUsedBytes: 100,
    diskReadBytesPerSecond: 10, diskWriteBytesPerSecond: 20, networkReceiveBytesPerSecond: 30, networkTransmitBytesPerSecond: 40,
  });
  expect(rows(contribution, 'cpu')).toMatchObject([{ id: 0, usedPercent: 60, userPercent: 35, systemPercent: 25, stealPercent: Number.NaN }]);
  expect(rows(contribution, 'interface')).toMatchObject([{ name: 'lo0', receiveBytesPerSecond: 7 }, { name: 'en0', transmitBytesPerSecond: 40 }]);
  expect(rows(contribution, 'filesystem')).toEqual([{ mount: '/', device: '/dev/disk1', type: 'APFS', sizeBytes: 1000, usedBytes: 300, freeBytes: 100, usedPercent: 75 }]);
});

it('leaves out what is not known yet, or not here', async () => {
  const contribution = await readPortableHost({
    ...library,
    fsStats: async () => null,
    networkStats: async () => [{ iface: 'en0', rx_sec: null, tx_sec: null }],
  }, newHostMemory());
  expect(contribution.host).not.toHaveProperty('diskReadBytesPerSecond');
  expect(contribution.host).not.toHaveProperty('networkReceiveBytesPerSecond');
  expect(rows(contribution, 'interface')).toMatchObject([{ name: 'en0', receiveBytesPerSecond: Number.NaN }]);
});

it('goes on without a part that fails, and throws when all do', async () => {
  const contribution = await readPortableHost({ ...library, currentLoad: failing }, newHostMemory());
  expect(contribution.host).toMatchObject({ memoryTotalBytes: 8000 });
  expect(contribution.host).not.toHaveProperty('cpuPercent');
  const broken = { currentLoad: failing, mem: failing, fsStats: failing, networkStats: failing, fsSize: failing };
  await expect(readPortableHost(broken, newHostMemory())).rejects.toThrow('no such program');
});

it('asks for file systems now and then only, and shows those it knows meanwhile', async () => {
  let asked = 0;
  const counting = { ...library, fsSize: async () => { asked += 1; return [space]; } };
  const remembered = newHostMemory();
  await readPortableHost(counting, remembered);
  const second = await readPortableHost(counting, remembered);
  expect(asked).toBe(1);
  expect(rows(second, 'filesystem')).toHaveLength(1);
});

it('gives sound percents whatever the library says', async () => {
  await fc.assert(fc.asyncProperty(fc.double(), fc.double(), fc.string({ unit: 'binary' }), async (one, other, text) => {
    const odd: HostLibrary = {
      ...library,
      currentLoad: async () => ({ ...load, currentLoad: one, currentLoadUser: other, cpus: [{ load: other, loadUser: one, loadNice: one, loadSystem: one, loadIrq: one }] }),
      networkStats: async () => [{ iface: text, rx_sec: one, tx_sec: other }],
      fsSize: async () => [{ fs: text, type: text, mount: text, size: one, used: other, available: one }],
    };
    const contribution = await readPortableHost(odd, newHostMemory());
    for (const value of [contribution.host?.cpuPercent, contribution.host?.userPercent, rows(contribution, 'cpu')[0]?.['usedPercent']]) {
      expect(value).toSatisfy((percent: number) => percent >= 0 && percent <= 100);
    }
    for (const row of [...rows(contribution, 'interface'), ...rows(contribution, 'filesystem')]) expect(Object.values(row).join('')).not.toMatch(/[\p{C}]/u);
  }), { numRuns: 200 });
});

it('reads this host', async () => {
  const { host } = await readPortableHost(await import('systeminformation'));
  expect(host).toMatchObject({ name: os.hostname(), cpuCount: os.cpus().length, memoryTotalBytes: os.totalmem() });
}, 20_000);
