import type { Theme } from '../tokens.ts';

/** No colour at all (NO_COLOR): bold, underline and inverse only. */
export const monochromeTheme = {
  name: 'monochrome',
  title: 'Monochrome',
  looks: {
    strong: { bold: true }, accent: { bold: true }, title: { bold: true }, key: { inverse: true },
    columnHeader: { inverse: true }, columnSorted: { inverse: true, bold: true, underline: true }, selected: { inverse: true }, tagged: { bold: true },
    found: { inverse: true, bold: true }, warn: { bold: true }, critical: { bold: true, underline: true },
    running: { bold: true }, blocked: { bold: true, underline: true }, zombie: { bold: true, underline: true },
    program: { bold: true }, panelSelected: { inverse: true }, error: { inverse: true, bold: true },
  },
} as const satisfies Theme;
