import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { payloadOf } from '../../../../src/alerts/delivery/payload.ts';
import { put, temporaryFolder, thrownBy } from '../../../config/support.ts';
import { never, notification, notifierFor, services } from '../support.ts';

const own = { type: 'exec', rate: { burst: 100, perSecond: 100 } };
/** A channel that runs this JavaScript. */
const running = (code: string, more: object = {}, ...args: readonly string[]) => notifierFor({ ...own, command: [process.execPath, '-e', code, ...args], ...more }, services({ KEY: 'sesame' }));
const send = (code: string, more: object = {}) => running(code, more).send(notification(), never());

test('a program is given the alerts on its input, its arguments as they stand, and next to no environment', async () => {
  const out = join(temporaryFolder(), 'out');
  const code = `const fs = require('node:fs'); fs.writeFileSync(process.argv[1], JSON.stringify({ input: fs.readFileSync(0, 'utf8'), args: process.argv.slice(2), env: process.env, cwd: process.cwd() }))`;
  const outcome = await running(code, { environment: { PLAIN: 'a b', PAGER: '${env:KEY}' } }, out, '$(touch x); `y`', '*', '').send(notification(), never()).catch(String);
  expect(outcome).toEqual({ result: 'delivered', detail: `${process.execPath} took it` });
  const { input, args, env, cwd } = JSON.parse(readFileSync(out, 'utf8'));
  expect(input).toBe(payloadOf(notification()));
  expect(args).toEqual(['$(touch x); `y`', '*', '']);
  expect(env).toEqual({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', PLAIN: 'a b', PAGER: 'sesame' });
  expect(cwd).toBe('/');
});

describe('how it ends is what became of the message', () => {
  test.each([
    [0, { result: 'delivered' }], [1, { result: 'retry' }], [75, { result: 'retry' }], [65, { result: 'failed', reason: 'refused' }],
    [64, { result: 'failed', reason: 'configuration' }], [77, { result: 'failed', reason: 'configuration' }], [78, { result: 'failed', reason: 'configuration' }], [127, { result: 'failed', reason: 'configuration' }],
  ])('exit code %d', async (code, expected) => {
    expect(await send(`process.exit(${code})`)).toMatchObject(expected);
  });

  test('what it said is shown, clean, and no secret in it', async () => {
    const outcome = await send('process.stderr.write("\\u001b[31mno pager " + process.env.K); process.exit(1)', { environment: { K: '${env:KEY}' } });
    expect(outcome.detail).toMatch(/ended with 1: \u{FFFD}\[31mno pager \*+$/u);
  });

  test('it takes nothing in, says too much, or leaves others behind that hold its output', async () => {
    expect(await send('process.stdin.destroy(); process.exit(0)')).toMatchObject({ result: 'delivered' });
    expect(await send('process.stderr.write("x".repeat(5e6), () => process.exit(0))')).toMatchObject({ result: 'delivered' });
    const before = performance.now();
    expect(await send('require("node:child_process").spawn("sleep", ["3"], { stdio: "inherit" }).unref(); process.exit(0)')).toMatchObject({ result: 'delivered' });
    expect(performance.now() - before).toBeLessThan(2500);
  });

  test('a signal, and no such program', async () => {
    expect(await send('process.kill(process.pid, "SIGKILL")')).toMatchObject({ result: 'retry', detail: expect.stringContaining('was ended by SIGKILL') });
    expect(await notifierFor({ ...own, command: ['/nowhere/program'] }).send(notification(), never())).toEqual({ result: 'failed', reason: 'configuration', detail: '/nowhere/program cannot be started (ENOENT)' });
    expect(await notifierFor({ ...own, command: [put(join(temporaryFolder(), 'plain'), '', 0o600)] }).send(notification(), never())).toMatchObject({ result: 'failed', detail: expect.stringContaining('EACCES') });
  });
});

describe('it is ended', () => {
  test('when it takes too long', async () => {
    expect(await send('process.stderr.write("pager is busy"); setInterval(() => {}, 1000)', { timeout: '1s' })).toEqual({ result: 'retry', detail: `${process.execPath} did not end within 1 s: pager is busy` });
  });

  test('when the caller gives up, and when the channel is closed', async () => {
    expect(await running('setInterval(() => {}, 1000)').send(notification(), AbortSignal.timeout(100))).toMatchObject({ result: 'retry', detail: expect.stringContaining('stopped') });
    const notifier = running('setInterval(() => {}, 1000)');
    const sending = notifier.send(notification(), never());
    await sleep(100);
    await notifier.close();
    expect(await sending).toMatchObject({ result: 'retry' });
    expect(await notifier.send(notification(), never())).toMatchObject({ result: 'retry' });
  });
});

test('it runs as often as its rate allows', async () => {
  const notifier = notifierFor({ type: 'exec', command: ['/bin/true'], rate: { burst: 2, perSecond: 0.5 } });
  const outcomes = await Promise.all([1, 2, 3].map(() => notifier.send(notification(), never())));
  expect(outcomes.map(({ result }) => result)).toEqual(['delivered', 'delivered', 'retry']);
  expect(outcomes[2]).toMatchObject({ retryAfterMilliseconds: expect.toSatisfy((wait: number) => wait > 1000 && wait <= 2000) });
});

test('a variable that cannot be one is refused', () => {
  expect(thrownBy(() => notifierFor({ ...own, command: ['/bin/true'], environment: { K: '${env:N}' } }, services({ N: 'a\0b' })))).toMatchObject({ message: 'the variable K has a NUL character in it' });
});
