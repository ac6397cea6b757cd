/** What a colour means. Views and widgets name these; what they look like is one file a theme. */
export const TOKENS = [
  'text', 'dim', 'strong', 'accent', 'title', 'key', 'columnHeader', 'columnSorted', 'selected', 'tagged', 'found',
  'good', 'warn', 'critical', 'meterBase', 'user', 'system', 'iowait', 'steal', 'memory', 'cache', 'swap', 'read', 'write',
  'running', 'blocked', 'zombie', 'ownUser', 'program', 'treeLine', 'stale', 'panel', 'panelSelected', 'error',
  'fanHalf', 'fanMost', 'planned',
] as const;
export type Token = (typeof TOKENS)[number];

/** A look in SGR terms: colours are 0-255 of the xterm palette, 0-15 being the terminal's own. */
export interface Look {
  readonly fg?: number;
  readonly bg?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

export interface Theme {
  readonly name: string;
  /** Words for the theme menu. */
  readonly title: string;
  readonly looks: Readonly<Partial<Record<Token, Look>>>;
}

/** Paints text: the sequences of a look around it, nothing for a plain one. */
export interface Painter {
  readonly theme: Theme;
  (token: Token, text: string): string;
}

const RESET = '\u001B[0m';

function sgr(look: Look): string {
  const codes: (number | string)[] = [];
  if (look.bold === true) codes.push(1);
  if (look.dim === true) codes.push(2);
  if (look.underline === true) codes.push(4);
  if (look.inverse === true) codes.push(7);
  if (look.fg !== undefined) codes.push(look.fg < 8 ? 30 + look.fg : look.fg < 16 ? 82 + look.fg : `38;5;${look.fg}`);
  if (look.bg !== undefined) codes.push(look.bg < 8 ? 40 + look.bg : look.bg < 16 ? 92 + look.bg : `48;5;${look.bg}`);
  return codes.length === 0 ? '' : `\u001B[${codes.join(';')}m`;
}

/** Makes the painter of a theme; its sequences are made once. */
export function makePainter(theme: Theme): Painter {
  const starts = new Map(TOKENS.map((token) => [token, sgr(theme.looks[token] ?? {})]));
  const paint = (token: Token, text: string): string => {
    const start = starts.get(token) ?? '';
    return start === '' || text === '' ? text : start + text + RESET;
  };
  return Object.assign(paint, { theme });
}
