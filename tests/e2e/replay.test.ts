import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sandbox } from './support/program.ts';
import { sleeper, those } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';
import { untilTrue } from './support/wait.ts';

/** Time of the header's PAST. */
const past = (top: Terminal): string => /PAST (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(top.lines()[0] ?? '')?.[1] ?? '';
const clock = (top: Terminal): string => /(\d\d:\d\d:\d\d)$/.exec(top.lines()[0] ?? '')?.[1] ?? '';

/** Keeps what it shows as often as may be. */
function keeping(): Sandbox {
  const sandbox = new Sandbox();
  writeFileSync(join(sandbox.home, '.pyprocwatchrc'), 'history:\n  interval: 1s\n', { mode: 0o600 });
  return sandbox;
}

/** Waits until so many samples more were seen, at an interval of a second or less. */
async function ticks(top: Terminal, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += 1) {
    const before = clock(top);
    await untilTrue(() => clock(top) !== before, () => `time stood still:\n${top.frame()}`);
  }
}

describe.skipIf(!hasTerminal)('the past on the screen (needs script(1))', () => {
  it('goes back with [, stands still, refuses to act, and comes back with L and Escape', async () => {
    await using child = await sleeper();
    using sandbox = keeping();
    await using top = await open({ sandbox, args: ['--interval', '0.5', '--filter', those(child)] });
    await top.shows(`sleep ${child.mark}`);
    await top.shows('● REC');
    await ticks(top, 5);
    await top.press('[');
    await top.shows('PAST');
    await top.shows(`sleep ${child.mark}`);
    const shown = past(top);
    const rows = (): string[] => top.lines().slice(7, -1);
    await top.settled();
    const before = rows();
    await top.press('k');
    await top.shows('this is the past: nothing can be acted on');
    await top.press('[', '[', '[');
    await untilTrue(() => past(top) < shown && past(top) !== '', () => `it never went back:\n${top.frame()}`);
    await top.press(']', ']', ']');
    await untilTrue(() => past(top) === shown, () => `it never came on again:\n${top.frame()}`);
    // A live screen would go on; here nothing but how long ago it was may change.
    await new Promise((resolve) => {
      setTimeout(resolve, 1500);
    });
    expect(past(top)).toBe(shown);
    expect(rows().filter((line) => line.includes(child.mark))).toEqual(before.filter((line) => line.includes(child.mark)));
    expect(child.alive()).toBe(true);
    await top.press('L');
    await top.hides('PAST');
    await ticks(top, 1);
    await top.press('{');
    await top.shows('PAST');
    // First the filter, then the past.
    await top.press('Escape');
    await top.shows('PAST');
    await top.press('Escape');
    await top.hides('PAST');
    await top.press('Z');
    await top.shows('PAUSED');
    const [found, redrawn] = await top.isClean();
    expect(redrawn).toEqual(found);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('shows later what was there before it was started anew, with the gap between, also to replay', async () => {
    using sandbox = keeping();
    let gone: string;
    {
      await using child = await sleeper();
      gone = child.mark;
      await using top = await open({ sandbox, args: ['--interval', '0.2', '--filter', `command ~ "^sleep ${gone}"`] });
      await top.shows(`sleep ${gone}`);
      await ticks(top, 3);
      await top.press('q');
      expect(await top.exited()).toBe(0);
    }
    await using top = await open({ sandbox, args: ['--interval', '0.2', '--filter', `command ~ "^sleep ${gone}"`] });
    await top.shows(/none of \d+ processes|0 of \d+/);
    await ticks(top, 1);
    await top.press('b');
    await top.shows('Go to');
    top.type('1d ago');
    await top.shows('1d 0h ago');
    await top.press('Enter');
    await top.shows('nothing was recorded before');
    await top.shows(/^ *\d+ .* sleep \d+/);
    await top.press('Enter');
    await top.shows('Overview');
    await top.press('l');
    await top.shows(/not recorded; go back to the present/);
    await top.press('Escape', 'y');
    await top.shows('▶ 1x');
    await top.press('q');
    expect(await top.exited()).toBe(0);

    await using replay = await open({ sandbox, args: ['replay', '--at', '1d ago'], ready: 'PAST' });
    await replay.press('k');
    await replay.shows('this is the past');
    await replay.press('L');
    await replay.shows('this is a replay');
    await replay.press('q');
    expect(await replay.exited()).toBe(0);
  });

  it('says what rose in a stretch of time, and goes there', async () => {
    using sandbox = keeping();
    await using top = await open({ sandbox, columns: 120, rows: 40, args: ['--interval', '0.2'] });
    await top.shows('● REC');
    await ticks(top, 4);
    await top.press('B');
    await top.shows('Other edge');
    await top.press('Enter');
    await top.shows('What rose from');
    await top.press('Tab', 'Enter');
    await top.shows('PAST');
    await top.shows(/^groups › /);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('says that there is no history where nothing is recorded', async () => {
    await using top = await open({ args: ['--no-record'] });
    expect(top.text()).not.toContain('REC');
    await top.press('[');
    await top.shows('there is no history yet');
    await top.press('B');
    await top.shows('there is no history yet');
    await top.press('Escape', 'q');
    expect(await top.exited()).toBe(0);
  });

  it('chooses time by a drag over a chart', async () => {
    await using top = await open({ columns: 120, rows: 30, args: ['--interval', '0.2'] });
    await ticks(top, 4);
    const move = (code: number, x: number, final: string): void => top.send(`\u001B[<${code};${x + 1};2${final}`);
    move(0, 58, 'M');
    move(0, 51, 'm');
    await top.shows('Other edge');
    await top.press('Escape');
    await top.hides('Other edge');
    await top.press('q');
    expect(await top.exited()).toBe(0);
    expect(top.modes().mouse).toBe(false);
  });
});
