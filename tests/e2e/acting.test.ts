import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isInstalled } from './support/program.ts';
import { sleeper, statField, those } from './support/processes.ts';
import { hasTerminal, open } from './support/terminal.ts';
import { untilTrue } from './support/wait.ts';

const nice = (pid: number): number => Number(statField(pid, 19));

describe.skipIf(!hasTerminal)('acting on processes (needs script(1))', () => {
  it('asks before a signal is sent: n leaves the process alone, y ends it', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--filter', those(child)] });
    // Its command line is read after its figures, on a machine of thousands.
    await top.shows(`sleep ${child.mark}`);
    await top.press('F9');
    await top.shows(`Signal to ${child.pid} sleep ${child.mark}`);
    await top.shows('SIGTERM');
    await top.press('Enter');
    await top.shows(`SIGTERM to ${child.pid} sleep`);
    await top.press('n');
    await top.shows('nothing was sent');
    expect(child.alive()).toBe(true);
    await top.press('k');
    top.type('kill');
    await top.shows('find kill');
    await top.press('Enter');
    await top.shows(`SIGKILL to ${child.pid} sleep`);
    await top.press('y');
    await top.shows(`sent SIGKILL to ${child.pid} sleep ${child.mark}`);
    await untilTrue(() => !child.alive(), 'it lived on');
    expect(child.child.signalCode).toBe('SIGKILL');
  });

  it('sends to all tagged ones, and to no other', async () => {
    await using first = await sleeper();
    await using second = await sleeper();
    await using third = await sleeper();
    await using top = await open({ args: ['--sort', 'pid', '--filter', those(first, second, third)] });
    await top.shows(/3 of \d+/);
    await top.press('Space', 'Space');
    await top.shows('2 tagged');
    await top.press('F9', 'Enter');
    await top.shows('SIGTERM to 2 processes?');
    await top.press('y');
    await top.shows('sent SIGTERM to 2 processes');
    await untilTrue(() => !first.alive() && !second.alive(), 'a tagged one lived on');
    expect(third.alive()).toBe(true);
    await top.hides('2 tagged');
  });

  it('says so when the process ended while it asked', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--filter', those(child)] });
    await top.shows(`sleep ${child.mark}`);
    await top.press('F9', 'Enter');
    await top.shows('SIGTERM to');
    child.child.kill('SIGKILL');
    await untilTrue(() => !child.alive(), 'it lived on');
    await top.press('y');
    await top.shows('it has ended; nothing was done');
  });

  it('changes the niceness by F8 and by a number', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--filter', those(child)] });
    await top.shows(`sleep ${child.mark}`);
    await top.press('F8');
    await top.shows(`favoured less: ${child.pid}`);
    expect(nice(child.pid)).toBe(1);
    await top.press('r');
    await top.shows(`Niceness of ${child.pid}`);
    top.type('7');
    await top.press('Enter');
    await top.shows('niceness 7 for');
    expect(nice(child.pid)).toBe(7);
  });

  it.skipIf(!isInstalled('ionice'))('changes the disk priority (needs ionice)', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--filter', those(child)] });
    await top.shows(`sleep ${child.mark}`);
    await top.press('i');
    await top.shows('Disk priority of');
    top.type('idle');
    await top.press('Enter');
    await top.shows('disk priority idle for');
    expect(execFileSync('ionice', ['-p', String(child.pid)], { encoding: 'utf8' })).toContain('idle');
  });

  it('only looks with --readonly, and says so', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--readonly', '--filter', those(child)] });
    await top.shows('READ-ONLY');
    await top.shows(`sleep ${child.mark}`);
    for (const key of ['k', 'F7', 'F8', 'r', 'i']) {
      await top.press(key);
      await top.shows('this is read-only (--readonly or the configuration)');
      expect(top.line('Signal to')).toBeUndefined();
    }
    await top.press('Enter');
    await top.shows('Overview');
    await top.press('k');
    await top.settled();
    expect(top.line('Signal to')).toBeUndefined();
    expect(nice(child.pid)).toBe(0);
  });
});
