import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { only, sleeper, start, type Started } from './support/processes.ts';
import { PROGRAM, run, Sandbox } from './support/program.ts';
import { hasTerminal, open } from './support/terminal.ts';

async function service(sandbox: Sandbox): Promise<Started> {
  const child = await start(process.execPath, [PROGRAM, 'watch', '--interval', '1s'], { env: sandbox.env() });
  await child.says(/"attach":true/);
  return child;
}

async function end({ child }: Started, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

const WATCH = /● watch +every 1 s/;

describe.skipIf(!hasTerminal)('a screen beside a service (needs script(1))', () => {
  it('shows what the service samples, asks it for details, and goes on by itself when it is killed', async () => {
    using sandbox = new Sandbox();
    await using child = await sleeper();
    await using watch = await service(sandbox);
    await using top = await open({ sandbox, args: ['--filter', only(child.mark)] });
    await top.shows(WATCH);
    await top.shows(`sleep ${child.mark}`);
    await top.press('Enter');
    await top.press('l');
    await top.shows(/\/dev\/null/);
    await top.press('Escape');
    await end(watch, 'SIGKILL');
    await top.shows(/! pyprocwatch watch went away: waiting for it/);
    await top.shows(/! pyprocwatch watch ended: this screen samples by itself/, 15_000);
    await top.shows(/● REC +every 1 s/);
    await using later = await sleeper();
    await top.press('F4');
    await top.press('ctrl+u');
    top.type(only(later.mark));
    await top.press('Enter');
    await top.shows(`sleep ${later.mark}`);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('samples by itself when it is told to, or nothing is to be kept, or there is only a dead socket', async () => {
    using sandbox = new Sandbox();
    await using watch = await service(sandbox);
    for (const [option, says] of [['--standalone', /REC by another +every 1 s/], ['--no-record', /up \S+ +every 1 s/]] as const) {
      await using top = await open({ sandbox, args: [option] });
      await top.shows(says);
    }
    expect(await run(['top', '--once', '--json', '--limit', '1'], { sandbox })).toMatchObject({ code: 0, err: '' });
    await end(watch, 'SIGKILL');
    expect(existsSync(join(sandbox.home, 'state', 'pyprocwatch', 'watch.sock'))).toBe(true);
    await using top = await open({ sandbox });
    await top.shows(/● REC +every 1 s/);
  });
});
