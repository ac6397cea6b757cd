import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mark, only, sleeper, those } from './support/processes.ts';
import { isInstalled, isRoot, PROGRAM, run, Sandbox } from './support/program.ts';
import { hasTerminal, open, RESTORED, type OpenOptions } from './support/terminal.ts';
import { untilTrue } from './support/wait.ts';

const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
const PRIVATE_PROC = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const OWN = [process.execPath, PROGRAM];

const works = (command: readonly string[]): boolean => spawnSync(command[0] ?? '', command.slice(1)).status === 0;
/** An ordinary user must be able to read Node and the program. */
const canBeNobody = hasTerminal && isRoot && isInstalled('setpriv') && works([...NOBODY, ...OWN, '--version']);
const canHide = canBeNobody && isInstalled('unshare') && works([...PRIVATE_PROC, 'mount', '-o', 'remount,hidepid=2', '/proc']);
const hasNamespaces = hasTerminal && isRoot && isInstalled('unshare') && works([...PRIVATE_PROC, 'true']);

/** Opens the program by a command, at home in a folder that anybody may write. */
const openAs = (sandbox: Sandbox, command: readonly string[], more: OpenOptions = {}): ReturnType<typeof open> =>
  open({ ...more, sandbox, command, env: { XDG_CACHE_HOME: join(sandbox.home, 'cache') } });

describe('with few rights', () => {
  it.skipIf(!canBeNobody)('an ordinary user has the screen, and is told what may not be read (needs root and setpriv)', async () => {
    using sandbox = new Sandbox().openToAll();
    await using theirs = await sleeper();
    await using mine = await sleeper({ uid: 65_534 });
    await using top = await openAs(sandbox, [...NOBODY, ...OWN, '--filter', those(theirs, mine)], { columns: 160 });
    await top.shows(/2 of \d+/);
    await top.shows(`sleep ${theirs.mark}`);
    await top.press('!');
    await top.shows('What cannot be seen');
    await top.shows(/- disk I\/O of \d+ process(?:es)? may not be read; run as root to see it/);
    await top.press('Escape', 'F4', 'ctrl+u');
    top.type(those(theirs));
    await top.press('Enter');
    await top.shows(/1 of \d+/);
    await top.press('l');
    await top.shows(/may not be read|root/);
    await top.press('Escape', 'F9', 'Enter');
    await top.shows('SIGTERM to');
    await top.press('y');
    await top.shows(/permi|not allowed|may not|root/);
    expect(theirs.alive()).toBe(true);
    await top.press('q');
    expect(await top.exited()).toBe(0);
    expect(top.modes()).toEqual(RESTORED);
  });

  it.skipIf(!canBeNobody)('a home that may not be written is no hindrance (needs root and setpriv)', async () => {
    using sandbox = new Sandbox();
    await using top = await open({ sandbox, command: [...NOBODY, ...OWN] });
    await top.press('M');
    await top.shows('▼RSS');
    await top.press('q');
    expect(await top.exited()).toBe(0);
    const flat = await run(['--once', '--interval', '0.1', '--json', '--limit', '1'], { sandbox, runner: [...NOBODY, process.execPath] });
    expect(flat.code, flat.err).toBe(0);
  });

  it.skipIf(!canHide)('/proc with hidepid=2 is told of (needs root, setpriv and a /proc of its own)', async () => {
    using sandbox = new Sandbox().openToAll();
    const hidden = mark();
    const line = `mount -o remount,hidepid=2 /proc && { sleep ${hidden} & exec "$@"; }`;
    await using top = await openAs(sandbox, [...PRIVATE_PROC, 'sh', '-c', line, 'sh', ...NOBODY, ...OWN], { columns: 160 });
    await top.shows('processes of other users are hidden');
    await top.press('!');
    await top.shows(/- processes of other users are hidden \(\/proc is mounted with hidepid=(?:2|invisible)\); run as root to see them/);
    await top.press('Escape');
    await top.shows(/ [1-3] process(?:es)?$/);
    expect(top.line(`sleep ${hidden}`)).toBeUndefined();
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it.skipIf(!hasNamespaces)('in a PID namespace of its own it shows what is there (needs root and unshare)', async () => {
    using sandbox = new Sandbox();
    const own = mark();
    await using top = await openAs(sandbox, [...PRIVATE_PROC, 'sh', '-c', `sleep ${own} & exec "$@"`, 'sh', ...OWN]);
    await top.shows(`sleep ${own}`);
    await top.shows(/ [2-4] processes$/);
    await top.press('Enter');
    await top.shows('Overview');
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });
});

/** A writable hierarchy of cgroup v2. */
const hierarchy = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((path) => existsSync(join(path, 'cgroup.procs')) && existsSync(join(path, 'cgroup.controllers')));

describe.skipIf(!isRoot || !hasTerminal || hierarchy === undefined)('a cgroup (needs root and cgroup v2)', () => {
  it('that is removed while its limits are looked at leaves the screen as it is', async () => {
    const folder = join(hierarchy ?? '', `pyprocwatch-e2e-${mark()}`);
    mkdirSync(folder);
    try {
      await using child = await sleeper();
      await using other = await sleeper();
      writeFileSync(join(folder, 'cgroup.procs'), String(child.pid));
      await using top = await open({ columns: 160, args: ['--filter', those(child), '--columns', 'pid,container,cgroup,command'] });
      await top.shows(/1 of \d+/);
      await top.press('Enter');
      await top.shows('Overview');
      for (let tab = 0; tab < 5; tab += 1) await top.press('Tab');
      await top.shows(/process +open files +\d+ /);
      child.child.kill('SIGKILL');
      await untilTrue(() => !child.alive(), 'it lived on');
      await untilTrue(() => readFileSync(join(folder, 'cgroup.procs'), 'latin1') === '', 'the cgroup is in use');
      rmdirSync(folder);
      await top.shows('has ended');
      await top.press('Escape', 'c');
      await top.shows(/PROCS .*CGROUP/);
      await top.press('p', 'F4', 'ctrl+u');
      top.type(only(other.mark));
      await top.shows(`sleep ${other.mark}`);
      await top.press('Enter', 'q');
      expect(await top.exited()).toBe(0);
    } finally {
      if (existsSync(folder)) rmdirSync(folder);
    }
  });
});
