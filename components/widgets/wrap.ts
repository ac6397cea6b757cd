import { clip, displayWidth } from '../../src/model/text-width.ts';

/** Breaks text at spaces into lines of at most `width` cells; a word that is longer is cut. At least one line. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width) {
      const part = clip(line, width);
      // A character wider than the line would never go.
      if (part === '') return [...lines, line];
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  return [...lines, line];
}

/** The same with what goes on in the next lines under what follows the first two spaces in a row: `12:00  words, words`. */
export function wrapHanging(text: string, width: number): string[] {
  const indent = /^.*? {2,}/.exec(text)?.[0] ?? '';
  const room = width - displayWidth(indent);
  if (room < width / 2) return wrapWords(text, width);
  const [first = '', ...rest] = wrapWords(text.slice(indent.length), room);
  return [indent + first, ...rest.map((line) => ' '.repeat(displayWidth(indent)) + line)];
}
