import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from './support/program.ts';
import { hasTerminal, open, RESTORED, type Terminal } from './support/terminal.ts';
import { eventually, untilTrue } from './support/wait.ts';

const state = (pid: number): string => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';
/** Alone on its line, which has no blanks at its end. */
const PROMPT = /^SHELL>$/;
const READY = /\d+ processes +\d+ threads/;
const settings = (top: Terminal): string => top.lineSettings().replace(/speed.*|.*rows.*/g, '');

/** A shell as a person has it; its jobs are in process groups of their own. */
const shell = (): Promise<Terminal> => open({ command: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: 'SHELL> ' }, ready: PROMPT });

describe.skipIf(!hasTerminal)('job control (needs script(1))', () => {
  it('Ctrl-Z stops it, SIGCONT brings the whole screen back', async () => {
    await using top = await open();
    await top.press('Z', 'ctrl+z');
    await untilTrue(() => state(top.pid) === 'T', 'it was never stopped');
    await top.settled();
    expect(top.modes()).toEqual(RESTORED);
    top.signal('SIGCONT');
    await top.shows(READY);
    await top.shows('COMMAND');
    await top.settled();
    expect(top.modes()).toMatchObject({ alternate: true, cursor: false, mouse: true, paste: true });
    const resumed = top.text();
    await top.press('ctrl+l');
    await top.settled();
    expect(top.text()).toBe(resumed);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('goes to the shell and back by fg, twice, and leaves the line as it found it', async () => {
    await using top = await shell();
    const before = settings(top);
    top.type(`${process.execPath} ${PROGRAM}\r`);
    await top.shows(READY);
    for (let round = 0; round < 2; round += 1) {
      await top.press('ctrl+z');
      await top.shows('Stopped');
      expect(settings(top)).toBe(before);
      top.type('fg\r');
      await top.shows(READY);
    }
    await top.press('q');
    await top.shows(PROMPT);
    expect(settings(top)).toBe(before);
    top.type('echo typed-and-seen\r');
    await top.shows(/^typed-and-seen$/);
    // This shell reads its lines with bracketed paste.
    expect(top.modes()).toEqual({ ...RESTORED, paste: true });
  });

  it('takes along the program that started it, as npm start is, when it is stopped', async () => {
    await using top = await shell();
    top.type(`sh -c "'${process.execPath}' '${PROGRAM}'; true"\r`);
    await top.shows(READY);
    await top.press('ctrl+z');
    await top.shows('Stopped', 3000);
    top.type('fg\r');
    await top.shows(READY);
    await top.press('q');
    await top.shows(PROMPT);
  });

  it('is not left in the background when its terminal is closed', async () => {
    await using top = await open();
    top.hangUp();
    await eventually(() => {
      try {
        return state(top.pid) === 'Z' ? true : undefined;
      } catch {
        return true;
      }
    }, () => 'it lived on without a terminal', 5000);
  });
});
