import { appendFileSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run, Sandbox } from './support/program.ts';
import { configureLogs, LOG_FORMAT, logSettings, looking, requestLine, SECRET_ADDRESS, SECRET_SESSION, stored, storedAre } from './support/request-log.ts';
import { stateOf, Watching } from './support/watching.ts';

/** All files of the state, as bytes. */
function bytesOf(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile()).map((name) => readFileSync(join(folder, name))));
}

describe('endpoints of an access log', () => {
  it('each request is counted once: through rotation, rubbish, a kill and a restart', async () => {
    using sandbox = new Sandbox();
    const log = join(sandbox.work, 'access.log');
    configureLogs(sandbox, logSettings(log));
    let written = 0;
    const write = (count: number): void => {
      appendFileSync(log, Array.from({ length: count }, (_, index) => requestLine(`/api/v1/items/${written + index}`)).join(''));
      written += count;
    };
    {
      await using watch = await looking(sandbox);
      write(300);
      await storedAre(sandbox, written);
      appendFileSync(log, Buffer.from([0, 1, 2, 0xff, 0xfe, 10, 10, 13, 10]));
      write(100);
      watch.signal('SIGKILL');
    }
    // Written and rotated while nobody looked.
    write(80);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
    write(40);
    {
      await using watch = await Watching.start(sandbox);
      await storedAre(sandbox, written);
      expect((await watch.end()).code).toBe(0);
    }
    expect(await stored(sandbox)).toBe(written);
    const { out } = await run(['endpoints', '--last', '1h', '--json'], { sandbox });
    const { rows }: { rows: { endpoint: string; requests: number }[] } = JSON.parse(out);
    expect(rows[0]).toMatchObject({ endpoint: 'GET /api/v1/items/*', requests: written });
  }, 60_000);

  it('no address and no session is in the store, in the log or in any output', async () => {
    using sandbox = new Sandbox();
    const log = join(sandbox.work, 'access.log');
    configureLogs(sandbox, { ...logSettings(log), watch: { interval: 1, log: 'debug' } });
    await using watch = await looking(sandbox);
    for (let index = 0; index < 40; index += 1) appendFileSync(log, requestLine('/api/v1/items/1') + requestLine(`/users/${SECRET_SESSION}`));
    // A line that is no request: its example must not tell either.
    appendFileSync(log, `${SECRET_ADDRESS} ${SECRET_SESSION} what is this\n`.repeat(60));
    await storedAre(sandbox, 80);
    await sleep(3000);
    const { out, err } = await run(['endpoints', '--last', '1h', '--group-by', 'country'], { sandbox });
    const offline = await run(['endpoints', '--log', log, '--log-format', LOG_FORMAT], { sandbox });
    expect((await watch.end()).code).toBe(0);
    const everything = Buffer.concat([bytesOf(stateOf(sandbox)), Buffer.from(out + err + JSON.stringify(watch.log))]);
    expect(everything.length).toBeGreaterThan(10_000);
    expect(everything.includes(SECRET_ADDRESS)).toBe(false);
    expect(everything.includes(SECRET_SESSION)).toBe(false);
    expect(offline.out).toContain('GET /api/v1/items/*');
    expect(offline.out + offline.err).not.toContain(SECRET_ADDRESS);
  }, 60_000);

  it('the demo shows within seconds what each endpoint of a shop costs', async () => {
    using sandbox = new Sandbox();
    const { code, out, err } = await run(['demo', 'endpoints', '--seconds', '8', '--json', '--rate', '40'], { sandbox });
    expect([code, err]).toEqual([0, '']);
    const { endpoints }: { endpoints: { id: string; totalRequests: number; p95Seconds: number }[] } = JSON.parse(out);
    expect(endpoints.map(({ id }) => id)).toContain('GET /api/v1/products/*');
    expect(endpoints.reduce((sum, { totalRequests }) => sum + totalRequests, 0)).toBeGreaterThan(100);
    expect(endpoints.every(({ p95Seconds }) => p95Seconds >= 0)).toBe(true);
  }, 60_000);

  it('says of a log that is not there, and of a format that does not fit, what to do', async () => {
    using sandbox = new Sandbox();
    const log = join(sandbox.work, 'access.log');
    const { code, err } = await run(['endpoints', '--log', log], { sandbox });
    expect(code).toBe(69);
    expect(err).toContain(`${log}: cannot be read`);
    writeFileSync(log, 'neither this\nnor that\n'.repeat(20));
    const wrong = await run(['endpoints', '--log', log], { sandbox });
    expect([wrong.code, wrong.out]).toEqual([65, '']);
    expect(wrong.err).toContain('no format that is known fits its lines; give the log format');
    const none = await run(['endpoints', '--last', '1h'], { sandbox });
    expect(none.err).toContain('no requests were counted yet');
    const named = await run(['endpoints', '--log', log, '--log-format', 'combind'], { sandbox });
    expect(named.err).toContain('did you mean "combined"?');
  });
});
