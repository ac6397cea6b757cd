import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsv } from '../../../src/cli/output/csv.ts';
import { anyText, expectQuick, processes } from '../../model/support.ts';

const line = (row: Readonly<Record<string, number | string>>, ...names: string[]): string => toCsv(processes(row), [0], names).split('\n')[1] ?? '';

test('a header of field names, a line for each row in the order given, unknown values empty', () => {
  const frame = processes({ pid: 1, cpuPercent: 12.5, startTime: 1_700_000_000, state: 2, ports: '80,443', command: 'init' }, { pid: 2, command: 'b' });
  expect(toCsv(frame, [1, 0], ['pid', 'cpuPercent', 'startTime', 'state', 'ports', 'command'])).toBe(
    'pid,cpuPercent,startTime,state,ports,command\n2,,,,,b\n1,12.5,2023-11-14T22:13:20.000Z,S,80 443,init\n',
  );
  expect(toCsv(frame, [], ['pid'])).toBe('pid\n');
});

describe('quotes', () => {
  test.each([['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['plain', 'plain'], ['a;b', 'a;b'], [' a ', ' a '], ["it's", "it's"]])('%j becomes %s', (command, expected) => {
    expect(line({ command }, 'command')).toBe(expected);
  });
});

describe('nothing is a formula for a spreadsheet', () => {
  test.each([
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'], ['+1', "'+1"], ['-bash', "'-bash"], ['@SUM(1)', "'@SUM(1)"], ['=1', "'=1"], ['＝1＋1', "'＝1＋1"], ['－1', "'－1"], ['＠x', "'＠x"],
  ])('%s', (command, expected) => {
    expect(line({ command }, 'command')).toBe(expected);
  });

  test('but a negative number is one', () => {
    expect(line({ nice: -20 }, 'nice')).toBe('-20');
  });
});

/** A reader by RFC 4180. */
function read(csv: string): string[][] {
  return [...csv.matchAll(/((?:"(?:[^"]|"")*"|[^",\n])*(?:,(?:"(?:[^"]|"")*"|[^",\n])*)*)\n/g)].map(([, record = '']) =>
    [...`,${record}`.matchAll(/,("(?:[^"]|"")*"|[^",\n]*)/g)].map(([, field = '']) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)));
}

test('whatever processes call themselves, each cell can be read back, in its place', () => {
  fc.assert(fc.property(fc.array(fc.tuple(anyText(20), fc.string({ unit: fc.constantFrom('"', ',', '\n', '=', 'a', "'"), maxLength: 8 })), { maxLength: 6 }), (pairs) => {
    const frame = processes(...pairs.map(([name, command], pid) => ({ pid, name, command })));
    const rows = pairs.map((_, row) => row);
    const cells = read(toCsv(frame, rows, ['pid', 'name', 'command']));
    expect(cells).toHaveLength(pairs.length + 1);
    rows.forEach((row) => {
      const [pid, name = '', command = ''] = cells[row + 1] ?? [];
      expect(pid).toBe(String(row));
      for (const [shown, text] of [[name, frame.text('name', row)], [command, frame.text('command', row)]] as const) expect(shown).toBe(/^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text);
    });
  }));
});

test('long cells take no time', () => {
  for (const chunk of ['"', ',', '=', 'a']) expectQuick(() => line({ command: chunk.repeat(200_000) }, 'command'));
});
