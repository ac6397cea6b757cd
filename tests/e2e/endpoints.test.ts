import { appendFileSync, readdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RequestReader } from '../../storage/requests/reader.ts';
import { UserError } from '../../src/model/errors.ts';
import { put } from '../config/support.ts';
import { run, Sandbox } from './support/program.ts';
import { eventually } from './support/wait.ts';
import { stateOf, Watching } from './support/watching.ts';

const PATIENCE = 20_000;
/** A session and an address that must never be seen again. */
const [SECRET_SESSION, SECRET_ADDRESS] = ['sess-4d1f9bc2e8a7', '81.130.77.201'];

const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "-" "$http_user_agent" $msec $request_time "$http_x_session"';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

function line(path: string, session = SECRET_SESSION, status = 200): string {
  const now = new Date();
  const clf = `${two(now.getUTCDate())}/${months[now.getUTCMonth()] ?? ''}/${now.getUTCFullYear()}:${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())} +0000`;
  return `${SECRET_ADDRESS} - - [${clf}] "GET ${path} HTTP/1.1" ${status} 512 "-" "curl/8" ${(now.getTime() / 1000).toFixed(3)} 0.020 "${session}"\n`;
}

const settings = (file: string, more: object = {}): object => ({ watch: { interval: 1 }, endpoints: { logs: [{ file, format: FORMAT, name: 'shop', session: 'http_x_session', ...more }] } });
const configure = (sandbox: Sandbox, config: object): string => put(join(sandbox.home, 'config', 'pyprocwatch', 'config.yaml'), JSON.stringify(config));

/** Requests that are stored, all in all. */
async function stored(sandbox: Sandbox): Promise<number> {
  try {
    const reader = await RequestReader.open(stateOf(sandbox));
    try {
      let sum = 0;
      for (const { cells } of reader.slices(0, 1e15)) for (const { sums } of cells) sum += sums.requests;
      return sum;
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof UserError) return 0;
    throw error;
  }
}

async function storedAre(sandbox: Sandbox, count: number): Promise<number> {
  let last = 0;
  return await eventually(async () => {
    last = await stored(sandbox);
    return last >= count ? last : undefined;
  }, () => `of ${count} requests only ${last} were stored`, PATIENCE);
}

/** Watching, and looking for a log that is not there yet: what comes then is read from its first line on. */
async function looking(sandbox: Sandbox): Promise<Watching> {
  const watch = await Watching.start(sandbox);
  await eventually(() => watch.log.find(({ notice }) => String(notice).includes('there is no such file yet')), () => 'it never looked for the log', PATIENCE);
  return watch;
}

/** All files of the state, as bytes. */
function bytesOf(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile()).map((name) => readFileSync(join(folder, name))));
}

describe('endpoints of an access log', () => {
  it('each request is counted once: through rotation, truncation, rubbish, a kill and restarts', async () => {
    using sandbox = new Sandbox();
    const log = join(sandbox.work, 'access.log');
    configure(sandbox, settings(log));
    let written = 0;
    const write = (count: number): void => {
      let text = '';
      for (let index = 0; index < count; index += 1) text += line(`/api/v1/items/${written + index}`);
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
      appendFileSync(`${log}.1`, line('/api/v1/items/7'));
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

  it('no address and no session is in the store, in the log or in any output', async () => {
    using sandbox = new Sandbox();
    const log = join(sandbox.work, 'access.log');
    configure(sandbox, { ...settings(log), watch: { interval: 1, log: 'debug' } });
    await using watch = await looking(sandbox);
    for (let index = 0; index < 40; index += 1) appendFileSync(log, line('/api/v1/items/1') + line(`/users/${SECRET_SESSION}`));
    // A line that is no request: its example must not tell either.
    appendFileSync(log, `${SECRET_ADDRESS} ${SECRET_SESSION} what is this\n`.repeat(60));
    await storedAre(sandbox, 80);
    await sleep(3000);
    const { out, err } = await run(['endpoints', '--last', '1h', '--group-by', 'country'], { sandbox });
    const offline = await run(['endpoints', '--log', log, '--log-format', FORMAT], { sandbox });
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
    const { code, out, err } = await run(['demo', 'endpoints', '--seconds', '12', '--json', '--rate', '30'], { sandbox });
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
