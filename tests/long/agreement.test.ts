import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { agreement, DUMP } from '../monitors/agreement.ts';
import { readAll, startsByPs, Watch } from '../monitors/readings.ts';
import { settle, startHerd } from '../monitors/herd.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/pyprocwatch.mjs');
const COUNT = 1000;

test.runIf(process.platform === 'linux' && existsSync(PROGRAM))(`what is printed of ${COUNT} processes agrees with /proc and ps`, async () => {
  await using herd = await startHerd(COUNT);
  await settle();
  using watch = new Watch(herd.busy);
  await settle();
  const before = readAll();
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, 'top', '--once', '--json', '--interval', '2'], { maxBuffer: 2 ** 28 });
  const after = readAll();
  await settle();
  const dump = DUMP.parse(JSON.parse(stdout));
  const { compared, quiet, largest, wrong } = agreement(dump, { before, after, starts: startsByPs(), watch, watched: herd.busy });
  console.log(`${dump.processes.length} processes printed; ${compared} alive throughout compared, ${quiet} of them quiet (all figures), ${herd.busy.length} busy (CPU by /proc deltas)`);
  console.log(`largest difference: RSS ${largest.rssBytes / 1024} KiB, start ${largest.startSeconds.toFixed(2)} s beyond ps's whole second, CPU ${largest.cpuPoints.toFixed(2)} points (${largest.cpuPointsAsTold.toFixed(2)}, were each process read at the very moment told); ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(COUNT + herd.busy.length);
  expect(quiet).toBeGreaterThanOrEqual(COUNT);
  expect(dump.processes.filter(({ pid, state }) => state === 'T' && herd.pids.includes(pid))).toHaveLength(COUNT / 20);
});
