import { displayWidth } from '../../src/model/text-width.ts';

// Only our own painters make these: foreign text has no escape in it.
const SGR = new RegExp('\\u001B\\[[\\d;]*m', 'g');

/** The text without its looks. */
export const plain = (text: string): string => text.replace(SGR, '');

/** Cuts or pads painted text to exactly `width` cells; its looks are kept. */
export function fitPainted(text: string, width: number): string {
  let used = 0;
  let out = '';
  let last = 0;
  const take = (part: string): void => {
    for (const character of part) {
      const own = displayWidth(character);
      if (used + own > width) return;
      out += character;
      used += own;
    }
  };
  for (const match of text.matchAll(SGR)) {
    take(text.slice(last, match.index));
    out += match[0];
    last = match.index + match[0].length;
  }
  take(text.slice(last));
  return out + ' '.repeat(Math.max(0, width - used));
}
