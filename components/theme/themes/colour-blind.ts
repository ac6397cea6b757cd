import type { Theme } from '../tokens.ts';

/** Blue, orange and yellow of Okabe and Ito (2008): told apart with any colour vision. */
export const colourBlindTheme = {
  name: 'colour-blind',
  title: 'Colour-blind safe',
  looks: {
    dim: { fg: 244 }, strong: { fg: 255, bold: true }, accent: { fg: 74 }, title: { fg: 74, bold: true }, key: { fg: 16, bg: 74 },
    columnHeader: { fg: 250, bg: 237 }, columnSorted: { fg: 16, bg: 220, bold: true }, selected: { fg: 231, bg: 25 }, tagged: { fg: 220, bold: true },
    found: { fg: 16, bg: 220 }, good: { fg: 74 }, warn: { fg: 220 }, critical: { fg: 208, bold: true }, meterBase: { fg: 238 },
    user: { fg: 74 }, system: { fg: 208 }, iowait: { fg: 220 }, planned: { fg: 175 }, steal: { fg: 175 }, memory: { fg: 74 }, cache: { fg: 36 }, swap: { fg: 208 },
    read: { fg: 74 }, write: { fg: 208 }, running: { fg: 74, bold: true }, blocked: { fg: 208, bold: true }, zombie: { fg: 175, bold: true },
    ownUser: { fg: 74 }, program: { fg: 255, bold: true }, treeLine: { fg: 242 }, stale: { fg: 242 },
    fanHalf: { fg: 25 }, fanMost: { fg: 17 },
    panel: { fg: 252 }, panelSelected: { fg: 16, bg: 220 }, error: { fg: 16, bg: 208, bold: true },
  },
} as const satisfies Theme;
