import fs from 'node:fs';
import os from 'node:os';
import { describe, expect, it } from 'vitest';

import { DEFAULT_ROOTS, type HostFields } from '../../../../src/collectors/collector.ts';
import { HOST_COLLECTORS } from '../../../../src/collectors/linux/host/index.ts';
import type { Frame } from '../../../../src/model/frame.ts';
import { rowsOf } from './support.ts';

const now = () => ({ monotonic: performance.now(), wall: Date.now() });

describe.runIf(process.platform === 'linux' && fs.existsSync('/proc/stat'))('this host', () => {
  it('agrees with node:os', async () => {
    const readers = HOST_COLLECTORS.map((collector) => collector.start(DEFAULT_ROOTS));
    for (const read of readers) read(now());
    await new Promise((resolve) => setTimeout(resolve, 300));
    const contributions = readers.map((read) => read(now()));
    const host = contributions.reduce<HostFields>((all, one) => ({ ...all, ...one.host }), {});
    const frames = new Map<string, Frame>(contributions.flatMap((one) => one.frames ?? []).map((frame) => [frame.kind.name, frame]));

    expect(host.name).toBe(os.hostname());
    expect(host.kernel).toBe(os.release());
    expect(host.cpuCount).toBe(os.cpus().length);
    expect(host.memoryTotalBytes).toBe(os.totalmem());
    expect(Math.abs((host.uptimeSeconds ?? 0) - os.uptime())).toBeLessThan(5);
    expect(Math.abs((host.bootTime ?? 0) - (Date.now() / 1000 - os.uptime()))).toBeLessThan(60);
    expect(Math.abs((host.load1 ?? -9) - (os.loadavg()[0] ?? 0))).toBeLessThan(1);
    expect(host.cpuPercent).toSatisfy((value: number) => value >= 0 && value <= 100);
    expect(frames.get('cpu')?.count).toBe(os.cpus().length);

    const interfaces = rowsOf(frames.get('interface')).map((row) => row['name']);
    for (const name of Object.keys(os.networkInterfaces())) expect(interfaces).toContain(name);
    for (const row of rowsOf(frames.get('filesystem'))) expect(row['usedPercent']).toSatisfy((value: number) => value >= 0 && value <= 100);
    for (const frame of frames.values()) expect(new Set(rowsOf(frame).map((row) => frame.kind.key.map((key) => row[key]).join())).size).toBe(frame.count);
  });

  it('is named once each', () => {
    expect(new Set(HOST_COLLECTORS.map((collector) => collector.name)).size).toBe(HOST_COLLECTORS.length);
  });
});
