/** Names that settings choose from; apart from the schema, whose library takes as long to load as the rest. */
export const SOURCES = ['auto', 'linux', 'portable'] as const;
export const THEMES = ['default', 'light', 'high-contrast', 'colour-blind', 'monochrome'] as const;
export type Theme = (typeof THEMES)[number];
export const KEYMAPS = ['default', 'vim'] as const;
