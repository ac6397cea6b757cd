import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countDescriptors, numbersIn, readLines, tryRead } from '../../../../src/collectors/linux/inspect/read.ts';
import { fakeTree } from './support.ts';

describe('reading kernel files', () => {
  it.each([1, 100, 65_536])('gives whole lines, about %i bytes at a time', (size) => {
    const text = Array.from({ length: 20_000 }, (_, line) => `línea ${line} ${'é'.repeat(line % 50)}\n`).join('');
    using tree = fakeTree({ whole: text, open: `${text}no end`, long: 'é'.repeat(200_000), empty: '' });
    const pieces = [...readLines(join(tree.root, 'whole'), 'utf8', size)];
    expect(pieces.join('') === text).toBe(true);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
    expect([...readLines(join(tree.root, 'open'), 'utf8', size)].join('') === `${text}no end`).toBe(true);
    expect([...readLines(join(tree.root, 'long'), 'utf8', size)]).toEqual(['é'.repeat(200_000)]);
    expect([...readLines(join(tree.root, 'empty'), 'utf8', size)]).toEqual([]);
  });

  it('takes what is missing for not known', () => {
    using tree = fakeTree({ 'fd/10': '', 'fd/9': '', 'fd/x': '' });
    expect(numbersIn(join(tree.root, 'fd'))).toEqual([9, 10]);
    expect(tryRead(join(tree.root, 'none'))).toBeUndefined();
    expect(countDescriptors(join(tree.root, 'none'))).toBeUndefined();
    expect(countDescriptors('/proc/self/fd') ?? 4).toBeGreaterThan(3);
  });
});
