import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyStatLine, parseStatLine, STATE_CODES, type StatLine } from '../../../../src/collectors/linux/processes/stat-line.ts';
import { PROCESS_STATES } from '../../../../src/model/kinds/process.ts';
import { expectQuick } from '../../../model/support.ts';
import { statLine } from './support.ts';

const REAL = '4711 (nginx) S 4700 4711 4700 0 -1 4194560 1234 55 7 1 150 50 3 4 39 19 12 0 123456789 61000192 1000 18446744073709551615 1 1 0 0 0 0 0 4096 81920 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n';

function parse(text: string | Uint8Array): StatLine | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const out = emptyStatLine();
  return parseStatLine(bytes, bytes.length, out) ? out : undefined;
}
const nameOf = (text: string): string | undefined => {
  const stat = parse(text);
  return stat === undefined ? undefined : Buffer.from(text).toString('utf8', stat.nameStart, stat.nameEnd);
};

test('a line of the kernel', () => {
  expect(parse(REAL)).toMatchObject({
    state: 2, parentPid: 4700, flags: 4_194_560, minorFaults: 1234, majorFaults: 7, cpuTicks: 200, priority: 39, nice: 19, threads: 12,
    startTicks: 123_456_789, virtualBytes: 61_000_192, rssPages: 1000, processor: 3,
  });
  expect(nameOf(REAL)).toBe('nginx');
});

test('negative numbers', () => {
  expect(parse(statLine(1, 'x', { priority: -51, nice: -20 }))).toMatchObject({ priority: -51, nice: -20 });
});

describe('a name may be anything', () => {
  test.each(['', ')', '(', '()', 'a) S 1 (b c', ') R 1 1 1', 'two words', 'line\nbreak', 'tab\there', '))))', '((((', '中文', '0', ') '])('%j', (name) => {
    const line = statLine(7, name, { parentPid: 6, threads: 3 });
    expect(nameOf(line)).toBe(name);
    expect(parse(line)).toMatchObject({ state: 2, parentPid: 6, threads: 3 });
  });

  test('another name has another hash, the same has the same', () => {
    expect(parse(statLine(1, 'nginx'))?.nameHash).toBe(parse(statLine(2, 'nginx', { state: 'R', user: 5 }))?.nameHash);
    expect(parse(statLine(1, 'nginx'))?.nameHash).not.toBe(parse(statLine(1, 'nginy'))?.nameHash);
    expect(parse(statLine(1, 'ab'))?.nameHash).not.toBe(parse(statLine(1, 'ba'))?.nameHash);
  });
});

test.each(PROCESS_STATES.map((letter, index) => [letter, index] as const))('state %s is code %i', (letter, index) => {
  expect(parse(statLine(1, 'x', { state: letter }))?.state).toBe(letter === '?' ? 0 : index);
  expect(STATE_CODES[letter.charCodeAt(0)]).toBe(index);
});

test('an unknown state is 0', () => {
  expect(parse(statLine(1, 'x', { state: 'Q' }))?.state).toBe(0);
});

describe('what is no stat line', () => {
  test.each(['', ' ', '1', '1 (x', '1 x) S 1', '()', '(x)', '1 (x) ', '1 (x) S', '1 (x) S 1 2 3', ')(', REAL.replace('4700', 'x'), REAL.replace(' 123456789', ' -'), 'Permission denied'])('%j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  test('a line cut short before the memory is refused, wherever it is cut', () => {
    const needed = REAL.indexOf(' 18446744073709551615');
    for (let length = 0; length < needed - 4; length += 1) expect([length, parse(REAL.slice(0, length))]).toEqual([length, undefined]);
  });
});

test('a line without the CPU, as cut or of an old kernel, has none, and not that of the line before', () => {
  expect(parse(REAL)?.processor).toBe(3);
  expect(parse(REAL.slice(0, REAL.indexOf(' 17 3 ')))).toMatchObject({ processor: -1, rssPages: 1000 });
});

test('any bytes are a stat line or none: never an error, never a broken figure', () => {
  const mutated = fc.tuple(fc.constantFrom(REAL, statLine(9, 'a) b (c')), fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 6 }), fc.nat(4)), { maxLength: 5 })).map(([text, edits]) => {
    let bytes = Buffer.from(text);
    for (const [where, put, cut] of edits) {
      const at = where % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
    }
    return bytes;
  });
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated), (bytes) => {
    const stat = parse(bytes);
    if (stat === undefined) return;
    expect(stat.nameStart).toBeGreaterThanOrEqual(1);
    expect(stat.nameEnd).toBeGreaterThanOrEqual(stat.nameStart);
    expect(stat.nameEnd).toBeLessThan(bytes.length);
    expect(PROCESS_STATES[stat.state]).toBeDefined();
    expect(Object.values(stat).filter((value) => Number.isNaN(value))).toEqual([]);
    expect(stat.cpuTicks).not.toBe(-0);
  }), { numRuns: 3000 });
});

test('a full buffer of hostile bytes takes no time', () => {
  for (const chunk of ['(', ')', '1 ', '-', '9', ' ', '1 (x) S ', '()']) expectQuick(() => parse(chunk.repeat(100_000)));
});

test('only `length` bytes are looked at: what an earlier, longer line left behind is not', () => {
  const buffer = Buffer.from(`${statLine(1, 'x', { threads: 5 })}) R 9 9 9 (`);
  const out = emptyStatLine();
  expect(parseStatLine(buffer, statLine(1, 'x', { threads: 5 }).length, out)).toBe(true);
  expect(out).toMatchObject({ threads: 5, state: 2 });
});
