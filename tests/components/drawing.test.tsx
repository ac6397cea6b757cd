import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitColumns } from '../../components/table/columns.ts';
import { chooseTheme, THEMES } from '../../components/theme/index.ts';
import { makePainter, TOKENS } from '../../components/theme/tokens.ts';
import { headerHeight, headerLines } from '../../components/widgets/header.ts';
import { meter } from '../../components/widgets/meter.ts';
import { fitPainted, plain } from '../../components/widgets/painted.ts';
import { sparkline } from '../../components/widgets/sparkline.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { draw } from './draw.tsx';
import { openBench, snapshotOf } from './support.ts';

const ROWS = [{ pid: 10, cpu: 55, command: '/usr/bin/日本語 🚀 emoji' }, { pid: 11, cpu: 5, command: '/bin/short' }];

test.each([[80, 24], [120, 30], [200, 60], [60, 15], [63, 17]])('at %ix%i every line is within the screen and nothing is missing', async (columns, rows) => {
  const lines = await draw(openBench(ROWS), columns, rows);
  for (const line of lines) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
  expect(lines[0]).toContain('PyProcWatch');
  expect(lines.join('\n')).toContain('日本語');
  expect(lines[rows - 1]).toContain('Help');
});

test('too small says what it has and what it needs', async () => {
  const text = (await draw(openBench(ROWS), 59, 20)).join('\n');
  expect(text).toContain('have 59x20');
  expect(text).toContain('need 60x15');
});

test('a menu stands beside the table', async () => {
  const bench = openBench(ROWS);
  bench.press('k');
  const text = (await draw(bench, 120, 30)).join('\n');
  expect(text).toContain('Signal to 10');
  expect(text).toContain('15 SIGTERM');
  expect(text).toMatch(/│\s+10 alice/);
});

test('the overview of a process names what it costs', async () => {
  const bench = openBench(ROWS);
  bench.timeline.remembered = { times: [1, 2, 3].map((second) => second * 1000), values: [10, 40, 20] };
  bench.press('enter');
  const text = (await draw(bench, 160, 45)).join('\n');
  expect(text).toContain('55.0% of a core');
  expect(text).toContain('Resident memory');
  expect(text).toContain('[Overview]');
});

test('columns of least weight go first and the command keeps its room', () => {
  const at = (width: number): string[] => fitColumns(processKind, processKind.columns, width).map(({ name }) => name);
  expect(at(200)).toEqual([...processKind.columns]);
  expect(at(80)).toContain('cpuPercent');
  expect(at(80)).not.toContain('nice');
  expect(at(60)).toEqual(expect.arrayContaining(['pid', 'cpuPercent', 'rssBytes', 'command']));
  fc.assert(fc.property(fc.integer({ min: 40, max: 300 }), fc.subarray(Object.keys(processKind.fields), { minLength: 1 }), (width, names) => {
    const columns = fitColumns(processKind, names, width);
    expect(columns.reduce((sum, column) => sum + column.width + 1, -1)).toBeLessThanOrEqual(width);
  }));
});

test('header lines are as wide as the terminal and as many as promised, at any size', () => {
  const paint = makePainter(chooseTheme('default', {}));
  fc.assert(fc.property(fc.integer({ min: 60, max: 260 }), fc.integer({ min: 15, max: 80 }), (columns, rows) => {
    const lines = headerLines({ snapshot: snapshotOf(ROWS, ['something cannot be seen']), paint, columns, rows, history: () => [1, 2, Number.NaN, 90], intervalSeconds: 1, flags: ['PAUSED'], past: '', recording: 'on', follows: false });
    expect(lines).toHaveLength(headerHeight(rows, columns));
    for (const line of lines) expect(displayWidth(plain(line))).toBe(columns);
  }), { numRuns: 200 });
});

test('NO_COLOR and dumb terminals have no colour whatever the theme', () => {
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const paint = makePainter(chooseTheme('default', env));
    for (const token of TOKENS) expect(paint(token, 'x')).not.toMatch(/\u001B\[[\d;]*(3[0-8]|4[0-8]|9\d|10\d)/);
  }
});

test('every theme tells selected rows, errors and headers from plain text', () => {
  for (const theme of THEMES) {
    const paint = makePainter(theme);
    for (const token of ['selected', 'error', 'columnHeader', 'columnSorted', 'critical', 'panelSelected'] as const) expect(paint(token, 'x'), `${theme.name} ${token}`).not.toBe('x');
  }
});

test('painted text is cut and padded to its width with its looks kept', () => {
  expect(fitPainted('\u001B[31mabcdef\u001B[0mgh', 4)).toBe('\u001B[31mabcd\u001B[0m');
  expect(plain(fitPainted('ab', 5))).toBe('ab   ');
  expect(displayWidth(plain(fitPainted('日本語', 5)))).toBe(5);
});

test('a meter is as wide as asked whatever its parts', () => {
  const paint = makePainter(chooseTheme('monochrome', {}));
  fc.assert(fc.property(fc.integer({ min: 0, max: 80 }), fc.array(fc.double({ min: -1, max: 3 }), { maxLength: 5 }), (width, parts) => {
    expect(plain(meter(paint, width, parts.map((part) => ({ part, token: 'user', mark: '#' }))))).toHaveLength(width);
  }));
});

test('a sparkline shows the newest at the right, gaps as dots', () => {
  expect(sparkline([0, 50, 100, Number.NaN], 6, 100)).toBe('   ▄█·');
  expect(sparkline([1, 2, 3], 2, 3)).toBe('▅█');
});
