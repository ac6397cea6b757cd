/** Lengths are points, 72 an inch. */
export const PAGE = { size: 'A4', layout: 'landscape' } as const;
export const MARGIN = 42;
export const RULE = 0.4;
/** Of tables: size of letters, height of a line, least space before a column. */
export const BODY = { size: 8, line: 14, gap: 10 } as const;
/** Of a chart: room for names and values, thickness of a bar, from one bar to the next. */
export const CHART = { names: 150, values: 60, bar: 11, step: 15 } as const;
/** Fonts that every reader of PDF has: nothing is embedded. */
export const FONTS = { regular: 'Helvetica', bold: 'Helvetica-Bold' } as const;
export const INK = { text: '#1f2933', quiet: '#616e7c', accent: '#1f6f8b', track: '#eef2f5', stripe: '#f5f7fa', rule: '#9aa5b1', mark: '#d97706' } as const;

/** These fonts have the letters of Latin-1 only: anything else shows as a question mark. */
export const printable = (text: string): string => text.replaceAll(/[^\u0020-\u007E\u00A0-\u00FF]/gu, '?');
