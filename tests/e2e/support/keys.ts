const ESCAPE = '\u001B';

const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r', Tab: '\t', 'shift+Tab': `${ESCAPE}[Z`, Space: ' ', Backspace: '\u007F', Escape: ESCAPE,
  Up: `${ESCAPE}[A`, Down: `${ESCAPE}[B`, Right: `${ESCAPE}[C`, Left: `${ESCAPE}[D`,
  Home: `${ESCAPE}[H`, End: `${ESCAPE}[F`, Delete: `${ESCAPE}[3~`, PageUp: `${ESCAPE}[5~`, PageDown: `${ESCAPE}[6~`,
  F1: `${ESCAPE}OP`, F2: `${ESCAPE}OQ`, F3: `${ESCAPE}OR`, F4: `${ESCAPE}OS`, F5: `${ESCAPE}[15~`, F6: `${ESCAPE}[17~`,
  F7: `${ESCAPE}[18~`, F8: `${ESCAPE}[19~`, F9: `${ESCAPE}[20~`, F10: `${ESCAPE}[21~`,
};

/** What xterm sends for a key: `F4`, `Enter`, `ctrl+z`, or the character itself. */
export function bytesOf(key: string): string {
  const named = NAMED[key];
  if (named !== undefined) return named;
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 0x60);
  if ([...key].length !== 1) throw new RangeError(`no such key: ${key}`);
  return key;
}

/** A mouse report of xterm (mode 1006). `x` and `y` count cells from 0. */
export const mouseReport = (code: number, x: number, y: number, pressed: boolean): string =>
  `${ESCAPE}[<${code};${x + 1};${y + 1}${pressed ? 'M' : 'm'}`;

export const pasted = (text: string): string => `${ESCAPE}[200~${text}${ESCAPE}[201~`;
