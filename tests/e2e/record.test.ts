import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sleeper, start, type Started } from './support/processes.ts';
import { type Ended, PROGRAM, run, Sandbox } from './support/program.ts';

const PATIENCE_MILLISECONDS = 20_000;

const record = (sandbox: Sandbox): Promise<Started> =>
  start('sh', ['-c', 'exec "$0" "$1" record --interval 1s 2>&1', process.execPath, PROGRAM], { env: sandbox.env() });

/** Waits until a moment can be replayed. */
async function recorded(sandbox: Sandbox): Promise<void> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  let last: Ended;
  do {
    last = await run(['replay', '--at', 'now', '--once'], { sandbox });
    if (last.code === 0) return;
  } while (Date.now() < end);
  throw new Error(`nothing was recorded: ${last.err}`);
}

async function end(recorder: Started): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => recorder.child.once('exit', resolve));
  recorder.child.kill('SIGTERM');
  return ended;
}

async function pids(sandbox: Sandbox, filter: string): Promise<number[]> {
  const { out, err } = await run(['replay', '--at', 'now', '--once', '--json', '--filter', filter], { sandbox });
  if (out === '') throw new Error(err);
  const { processes }: { processes: { pid: number }[] } = JSON.parse(out);
  return processes.map(({ pid }) => pid);
}

describe('recording without a screen', () => {
  it('keeps what is there, for who replays it meanwhile and after; a second recorder is refused by name of the first', async () => {
    using sandbox = new Sandbox();
    await using child = await sleeper();
    await using recorder = await record(sandbox);
    await recorded(sandbox);
    const [readers, second, check, report] = await Promise.all([
      Promise.all([pids(sandbox, `pid = ${child.pid}`), pids(sandbox, `pid = ${child.pid}`)]),
      run(['record', '--for', '5s'], { sandbox }),
      run(['history', 'check'], { sandbox }),
      run(['report', '--from', '-10m', '--format', 'json'], { sandbox }),
    ]);
    expect(readers).toEqual([[child.pid], [child.pid]]);
    expect(second.code).toBe(69);
    expect(second.err).toContain(`history is being recorded by process ${recorder.pid} (pyprocwatch record, since `);
    expect(check).toMatchObject({ code: 0 });
    expect(report).toMatchObject({ code: 0, err: '' });
    expect(await end(recorder)).toBe(0);
    expect(await pids(sandbox, `pid = ${child.pid}`)).toEqual([child.pid]);
  });

  it('says in one line that there is no history, or that it begins later', async () => {
    using sandbox = new Sandbox();
    expect(await run(['replay', '--at', '-2h', '--once'], { sandbox })).toMatchObject({ code: 69, out: '' });
    await using recorder = await record(sandbox);
    await recorded(sandbox);
    await end(recorder);
    const early = await run(['replay', '--at', '-2h', '--once'], { sandbox });
    expect(early.code).toBe(69);
    expect(early.err).toMatch(/^pyprocwatch: --at: history begins at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d; ask for a later time\n$/);
  });

  it('keeps no secret of a command line', async () => {
    using sandbox = new Sandbox();
    await using child = await start('sh', ['-c', 'sleep 1000; true', '--password=hunter2'], { detached: true });
    await using recorder = await record(sandbox);
    await recorded(sandbox);
    await end(recorder);
    expect(await pids(sandbox, `pid = ${child.pid}`)).toEqual([child.pid]);
    const folder = join(sandbox.home, 'state', 'pyprocwatch');
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('hunter2'), name).toBe(false);
  });
});
