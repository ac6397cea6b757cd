import { describe, expect, it } from 'vitest';
import { headerHeight } from '../../components/widgets/header.ts';
import { crowd, only } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';

async function expectClean(top: Terminal): Promise<void> {
  const [found, redrawn] = await top.isClean();
  expect(found).toEqual(redrawn);
}

/** Rows of the crowd on the screen, by their number. */
const numbers = (top: Terminal, mark: string): number[] =>
  top.lines().flatMap((line) => {
    const number = new RegExp(`sleep ${mark} (\\d+)`).exec(line)?.[1];
    return number === undefined ? [] : [Number(number) - 1000];
  });

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe.skipIf(!hasTerminal)('moving about (needs script(1))', () => {
  it('scrolls by keys and wheel; every row stands in its place, nothing is left behind', async () => {
    await using many = await crowd(100);
    await using top = await open({ columns: 120, rows: 30, args: ['--filter', only(many.mark), '--sort', 'pid'] });
    await top.shows(/ 100 of \d+/);
    await top.press('Z');
    await top.shows('PAUSED');
    await top.settled();
    expect(numbers(top, many.mark)).toEqual(range(0, 21));
    for (let step = 0; step < 30; step += 1) await top.press('Down');
    await top.settled();
    expect(numbers(top, many.mark)).toEqual(range(9, 30));
    await expectClean(top);
    await top.press('PageDown', 'PageDown');
    await expectClean(top);
    await top.press('End');
    await top.settled();
    expect(numbers(top, many.mark)).toEqual(range(78, 99));
    await expectClean(top);
    for (let step = 0; step < 25; step += 1) await top.press('Up');
    await expectClean(top);
    await top.press('PageUp');
    await expectClean(top);
    for (let step = 0; step < 5; step += 1) top.wheel('up');
    await expectClean(top);
    for (let step = 0; step < 3; step += 1) top.wheel('down');
    await expectClean(top);
    await top.press('Home');
    await top.settled();
    expect(numbers(top, many.mark)).toEqual(range(0, 21));
    await expectClean(top);
  });

  it('fits every size from 200x60 to 60x15, says when it cannot, and leaves no stale lines', async () => {
    await using many = await crowd(70);
    await using top = await open({ columns: 120, rows: 40, args: ['--filter', only(many.mark), '--sort', 'pid'] });
    await top.shows(/ 70 of \d+/);
    await top.press('Z');
    await top.shows('PAUSED');
    for (const [columns, rows] of [[80, 24], [200, 60], [60, 15], [120, 40], [61, 16], [80, 24]] as const) {
      top.resize(columns, rows);
      await top.shows('COMMAND');
      await expectClean(top);
      expect(top.lines().at(-1), `${columns}x${rows}`).toMatch(/^F1 Help.* of \d+$/);
      expect(top.lines()[0]).toMatch(/^PyProcWatch/);
      // All but the header, the names of the columns, and the foot.
      expect(numbers(top, many.mark), `${columns}x${rows}`).toHaveLength(Math.min(70, rows - headerHeight(rows, columns) - 2));
    }
    top.resize(50, 10);
    await top.shows('too small');
    await top.settled();
    expect(top.lines().map((line) => line.trim()).filter((line) => line !== '')).toEqual(['too small', 'have 50x10', 'need 60x15', 'q quits']);
    await expectClean(top);
    top.resize(120, 40);
    await top.shows('COMMAND');
    await expectClean(top);
    top.resize(20, 3);
    await top.settled();
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('keeps its lines while it is resized again and again and rows come and go', async () => {
    await using many = await crowd(60);
    await using top = await open({ args: ['--filter', only(many.mark), '--interval', '0.1'] });
    await top.shows(/ 60 of \d+/);
    for (let round = 0; round < 20; round += 1) {
      top.resize(70 + ((round * 37) % 90), 18 + ((round * 13) % 30));
      await top.press('PageDown', round % 3 === 0 ? 'Home' : 'Down');
    }
    await top.press('Home', 'Z');
    await top.shows('PAUSED');
    await top.settled();
    top.resize(100, 30);
    await expectClean(top);
    expect(numbers(top, many.mark)).toHaveLength(22);
  });
});
