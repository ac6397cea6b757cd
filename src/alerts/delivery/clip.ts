const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ELLIPSIS = '...';
/** A word is not cut in two when it began within so many characters. */
const WORD = 24;

/** How much of a limit a text takes. Additive: that of two texts in a row is the sum. */
export type Size = (text: string) => number;
/** UTF-16 units: never fewer than the characters that a service counts. */
export const inCharacters: Size = (text) => text.length;
export const inBytes: Size = (text) => Buffer.byteLength(text);

function prefix(pieces: Iterable<string>, room: number, size: Size): string {
  let text = '';
  let used = 0;
  for (const piece of pieces) {
    used += size(piece);
    if (used > room) break;
    text += piece;
  }
  return text;
}

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of GRAPHEMES.segment(text)) yield segment;
}

/** Cuts text that is larger than `most`, between words if it can and never within what a reader sees as one character; `...` says so. */
export function clipText(text: string, most: number, size: Size = inCharacters): string {
  if (text.length <= most && size(text) <= most) return text;
  const room = most - ELLIPSIS.length;
  if (room <= 0) return '';
  const near = text.slice(0, room + 64);
  // A letter with hundreds of accents is one character, and may be larger than all the room.
  const cut = prefix(graphemes(near), room, size) || prefix(near, room, size);
  const space = cut.lastIndexOf(' ');
  const whole = text[cut.length] === ' ' || space < cut.length - WORD || space <= 0;
  return `${(whole ? cut : cut.slice(0, space)).trimEnd()}${ELLIPSIS}`;
}

/** The greatest number from 1 to `count` that fits, when a smaller one always does too; 0 when none does. */
export function mostThatFit(count: number, fits: (count: number) => boolean): number {
  if (count > 0 && fits(count)) return count;
  let [good, bad] = [0, count];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
