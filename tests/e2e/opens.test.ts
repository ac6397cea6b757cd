import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sandbox } from './support/program.ts';
import { only, sleeper } from './support/processes.ts';
import { hasTerminal, open, RESTORED } from './support/terminal.ts';

describe.skipIf(!hasTerminal)('the screen opens and is left (needs script(1))', () => {
  it('shows the host, the columns, rows, and the keys at the foot', async () => {
    await using child = await sleeper();
    await using top = await open({ args: ['--filter', only(child.mark)] });
    await top.shows(`sleep ${child.mark}`);
    expect(top.lines()[0]).toMatch(/^PyProcWatch +\S+ +up .* every 1 s +\d\d:\d\d:\d\d$/);
    expect(top.text()).toMatch(/CPU .*%.*MEM .*\/.*/);
    expect(top.line('COMMAND')).toMatch(/PID USER +S +▼CPU% +MEM% +RSS READ\/s WRIT\/s +THR +NI +TIME\+ COMMAND/);
    expect(top.lines().at(-1)).toMatch(/^F1 Help F2 Columns F3 Search F4 Filter F5 Tree F6 Sort .*filter .* · 1 of \d+$/);
    expect(top.modes()).toEqual({ alternate: true, cursor: false, mouse: true, paste: true, wrap: false });
  });

  it.each(['q', 'F10', 'ctrl+c'])('%s ends it with 0, and the terminal is as it was', async (key) => {
    await using top = await open();
    await top.press(key);
    expect(await top.exited()).toBe(0);
    expect(top.modes()).toEqual(RESTORED);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends it, and the terminal is as it was', async (signal) => {
    await using top = await open();
    top.signal(signal);
    await top.exited();
    expect(top.modes()).toEqual(RESTORED);
  });

  it('gives the terminal back after a failure of its own, says what it was, and ends with 70', async () => {
    using sandbox = new Sandbox();
    const preload = join(sandbox.folder, 'fail.mjs');
    writeFileSync(preload, "process.on('SIGUSR2', () => { throw new Error('a fault made for a test'); });\n");
    await using top = await open({ sandbox, env: { NODE_OPTIONS: `--import=file://${preload}` } });
    top.signal('SIGUSR2');
    await top.shows('a fault made for a test');
    expect(top.modes()).toEqual(RESTORED);
    expect(await top.exited()).toBe(70);
  });

  it('leaves the mouse to the terminal with --no-mouse', async () => {
    await using top = await open({ args: ['--no-mouse'] });
    expect(top.modes().mouse).toBe(false);
  });
});
