import type { Theme } from '../tokens.ts';

/** For dark terminals. */
export const defaultTheme = {
  name: 'default',
  title: 'Dark',
  looks: {
    dim: { fg: 244 }, strong: { fg: 255, bold: true }, accent: { fg: 80 }, title: { fg: 80, bold: true }, key: { fg: 16, bg: 80 },
    columnHeader: { fg: 250, bg: 237 }, columnSorted: { fg: 16, bg: 80, bold: true }, selected: { fg: 231, bg: 24 }, tagged: { fg: 221, bold: true },
    found: { fg: 16, bg: 221 }, good: { fg: 78 }, warn: { fg: 221 }, critical: { fg: 203, bold: true }, meterBase: { fg: 238 },
    user: { fg: 78 }, system: { fg: 203 }, iowait: { fg: 111 }, planned: { fg: 176 }, steal: { fg: 176 }, memory: { fg: 78 }, cache: { fg: 111 }, swap: { fg: 208 },
    read: { fg: 111 }, write: { fg: 208 }, running: { fg: 78, bold: true }, blocked: { fg: 203, bold: true }, zombie: { fg: 176, bold: true },
    ownUser: { fg: 80 }, program: { fg: 255, bold: true }, treeLine: { fg: 242 }, stale: { fg: 242 },
    fanHalf: { fg: 30 }, fanMost: { fg: 23 },
    panel: { fg: 252 }, panelSelected: { fg: 16, bg: 80 }, error: { fg: 231, bg: 124, bold: true },
  },
} as const satisfies Theme;
