import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseTheme } from '../../components/theme/index.ts';
import { makePainter } from '../../components/theme/tokens.ts';
import { plain } from '../../components/widgets/painted.ts';
import { tabLine } from '../../components/widgets/tab-line.ts';
import { displayWidth } from '../../src/model/text-width.ts';

const paint = makePainter(chooseTheme('default', {}));
const TITLES = ['Overview', 'Sockets', 'Files', 'Threads', 'Environment', 'Endpoints'];
const line = (chosen: number, columns: number): string => plain(tabLine(TITLES, chosen, paint, columns)).trimEnd();

test('all titles where there is room', () => {
  expect(line(1, 80)).toBe(' Overview [Sockets] Files  Threads  Environment  Endpoints');
});

test('whole titles only, the chosen one always, and a mark where there are more', () => {
  expect(line(0, 40)).toBe('[Overview] Sockets  Files  Threads ›');
  expect(line(5, 40)).toBe('‹ Threads  Environment [Endpoints]');
  expect(line(4, 40)).toBe('‹ Sockets  Files  Threads [Environment]›');
});

test('exactly as wide as asked', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 9 }), fc.nat(8), fc.integer({ min: 20, max: 120 }), (titles, chosen, columns) => {
    const at = Math.min(chosen, titles.length - 1);
    const text = plain(tabLine(titles, at, paint, columns));
    expect(displayWidth(text)).toBe(columns);
    expect(text).toContain(`[${titles[at] ?? ''}]`);
  }));
});
