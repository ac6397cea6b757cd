import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { storedIn, configureLogs, LOG_FORMAT, requestLine } from '../e2e/support/request-log.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { canMount, SmallDisk } from '../e2e/support/small-disk.ts';
import { eventually } from '../e2e/support/wait.ts';

const PATIENCE = 40_000;

test.skipIf(!canMount)('a disk that is full while requests are counted: it says so and goes on, and when there is room again each is counted once (skipped: may not mount one)', async () => {
  using sandbox = new Sandbox();
  const log = join(sandbox.work, 'access.log');
  writeFileSync(log, '');
  configureLogs(sandbox, { watch: { interval: 1 }, endpoints: { logs: [{ file: log, format: LOG_FORMAT, name: 'shop', session: 'http_x_session' }] } });
  await using disk = await SmallDisk.start(sandbox, '64m', true);
  let written = 0;
  // Many routes and no end of sessions: what is stored is no small thing.
  const write = (count: number): void => {
    appendFileSync(log, Array.from({ length: count }, (_, index) => requestLine(`/${'abcdefghij'[index % 10] ?? ''}${'klmnopqrst'[Math.floor(index / 10) % 10] ?? ''}x/${index}`, `s${index}`)).join(''));
    written += count;
  };
  const counted = (): Promise<number> => disk.copied(storedIn);
  const notices = (): string[] => disk.watch.log.map(({ notice }) => String(notice)).filter((words) => words.includes('requests cannot be stored'));
  await sleep(2000);
  write(200);
  await eventually(async () => ((await counted()) === written ? true : undefined), () => `of ${written} requests not all were stored at first`, PATIENCE);
  for (let round = 1; round <= 3; round += 1) {
    disk.fill();
    for (let second = 0; second < 8; second += 1) {
      write(100);
      await sleep(1000);
    }
    // It is logged once.
    await eventually(() => (notices().length > 0 ? true : undefined), () => `it never said that requests cannot be stored: ${JSON.stringify(disk.watch.log.slice(-5))}`, PATIENCE);
    expect(await counted()).toBeLessThan(written);
    disk.empty();
    await eventually(async () => ((await counted()) >= written ? true : undefined), () => `${written} were written, and not all are stored when there is room again`, PATIENCE);
    expect(await counted()).toBe(written);
  }
  // Nothing comes later a second time.
  await sleep(10_000);
  expect(await counted()).toBe(written);
}, 400_000);
