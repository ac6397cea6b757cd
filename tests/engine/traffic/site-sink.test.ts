import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadLines } from '../../../src/collectors/access-logs/index.ts';
import { DetectingSink, formatOfLines } from '../../../src/engine/traffic/site-sink.ts';

const LINE = (index: number): string => `81.2.69.142 - - [15/Jan/2027:08:00:${String(index % 60).padStart(2, '0')} +0000] "GET /users/${index} HTTP/1.1" 200 512 "-" "curl/8"\n`;

function sink() {
  const paths: string[] = [];
  const bad = new BadLines();
  const made = new DetectingSink((lines) => formatOfLines(lines, {}), (line) => paths.push(line.text('path')), bad);
  return { paths, bad, made };
}

test('the lines that the format is found by are read too', () => {
  const { paths, made } = sink();
  made.feed(Buffer.from(LINE(1) + LINE(2).slice(0, 30)));
  expect(paths).toEqual(['/users/1']);
  made.feed(Buffer.from(LINE(2).slice(30)));
  expect(paths).toEqual(['/users/1', '/users/2']);
  expect(made.waiting).toBe(0);
});

test('however a log is cut into chunks, each line is read once', () => {
  const text = Array.from({ length: 30 }, (_, index) => LINE(index)).join('');
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 40 }), (sizes) => {
    const { paths, made } = sink();
    let at = 0;
    for (const size of [...sizes, text.length]) {
      made.feed(Buffer.from(text.slice(at, at + size)));
      at += size;
    }
    expect(paths).toEqual(Array.from({ length: 30 }, (_, index) => `/users/${index}`));
  }), { numRuns: 40 });
});

test('what fits nothing is not held without end, and what comes after it is found', () => {
  const { paths, made } = sink();
  for (let index = 0; index < 200; index += 1) made.feed(Buffer.from(`${'nonsense '.repeat(100)}\n`));
  expect(made.waiting).toBeLessThanOrEqual(65_536);
  for (let index = 0; index < 20; index += 1) made.feed(Buffer.from('x'.repeat(10_000)));
  expect(made.waiting).toBeLessThanOrEqual(65_536);
  made.feed(Buffer.from('\n'));
  made.forget();
  made.feed(Buffer.from(LINE(7)));
  made.finish();
  expect(paths).toEqual(['/users/7']);
});

test('no lines are no format', () => {
  expect(formatOfLines([], {})).toBeUndefined();
});

test('bug: a log that begins with lines of another kind was not read for its first 64 KB, and these lines were looked at each time', () => {
  const { paths, made } = sink();
  made.feed(Buffer.from('a program says that it starts\n'.repeat(20)));
  made.feed(Buffer.from(LINE(1)));
  expect(paths).toEqual(['/users/1']);
});
