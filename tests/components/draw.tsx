import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { App } from '../../components/App.tsx';
import { Screen } from '../../components/terminal/screen.ts';
import { HolderContext } from '../../components/widgets/Lines.tsx';
import { plain } from '../../components/widgets/painted.ts';
import type { Bench } from './support.ts';

/** Draws the whole screen once, as text. */
export async function draw(bench: Bench, columns: number, rows: number): Promise<string[]> {
  let last: string[] = [];
  const shown = new Map<number, string>();
  const screen = new Screen({ columns, rows, write: (text) => {
    for (const match of text.matchAll(/\u001B\[(\d+);1H\u001B\[0m\u001B\[2K([^\u001B]*(?:\u001B\[[\d;]*m[^\u001B]*)*)/g)) shown.set(Number(match[1]) - 1, plain(match[2] ?? ''));
    return true;
  } });
  screen.setGap(bench.dashboard.table);
  const ink = render(<HolderContext.Provider value={screen.held}><App dashboard={bench.dashboard} /></HolderContext.Provider>, { stdout: screen, stdin: Object.assign(new PassThrough(), { isTTY: true }), debug: true, interactive: true, patchConsole: false, exitOnCtrlC: false });
  await new Promise((resolve) => {
    setTimeout(resolve, 60);
  });
  last = Array.from({ length: rows }, (_, row) => shown.get(row) ?? '');
  ink.unmount();
  return last;
}
