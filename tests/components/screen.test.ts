import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GAP, type GapSource, Screen } from '../../components/terminal/screen.ts';

const COLUMNS = 20;
const ROWS = 10;

/** A real terminal emulator behind the screen. */
function openTerminal(): { terminal: xterm.Terminal; screen: Screen; shown: () => Promise<string[]>; written: () => number } {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  let bytes = 0;
  const screen = new Screen({ columns: COLUMNS, rows: ROWS, write: (text) => {
    bytes += text.length;
    terminal.write(text);
    return true;
  } });
  const shown = async (): Promise<string[]> => {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await new Promise<void>((resolve) => terminal.write('', resolve));
    return Array.from({ length: ROWS }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '');
  };
  return { terminal, screen, shown, written: () => bytes };
}

class Rows implements GapSource {
  offset = 0;
  readonly fixedLines = 1;
  all = Array.from({ length: 100 }, (_, row) => `row ${row}`);
  lines(width: number, height: number): readonly string[] {
    return ['HEADER', ...this.all.slice(this.offset, this.offset + height - 1)].map((line) => line.padEnd(width));
  }
}

const frame = (head: string, foot: string): string => [head, ...Array.from({ length: ROWS - 2 }, () => GAP), foot].join('\n');

test('rows stand where the gap is, chrome around them', async () => {
  const { screen, shown } = openTerminal();
  screen.setGap(new Rows());
  screen.write(frame('head', 'foot'));
  expect(await shown()).toEqual(['head', 'HEADER', 'row 0', 'row 1', 'row 2', 'row 3', 'row 4', 'row 5', 'row 6', 'foot']);
});

test('a panel at the left leaves the rest of the line to the rows', async () => {
  const { screen, shown } = openTerminal();
  screen.setGap(new Rows());
  screen.write(['head', `\u001B[1mpanel\u001B[0m${GAP}`, `     ${GAP}`, 'foot'].join('\n'));
  expect((await shown()).slice(0, 4)).toEqual(['head', 'panelHEADER', '     row 0', 'foot']);
});

test('only lines that changed are written', async () => {
  const { screen, shown, written } = openTerminal();
  const rows = new Rows();
  screen.setGap(rows);
  screen.write(frame('head', 'foot'));
  await shown();
  const before = written();
  screen.write(frame('head', 'foot'));
  await shown();
  expect(written()).toBe(before);
  screen.write(frame('HEAD', 'foot'));
  await shown();
  expect(written() - before).toBeLessThan(60);
});

test('scrolling by any steps shows what a fresh paint would, and writes less', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.boolean()), { minLength: 1, maxLength: 12 }), async (steps) => {
    const { screen, shown } = openTerminal();
    const rows = new Rows();
    screen.setGap(rows);
    screen.write(frame('head', 'foot'));
    for (const [offset, change] of steps) {
      rows.offset = offset;
      if (change) rows.all[offset + 2] = `changed ${offset}`;
      screen.invalidate();
      const lines = await shown();
      expect(lines).toEqual(['head', ...rows.lines(COLUMNS, ROWS - 2).map((line) => line.trimEnd()), 'foot']);
    }
  }), { numRuns: 60 });
});

test('one step of scrolling costs little', async () => {
  const { screen, shown, written } = openTerminal();
  const rows = new Rows();
  screen.setGap(rows);
  screen.write(frame('head', 'foot'));
  await shown();
  const whole = written();
  rows.offset = 1;
  screen.invalidate();
  await shown();
  expect(written() - whole).toBeLessThan(whole / 2);
});

test('after a reset everything is written again', async () => {
  const { screen, shown, terminal } = openTerminal();
  screen.setGap(new Rows());
  screen.write(frame('head', 'foot'));
  await shown();
  terminal.write('\u001B[2J');
  screen.reset();
  screen.invalidate();
  expect((await shown())[0]).toBe('head');
});

test('while muted nothing is written', async () => {
  const { screen, shown, written } = openTerminal();
  screen.setGap(new Rows());
  screen.mute(true);
  screen.write(frame('head', 'foot'));
  await shown();
  expect(written()).toBe(0);
});
