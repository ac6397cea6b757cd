import type { Theme } from '../tokens.ts';

/** For light terminals. */
export const lightTheme = {
  name: 'light',
  title: 'Light',
  looks: {
    text: { fg: 235 }, dim: { fg: 243 }, strong: { fg: 16, bold: true }, accent: { fg: 25 }, title: { fg: 25, bold: true }, key: { fg: 231, bg: 25 },
    columnHeader: { fg: 236, bg: 252 }, columnSorted: { fg: 231, bg: 25, bold: true }, selected: { fg: 16, bg: 153 }, tagged: { fg: 130, bold: true },
    found: { fg: 16, bg: 222 }, good: { fg: 28 }, warn: { fg: 130 }, critical: { fg: 160, bold: true }, meterBase: { fg: 250 },
    user: { fg: 28 }, system: { fg: 160 }, iowait: { fg: 25 }, planned: { fg: 90 }, steal: { fg: 90 }, memory: { fg: 28 }, cache: { fg: 25 }, swap: { fg: 130 },
    read: { fg: 25 }, write: { fg: 130 }, running: { fg: 28, bold: true }, blocked: { fg: 160, bold: true }, zombie: { fg: 90, bold: true },
    ownUser: { fg: 25 }, program: { fg: 16, bold: true }, treeLine: { fg: 247 }, stale: { fg: 247 },
    fanHalf: { fg: 116 }, fanMost: { fg: 195 },
    panel: { fg: 235 }, panelSelected: { fg: 231, bg: 25 }, error: { fg: 231, bg: 160, bold: true },
  },
} as const satisfies Theme;
