import { displayWidth, fit } from '../../src/model/text-width.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { ChartPart } from './types.ts';

const RESET = '\u001B[0m';

/** Text in a colour of the xterm palette, 0-15 being the terminal's own; as it is without one. */
export function colored(text: string, color: number | undefined): string {
  if (color === undefined || text === '') return text;
  const code = color < 8 ? 30 + color : color < 16 ? 82 + color : `38;5;${color}`;
  return `\u001B[${code}m${text}${RESET}`;
}

const SHADES = ['█', '▒', '░', '▓'] as const;

/** Fills the cells of the part at `index`: parts without a colour differ in their shade. */
export const fillOf = (part: ChartPart | undefined, index: number): string => (part?.color === undefined ? SHADES[index % SHADES.length] ?? '█' : '█');

/** Names of the parts with their marks, exactly `width` cells; those without room are left out. */
export function legend(parts: readonly ChartPart[], markOf: (part: ChartPart, index: number) => string, width: number): string {
  let line = '';
  let used = 0;
  parts.forEach((part, index) => {
    const mark = markOf(part, index);
    const title = safeText(part.title);
    const gap = used === 0 ? 0 : 2;
    const room = width - used - gap - displayWidth(mark) - 1;
    if (title === '' || room < Math.min(4, displayWidth(title))) return;
    const shown = fit(title, Math.min(room, displayWidth(title)));
    line += `${' '.repeat(gap)}${colored(mark, part.color)} ${shown}`;
    used += gap + displayWidth(mark) + 1 + displayWidth(shown);
  });
  return line + ' '.repeat(Math.max(0, width - used));
}

/** Labels spread evenly over `width` cells, the outer ones first. */
export function spread(labels: readonly string[], width: number): string {
  const placed: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const order = labels.map((_, index) => index).sort((left, right) => outer(right, labels.length) - outer(left, labels.length) || left - right);
  for (const index of order) {
    const text = safeText(labels[index] ?? '');
    const own = displayWidth(text);
    const middle = labels.length === 1 ? 0 : (index / (labels.length - 1)) * width;
    const start = Math.max(0, Math.min(width - own, Math.round(middle - own / 2)));
    if (own === 0 || own > width || placed.some((other) => start < other.end + 1 && other.start < start + own + 1)) continue;
    placed.push({ start, end: start + own, text });
  }
  placed.sort((left, right) => left.start - right.start);
  let line = '';
  let used = 0;
  for (const { start, end, text } of placed) {
    line += ' '.repeat(start - used) + text;
    used = end;
  }
  return line + ' '.repeat(Math.max(0, width - used));
}

/** 1 for the first and last of `count`, less towards the middle. */
const outer = (index: number, count: number): number => (index === 0 || index === count - 1 ? 1 : 0);
