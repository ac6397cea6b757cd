import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runProgram, type Run } from '../../../src/alerts/delivery/run-program.ts';
import { temporaryFolder } from '../../config/support.ts';
import { never } from './support.ts';

const run = (code: string, more: Partial<Run> = {}, signal = never()) =>
  runProgram({ command: [process.execPath, '-e', code], environment: {}, input: '', timeoutMilliseconds: 5000, ...more }, signal);

test('what it wrote to its error output is kept, up to 64 KiB', async () => {
  expect(await run('process.stderr.write("why"); process.exitCode = 3')).toEqual({ how: 'exit', code: 3, said: 'why' });
  const ended = await run('process.stderr.write("x".repeat(1e6))');
  expect('said' in ended && ended.said.length).toBe(65_536);
});

test('a program that takes too long is ended with what it started, even if that does not listen', async () => {
  const mark = join(temporaryFolder(), 'mark');
  const child = `process.on("SIGTERM", () => {}); setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(mark)}, ""), 700)`;
  const code = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "ignore" }); setInterval(() => {}, 1000)`;
  expect(await run(code, { timeoutMilliseconds: 400 })).toEqual({ how: 'timeout', said: '' });
  await sleep(600);
  expect(existsSync(mark)).toBe(false);
});

test('a program that does not listen is killed', async () => {
  const before = performance.now();
  expect(await run('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', { timeoutMilliseconds: 300, graceMilliseconds: 200 })).toEqual({ how: 'timeout', said: '' });
  expect(performance.now() - before).toBeLessThan(2000);
});

test('one that is stopped at once', async () => {
  expect(await run('setInterval(() => {}, 1000)', {}, AbortSignal.abort())).toEqual({ how: 'stopped', said: '' });
});

test('what cannot be started', async () => {
  expect(await run('', { command: ['/nowhere'] })).toEqual({ how: 'none', code: 'ENOENT' });
  expect(await run('', { command: ['/bin/echo', 'a\0b'] })).toEqual({ how: 'none', code: 'ERR_INVALID_ARG_VALUE' });
  expect(await run('', { command: ['/bin/echo', 'x'.repeat(3_000_000)] })).toEqual({ how: 'none', code: 'E2BIG' });
});
