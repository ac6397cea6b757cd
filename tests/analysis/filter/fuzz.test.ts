import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterError, parseFilter } from '../../../src/analysis/filter/filter.ts';
import { tokenize } from '../../../src/analysis/filter/tokens.ts';
import { process } from '../../../src/model/kinds/process.ts';
import { anyText, expectQuick, processes } from '../../model/support.ts';

const frame = processes({ pid: 1, name: 'a'.repeat(15), command: 'a'.repeat(4096), ports: '1,2', cpuPercent: 5 }, {});

/** Reads and runs a filter; a FilterError is an answer, any other a failure. */
function run(filter: string): boolean[] | FilterError {
  try {
    const passes = parseFilter(process, filter).test(frame, 0);
    return [passes(0), passes(1)];
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}

const token = fc.constantFrom('cpu', 'user', 'port', 'state', 'start', 'pid', 'and', 'or', 'not', '!', '(', ')', '=', '!=', '~', '!~', '>', '<=', '"', "'", '5', '2GiB', '90s', 'x*', '(a+)+$', '[', '\\', '{1000}', 'constructor', '__proto__', '*', '&', '|', '&&', ' ');

test('any text is a filter or an error that says where', () => {
  const filter = fc.oneof(anyText(40), fc.array(token, { maxLength: 14 }).map((words) => words.join(' ')), fc.array(token, { maxLength: 14 }).map((words) => words.join('')));
  fc.assert(fc.property(filter, (text) => {
    const result = run(text);
    if (result instanceof FilterError) {
      expect(result.position).toBeGreaterThanOrEqual(0);
      expect(result.position).toBeLessThanOrEqual(text.length);
      expect(result.mend).not.toBe('');
    } else expect(result).toHaveLength(2);
  }), { numRuns: 3000 });
});

test('no token is lost: they stand in order and cover all but blanks', () => {
  fc.assert(fc.property(fc.array(token, { maxLength: 12 }).map((words) => words.join(' ').replaceAll(/["']/g, '')), (text) => {
    const tokens = tokenize(text);
    expect(tokens.at(-1)).toEqual({ type: 'end', position: text.length });
    const positions = tokens.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((left, right) => left - right));
    const words = tokens.filter((one) => one.type === 'word' || one.type === 'operator').map(({ text }) => text).join('');
    expect(text.replaceAll(/[\s()]|&&|\|\||\b(and|or|not)\b|!(?![=~])/g, '').length).toBeLessThanOrEqual(words.length);
  }));
});

test('not swaps what passes, for any filter without unknown values', () => {
  const simple = fc.constantFrom('cpu > 5', 'cpu = 5', 'user = x', 'port = 1', 'name ~ a', 'pid != 1', 'a');
  const filter = fc.array(fc.tuple(simple, fc.constantFrom('and', 'or')), { minLength: 1, maxLength: 5 }).map((parts) => parts.map(([one, glue], index) => (index === 0 ? one : `${glue} ${one}`)).join(' '));
  fc.assert(fc.property(filter, (text) => {
    expect(run(`not (${text})`)).toEqual([run(text)].flat().map((passes) => passes === false));
  }));
});

describe('takes no time, whatever is asked', () => {
  test.each([
    ['a pattern that would make others hang', 'command ~ "(a+)+$"'], ['and one more', 'command ~ "(a|a)*b"'], ['nested', 'command ~ "((a*)*)*b"'],
    ['counted', 'command ~ "a{500}"'], ['counted of counted', 'command ~ "((a{30}){30}){30}"'], ['as large as can be', 'command ~ "(((a{1000}){1000}){1000}){1000}"'],
    ['many stars', `command = ${'a*'.repeat(1500)}b`], ['wildcards only', `command = ${'*'.repeat(3000)}`],
    ['brackets', '('.repeat(100_000)], ['closed brackets', `${'('.repeat(2000)}a${')'.repeat(2000)}`], ['nots', `${'not '.repeat(50_000)}a`], ['exclamation marks', `${'!'.repeat(3000)}a`],
    ['words', 'a '.repeat(50_000)], ['fewer words', 'a '.repeat(1000)], ['conditions', `${'cpu > 5 or '.repeat(300)}a`],
    ['operators', '='.repeat(100_000)], ['quotes', '"'.repeat(100_001)], ['one long word', 'x'.repeat(200_000)], ['a long value', `user = ${'x'.repeat(200_000)}`], ['a long number', `cpu > ${'9'.repeat(200_000)}`], ['a long unknown field', `${'cpu'.repeat(50_000)} = 1`],
  ])('%s', (_, filter) => {
    expectQuick(() => run(filter));
    const result = run(filter);
    expect(result instanceof FilterError || result.length === 2).toBe(true);
  });
});

test('deep but sensible nesting is understood', () => {
  expect(run(`${'('.repeat(50)}cpu = 5${')'.repeat(50)}`)).toEqual([true, false]);
  expect(run(`${'not '.repeat(50)}cpu = 5`)).toEqual([true, false]);
});
