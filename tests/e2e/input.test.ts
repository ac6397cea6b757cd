import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mouseReport, pasted } from './support/keys.ts';
import { crowd, only, sleeper } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';

/** Longer than the program waits before it takes a lone Escape for one. */
const PAUSE_MILLISECONDS = 45;

async function sendSlowly(top: Terminal, ...parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    top.send(part);
    await sleep(PAUSE_MILLISECONDS);
  }
}

const prompt = (top: Terminal): string => /Filter {2}(\S*)/.exec(top.lines().at(-1) ?? '')?.[1] ?? '(no prompt)';

describe.skipIf(!hasTerminal)('what a terminal sends (needs script(1))', () => {
  it('a mouse report cut anywhere, with a pause, types nothing and presses nothing', async () => {
    await using many = await crowd(60);
    await using top = await open({ args: ['--filter', only(many.mark), '--sort', 'pid'] });
    await top.shows(/60 of \d+/);
    await top.press('Z', 'F4', 'ctrl+u');
    await top.shows(/^ Filter/);
    // A release, so that nothing happens when it is whole. Cut after its first byte it is a lone Escape, as far as anybody can tell.
    const report = mouseReport(0, 107, 19, false);
    for (let cut = 2; cut < report.length; cut += 1) {
      await sendSlowly(top, report.slice(0, cut), report.slice(cut));
      expect(prompt(top), `cut after ${cut}`).toMatch(/^(cpu)?$|^cpu/);
      expect(top.lines().at(-1), `cut after ${cut}: ${JSON.stringify(report.slice(0, cut))}`).not.toMatch(/Filter {2}[\d;<[Mm]/);
    }
  });

  it('keys cut in two are still those keys', async () => {
    await using top = await open();
    for (const [sequence, shown] of [['\u001B[17~', 'Sort by'], ['\u001BOS', ' Filter '], ['\u001B[12~', 'Columns']] as const) {
      for (let cut = 2; cut < sequence.length; cut += 1) {
        top.send(sequence.slice(0, cut));
        await sleep(5);
        top.send(sequence.slice(cut));
        await top.shows(shown);
        await top.press('Escape');
        await top.settled();
      }
    }
  });

  it('a paste with a pause within stays one text, and none of it is taken for a key', async () => {
    await using child = await sleeper();
    await using top = await open();
    await top.press('F4');
    await top.shows(/^ Filter/);
    const text = pasted(only(child.mark));
    await sendSlowly(top, text.slice(0, 12), text.slice(12, 20), text.slice(20, -3), text.slice(-3));
    await top.shows(`sleep ${child.mark}`);
    await top.press('Escape');
    await top.shows(/ \d+ processes$/);
    await sendSlowly(top, '\u001B[200~', 'q', 'q\u001B[201~');
    await top.shows(/ \d+ processes$/);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('a paste far too long is not taken for keys at its end', async () => {
    await using top = await open();
    await top.press('F4');
    await top.shows(/^ Filter/);
    top.send(pasted('x'.repeat(100_000)));
    await top.settled();
    expect(top.line(/^ Filter/)).toBeDefined();
    await top.press('Escape');
    top.send(pasted('q'.repeat(100_000)));
    await top.settled();
    await top.shows(/ \d+ processes$/);
  });

  it('unknown sequences do nothing', async () => {
    await using top = await open();
    await top.press('F4');
    await top.shows(/^ Filter/);
    for (const sequence of ['\u001B[?62;c', '\u001B[99~', '\u001B[1;9X', '\u001BOz', '\u001B[I', '\u001B[O', '\u001B[8;40;120t', '\u001B]11;rgb:0000/0000/0000\u001B\\', '\u001B]11;rgb:ffff/ffff/ffff\u0007', '\u001BP>|xterm(390)\u001B\\', '\u001B[M !!', '\u001B[35;107;20M', '\u0000', '\u001B[97;5u']) {
      top.send(sequence);
      await sleep(PAUSE_MILLISECONDS);
      await top.settled();
      expect(top.lines().at(-1), JSON.stringify(sequence)).toMatch(/^ Filter {2,}cpu > 5/);
    }
  });

  it('a lone Escape closes, and the next key counts for itself', async () => {
    await using top = await open();
    await top.press('F6');
    await top.shows('Sort by');
    await top.press('Escape');
    await top.hides('Sort by');
    await top.press('M');
    await top.shows('▼RSS');
  });
});
