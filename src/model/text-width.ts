import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[\x20-\x7e]*$/;
const COMBINING = /^\p{M}$/u;

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** Terminal cells that safe text takes: 2 for East Asian wide and emoji, 0 for combining marks. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The longest prefix of `text` within `width` cells. */
export function clip(text: string, width: number): string {
  if (ASCII.test(text)) return text.length <= width ? text : text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

export type Align = 'left' | 'right';

/** Clips or pads `text` to exactly `width` cells; what is cut off the end is marked by `~`. */
export function fit(text: string, width: number, align: Align = 'left'): string {
  if (width <= 0) return '';
  const own = displayWidth(text);
  if (own === width) return text;
  if (own < width) return align === 'left' ? text + ' '.repeat(width - own) : ' '.repeat(width - own) + text;
  const cut = clip(text, width - 1);
  return cut + '~' + ' '.repeat(width - 1 - displayWidth(cut));
}
