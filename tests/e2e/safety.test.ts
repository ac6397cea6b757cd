import { describe, expect, it } from 'vitest';
import { hostile } from './support/hostile.ts';
import { those } from './support/processes.ts';
import { run, Sandbox } from './support/program.ts';
import { foreignIn } from './support/scanner.ts';
import { hasTerminal, open } from './support/terminal.ts';

const SECRET = 'hunter2';

describe('hostile names and arguments', () => {
  it.skipIf(!hasTerminal)('reach the terminal neither by the list, the tree, the tabs nor the menus (needs script(1))', async () => {
    using sandbox = new Sandbox();
    await using evil = await hostile(sandbox);
    await using top = await open({ columns: 200, args: ['--filter', those(...evil.all), '--columns', 'pid,name,group,executable,command', '--sort', 'pid'] });
    await top.shows(/6 of \d+/);
    await top.shows('a) R');
    await top.press('t');
    await top.shows('─ ');
    await top.press('t', 'Home');
    for (let row = 0; row < evil.all.length; row += 1) {
      await top.press('Enter');
      await top.shows('Overview');
      for (let tab = 0; tab < 7; tab += 1) {
        await top.press('Tab');
        await top.settled();
      }
      await top.press('F9');
      await top.shows('Signal to');
      await top.press('Enter');
      await top.shows('SIGTERM to');
      await top.press('n', 'Escape', 'Down');
    }
    await top.press('g');
    await top.shows('GROUP');
    await top.settled();
    expect(foreignIn(top.raw())).toEqual([]);
    expect(top.raw().includes(SECRET)).toBe(false);
  });

  it('reach no output without a terminal: text, JSON, CSV', async () => {
    using sandbox = new Sandbox();
    await using evil = await hostile(sandbox);
    for (const format of [[], ['--json'], ['--csv'], ['--tree']]) {
      const { code, bytes, err } = await run(['--once', '--interval', '0.1', '--filter', those(...evil.all), ...format]);
      expect(code, err).toBe(0);
      expect(bytes.includes(String(evil.named.pid))).toBe(true);
      expect(foreignIn(bytes, { lines: true }), format.join()).toEqual([]);
      expect(bytes.includes(SECRET), format.join()).toBe(false);
    }
  });

  it('shows secrets when asked to', async () => {
    using sandbox = new Sandbox();
    await using evil = await hostile(sandbox);
    const { out } = await run(['--once', '--interval', '0.1', '--show-secrets', '--columns', 'pid,command', '--filter', those(...evil.all)]);
    expect(out.split(SECRET).length - 1).toBeGreaterThanOrEqual(8);
  });

  it.skipIf(!hasTerminal)('given to the program itself do not reach the terminal either (needs script(1))', async () => {
    await using top = await open({ args: ['--filter', 'command ~ "\u001B]0;x\u0007\u202E"'] });
    await top.settled();
    expect(foreignIn(top.raw())).toEqual([]);
  });

  it('given as arguments do not reach the messages', async () => {
    for (const args of [['--filter', 'x\u001B[31m\u202E > 5'], ['--sort', '\u001B]0;x\u0007'], ['--columns', '\u009B31m'], ['--view', '\u001B[2J'], ['--\u001B[31mx'], ['\u001B[31m'], ['--theme', '\u001B[31m'], ['--config', '/\u001B[31m']]) {
      const { err, code } = await run(args);
      expect(code, JSON.stringify(args)).not.toBe(0);
      expect(foreignIn(Buffer.from(err), { lines: true }), JSON.stringify(args)).toEqual([]);
    }
  });
});
