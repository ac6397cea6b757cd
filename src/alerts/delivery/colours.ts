import type { Severity } from '../notification.ts';

/** Colour of what a message is about, as 0xRRGGBB. */
export function colourOf(status: 'firing' | 'resolved', severity: Severity): number {
  if (status === 'resolved') return 0x2e7d32;
  return { info: 0x1565c0, warning: 0xed8b00, critical: 0xc62828 }[severity];
}

export const cssColour = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`;
