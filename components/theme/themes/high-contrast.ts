import type { Theme } from '../tokens.ts';

/** White on black, bright colours only, nothing dim. */
export const highContrastTheme = {
  name: 'high-contrast',
  title: 'High contrast',
  looks: {
    text: { fg: 15 }, dim: { fg: 15 }, strong: { fg: 15, bold: true }, accent: { fg: 14, bold: true }, title: { fg: 15, bold: true }, key: { fg: 0, bg: 15, bold: true },
    columnHeader: { fg: 0, bg: 15 }, columnSorted: { fg: 0, bg: 11, bold: true }, selected: { fg: 0, bg: 11, bold: true }, tagged: { fg: 11, bold: true },
    found: { fg: 0, bg: 14, bold: true }, good: { fg: 10, bold: true }, warn: { fg: 11, bold: true }, critical: { fg: 15, bg: 9, bold: true }, meterBase: { fg: 7 },
    user: { fg: 10 }, system: { fg: 9 }, iowait: { fg: 14 }, planned: { fg: 13, bold: true }, steal: { fg: 13 }, memory: { fg: 10 }, cache: { fg: 14 }, swap: { fg: 11 },
    read: { fg: 14 }, write: { fg: 11 }, running: { fg: 10, bold: true }, blocked: { fg: 15, bg: 9, bold: true }, zombie: { fg: 13, bold: true },
    ownUser: { fg: 14 }, program: { fg: 15, bold: true }, treeLine: { fg: 15 }, stale: { fg: 7 },
    fanHalf: { fg: 244 }, fanMost: { fg: 238 },
    panel: { fg: 15 }, panelSelected: { fg: 0, bg: 11, bold: true }, error: { fg: 15, bg: 9, bold: true },
  },
} as const satisfies Theme;
