import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { run, Sandbox } from '../e2e/support/program.ts';
import { configureLogs, logSettings, looking, requestLine, SECRET_ADDRESS, SECRET_SESSION, stored, storedAre } from '../e2e/support/request-log.ts';
import { Watching } from '../e2e/support/watching.ts';

test('each request is counted once: through rotation, truncation, rubbish, a kill and restarts', async () => {
  using sandbox = new Sandbox();
  const log = join(sandbox.work, 'access.log');
  configureLogs(sandbox, logSettings(log));
  let written = 0;
  const write = (count: number): void => {
    let text = '';
    for (let index = 0; index < count; index += 1) text += requestLine(`/api/v1/items/${written + index}`);
    written += count;
    appendFileSync(log, text);
  };
  {
    await using watch = await looking(sandbox);
    write(300);
    // A log that is rotated before it was looked at for the first time could be any file.
    await sleep(1000);
    appendFileSync(log, `${Buffer.alloc(1_200_000, 'x').toString()}\n`);
    appendFileSync(log, Buffer.from([0, 1, 2, 0xff, 0xfe, 10, 10, 13, 10]));
    write(200);
    // Rotated by a new file; the old one still gets some.
    renameSync(log, `${log}.1`);
    appendFileSync(`${log}.1`, requestLine('/api/v1/items/7'));
    written += 1;
    writeFileSync(log, '');
    write(150);
    await sleep(1000);
    await storedAre(sandbox, written);
    // Copied and cut off.
    truncateSync(log, 0);
    write(50);
    await storedAre(sandbox, written);
    write(120);
    watch.signal('SIGKILL');
    await sleep(100);
  }
  // Written and rotated while nobody looked.
  write(80);
  renameSync(log, `${log}.2`);
  writeFileSync(log, '');
  write(40);
  {
    await using watch = await Watching.start(sandbox);
    await storedAre(sandbox, written);
    expect((await watch.end()).code).toBe(0);
  }
  {
    await using watch = await Watching.start(sandbox);
    write(10);
    expect(await storedAre(sandbox, written)).toBe(written);
    expect((await watch.end()).code).toBe(0);
  }
  expect(await stored(sandbox)).toBe(written);
  const { out } = await run(['endpoints', '--last', '1h', '--json'], { sandbox });
  const { rows }: { rows: { endpoint: string; requests: number }[] } = JSON.parse(out);
  expect(rows[0]).toMatchObject({ endpoint: 'GET /api/v1/items/*', requests: written });
  for (const args of [['endpoints', '--group-by', 'hour'], ['geo', '--csv'], ['sessions', '--json']]) {
    const { code, out: said } = await run(args, { sandbox });
    expect([args[0], code]).toEqual([args[0], 0]);
    expect(said).not.toContain(SECRET_SESSION);
    expect(said).not.toContain(SECRET_ADDRESS);
  }
}, 90_000);
