import { describe, expect, test } from 'vitest';
import { type Token, tokenize } from '../../../src/alerts/language/tokens.ts';
import { expectQuick } from '../../model/support.ts';
import { faultOf } from '../support.ts';

const words = (text: string): [Token['type'], string | number][] => tokenize(text).slice(0, -1).map(({ type, text: own, value }) => [type, Number.isNaN(value) ? own : value]);
const only = (text: string): [Token['type'], string | number] | undefined => {
  const all = words(text);
  expect(all, text).toHaveLength(1);
  return all[0];
};

describe('numbers', () => {
  test.each([
    ['0', 0], ['42', 42], ['2.5', 2.5], ['.5', 0.5], ['5.', 5], ['1e3', 1000], ['1.5E-2', 0.015], ['0x1F', 31],
  ])('%s', (text, value) => expect(only(text)).toEqual(['number', value]));

  test.each([
    ['2GiB', 2 * 1024 ** 3], ['2Gi', 2 * 1024 ** 3], ['2G', 2 * 1024 ** 3], ['1.5MiB', 1.5 * 1024 ** 2], ['3K', 3072], ['3KiB', 3072], ['1TiB', 1024 ** 4],
    ['1kB', 1000], ['1KB', 1000], ['3MB', 3e6], ['2GB', 2e9], ['1TB', 1e12],
    ['1/s', 1], ['2.5/s', 2.5], ['10MB/s', 1e7], ['4MiB/s', 4 * 1024 ** 2],
  ])('%s has a unit', (text, value) => expect(only(text)).toEqual(['number', value]));

  test.each(['50%', '50% and', '50%\nor', '50% unless', '50%)', '50% for 5m', '50% in 2 of 3', '50%, 1', '50% # half', '50%]', '50%< x'])('"%s" is a percentage: as it is written', (text) => {
    expect(tokenize(text)[0]).toMatchObject({ type: 'number', text: '50%', value: 50 });
  });

  test('a remainder is none', () => {
    expect(words('7 % 4')).toEqual([['number', 7], ['operator', '%'], ['number', 4]]);
    expect(words('7%4')).toEqual([['number', 7], ['operator', '%'], ['number', 4]]);
    expect(words('7 % (4)')).toEqual([['number', 7], ['operator', '%'], ['operator', '('], ['number', 4], ['operator', ')']]);
    expect(words('7 % instance')).toEqual([['number', 7], ['operator', '%'], ['name', 'instance']]);
  });

  test('units that are none are words behind the number', () => {
    expect(words('2 Gib')).toEqual([['number', 2], ['name', 'Gib']]);
    expect(words('1/seconds')).toEqual([['number', 1], ['operator', '/'], ['name', 'seconds']]);
  });
});

describe('durations are ms', () => {
  test.each([['5m', 300_000], ['800ms', 800], ['1h30m', 5_400_000], ['1d', 86_400_000], ['2w', 1_209_600_000], ['1y', 31_536_000_000], ['1m500ms', 60_500]])('%s', (text, value) => expect(only(text)).toEqual(['duration', value]));

  test('smaller units first are none', () => {
    expect(faultOf('x[30m1h]', tokenize)).toMatchObject({ what: '"30m1h" is no duration', at: '30m1h', mend: 'write the larger units first, as in 1h30m' });
  });

  test('in ranges and subqueries', () => {
    expect(words('[5m:30s]')).toEqual([['operator', '['], ['duration', 300_000], ['operator', ':'], ['duration', 30_000], ['operator', ']']]);
  });
});

describe('strings', () => {
  test.each([
    [String.raw`"a\"b"`, 'a"b'], [String.raw`'a\'b'`, "a'b"], [String.raw`"\n\t\\\x41\u00e9\U0001F600\101"`, '\n\t\\Aé😀A'], ['`a\\n"b`', 'a\\n"b'], ["'a\"b'", 'a"b'], ['`two\nlines`', 'two\nlines'], ['""', ''],
  ])('%s', (text, value) => expect(only(text)).toEqual(['string', value]));

  test('point at what is wrong in them', () => {
    expect(faultOf(String.raw`x{a="b\d"}`, tokenize)).toMatchObject({ what: String.raw`"\d" means nothing in a string`, at: String.raw`\d`, from: 6 });
    expect(faultOf('x{a="b}', tokenize)).toMatchObject({ what: 'this string does not end', at: '"b}', mend: 'close it with "' });
    expect(faultOf('x{a="b\n"}', tokenize)).toMatchObject({ what: 'this string does not end' });
    expect(faultOf(String.raw`"\U00110000"`, tokenize).what).toContain('means nothing');
  });
});

describe('names, comments, operators', () => {
  test('names have dots, and colons where rules recorded them', () => {
    expect(words('process.memory.rss job:up:sum _x')).toEqual([['name', 'process.memory.rss'], ['name', 'job:up:sum'], ['name', '_x']]);
  });

  test('comments go to the end of their line', () => {
    expect(words('a # b "c\n+ d')).toEqual([['name', 'a'], ['operator', '+'], ['name', 'd']]);
    expect(words('# nothing')).toEqual([]);
  });

  test('the longest operator counts', () => {
    expect(words('a=~b!~c==d!=e<=f>=g').map(([, word]) => word)).toEqual(['a', '=~', 'b', '!~', 'c', '==', 'd', '!=', 'e', '<=', 'f', '>=', 'g']);
  });

  test('places count from 0', () => {
    expect(tokenize('ab > "c"').map(({ from, to }) => [from, to])).toEqual([[0, 2], [3, 4], [5, 8], [8, 8]]);
  });

  test('what is nothing is pointed at', () => {
    expect(faultOf('a > $b', tokenize)).toMatchObject({ what: '"$" is not understood', at: '$', from: 4 });
    expect(faultOf('a > 😀', tokenize)).toMatchObject({ what: '"😀" is not understood', at: '😀' });
  });
});

test('20,000 characters are quick, more are refused', () => {
  for (const piece of ['a ', '1GiB ', '"\\n" ', '5m', '5%', '((', '"', '\\', '"\\', '0x', '1e', '`', '# ', '9', '= ~', '\u{1F600}']) {
    const text = piece.repeat(20_000 / piece.length);
    expectQuick(() => {
      try {
        tokenize(text);
      } catch { /* Only how long it takes. */ }
    }, 100);
  }
  const escapes = `"${String.raw`\u00e9\n`.repeat(2400)}"`;
  expectQuick(() => tokenize(escapes), 100);
  expect(faultOf('a'.repeat(20_001), tokenize)).toMatchObject({ what: 'this expression is too long', mend: 'make several rules of it' });
});
