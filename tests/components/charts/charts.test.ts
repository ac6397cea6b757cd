import { spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { loadCharts, type Charts } from '../../../components/charts/index.ts';
import { chart, strip, wave, widths } from './support.ts';

let charts: Charts;
beforeAll(async () => {
  charts = await loadCharts();
}, 20_000);

/** What is left on the heap once garbage is collected: how much of that there is at a moment says nothing. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

const BRAILLE = /[\u2801-\u28FF]/;
const column = (lines: readonly string[], at: number): string => lines.map((line) => [...strip(line)][at] ?? '').join('');

it('draws lines in their colours, between labelled axes', () => {
  const lines = charts.line(chart({ axisColor: 240 }));
  expect(lines).toHaveLength(18);
  expect(widths(lines)).toEqual([80]);
  expect(strip(lines[0] ?? '')).toMatch(/^── CPU *$/);
  expect(strip(lines[1] ?? '')).toMatch(/^100% /);
  expect(strip(lines[16] ?? '')).toMatch(/^ {2}0% [\u2800-\u28FF]+$/);
  expect(strip(lines[17] ?? '')).toMatch(/^ {6}-2m +-1m +now$/);
  expect(lines.join('')).toContain('\u001B[32m');
  expect(lines.join('')).toContain('\u001B[38;5;240m');
});

it('draws the ends of the scale in the first and the last row', () => {
  const at = (value: number): readonly string[] => charts.line(chart({ series: [{ title: '', values: [value, value], color: 2 }], height: 12, labels: [] }));
  const rowsWith = (lines: readonly string[]): number[] => lines.flatMap((line, row) => (line.includes('\u001B[32m') ? [row] : []));
  expect(rowsWith(at(100))).toEqual([0]);
  expect(rowsWith(at(0))).toEqual([10]);
  expect(rowsWith(at(1e9))).toEqual([0]);
  // Both edges of the plot are reached.
  expect(column(at(100), 6)).toMatch(BRAILLE);
  expect(column(at(100), 79)).toMatch(BRAILLE);
});

it('leaves gaps, and shows a lone value between them', () => {
  const values = Array.from({ length: 61 }, (_, index) => (index < 20 || index === 40 ? 50 : Number.NaN));
  const plot = charts.line(chart({ series: [{ title: '', values }], labels: [], max: 101, formatY: () => '' })).slice(0, -1).map((line) => strip(line).slice(1));
  const covered = Array.from({ length: 78 }, (_, at) => BRAILLE.test(plot.map((line) => line[at] ?? '').join('')));
  expect(covered.slice(2, 20)).not.toContain(false);
  expect(covered.slice(30, 45)).not.toContain(true);
  expect(covered.slice(48, 54)).toContain(true);
  expect(covered.slice(58)).not.toContain(true);
});

it('has no sequence without colours, and tells lines apart by dashes', () => {
  const lines = charts.line(chart({ series: [{ title: 'one', values: wave(120) }, { title: 'two', values: [20, 20] }] }));
  expect(lines.join('')).not.toContain('\u001B');
  expect(lines[0]).toContain('── one  ╌╌ two');
});

it('takes no tag, no sequence and no wide character in a text for a look', () => {
  const title = '{red-fg}{bold}内存\u001B[31m\u202E';
  const lines = charts.line(chart({ series: [{ title, values: wave(9) }], labels: ['{open}', '{/}\u0007'] }));
  expect(lines[0]).toContain('{red-fg}{bold}内存\uFFFD[31m\uFFFD');
  expect(lines.at(-1)).toContain('{open}');
  expect(widths(lines)).toEqual([80]);
  const drawn = [
    charts.gauge({ width: 60, height: 2, parts: [{ title, fraction: 0.5 }] }),
    charts.stackedBar({ width: 60, height: 9, parts: [{ title }], bars: [{ label: '{内}存', values: [1] }] }),
    charts.donut({ width: 60, height: 9, rings: [{ title, fraction: 0.5 }] }),
  ];
  for (const some of drawn) {
    expect(widths(some)).toEqual([60]);
    expect(some.join('')).toContain('{');
    expect(some.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});

it('is as wide and high as asked, whatever it shows', () => {
  const value = fc.oneof(fc.double(), fc.double({ min: 0, max: 200, noNaN: true }), fc.constant(Number.NaN));
  const part = fc.record({ title: fc.string({ unit: 'grapheme' }), color: fc.option(fc.nat(255), { nil: undefined }), values: fc.array(value), fraction: value });
  fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 30 }), fc.array(part, { maxLength: 4 }), (width, height, parts) => {
    const bars = parts.map(({ title, values }) => ({ label: title, values }));
    for (const lines of [
      charts.line({ width, height, series: parts, labels: parts.map(({ title }) => title), formatY: String }),
      charts.gauge({ width, height, parts }),
      charts.stackedBar({ width, height, parts, bars }),
      charts.donut({ width, height, rings: parts }),
    ]) {
      expect(lines).toHaveLength(height);
      expect(widths(lines)).toEqual([width]);
      expect(lines.map(strip).join('')).not.toMatch(/\p{C}/u);
    }
  }), { numRuns: 200 });
}, 60_000);

it('fills gauges and bars in proportion', () => {
  const [bar = ''] = charts.gauge({ width: 50, height: 1, parts: [{ title: 'a', fraction: 0.4 }, { title: 'b', fraction: 0.2 }] });
  expect(Math.abs([...bar].filter((cell) => cell === '█').length - 20)).toBeLessThanOrEqual(2);
  expect(Math.abs([...bar].filter((cell) => cell === '▒').length - 10)).toBeLessThanOrEqual(2);
  const [empty = '', full = ''] = [0, 1].map((fraction) => charts.gauge({ width: 50, height: 1, parts: [{ title: 'a', fraction }] })[0]);
  expect(empty).toBe('─'.repeat(50));
  expect(full).toBe('█'.repeat(50));
  const lines = charts.stackedBar({ width: 20, height: 11, parts: [{ title: '' }, { title: '' }], bars: [{ label: 'x', values: [50, 25] }, { label: 'y', values: [0, 0] }], max: 100 });
  expect(column(lines, 0).trim()).toMatch(/^▒{2,3}█{5}x$/);
  expect(column(lines, 12).trim()).toBe('');
});

it('keeps its memory: one screen, one widget of a kind', () => {
  const draw = (count: number): void => {
    for (let index = 0; index < count; index += 1) charts.line(chart({ width: 60 + (index % 40), height: 10 + (index % 9) }));
  };
  draw(300);
  const before = keptBytes();
  draw(3000);
  expect(keptBytes() - before).toBeLessThan(20e6);
}, 60_000);

it('writes nothing, listens to nothing, and holds nothing open', () => {
  const module = JSON.stringify(new URL('../../../components/charts/index.ts', import.meta.url).href);
  const script = `
    const events = ['uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGCONT', 'SIGWINCH', 'exit'];
    const own = () => {};
    for (const event of events) process.on(event, own);
    const { loadCharts } = await import(${module});
    const charts = await loadCharts();
    charts.line({ width: 40, height: 9, series: [{ title: 'x', values: [1, 2], color: 1 }], labels: [], formatY: String });
    const kept = events.filter((event) => process.listenerCount(event) === 1 && process.listeners(event)[0] === own);
    for (const event of events) process.off(event, own);
    if (kept.length !== events.length) process.exitCode = 3;`;
  for (const TERM of ['xterm-256color', 'dumb', '']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TERM, NODE_OPTIONS: '' }, timeout: 20_000 });
    expect({ status, stdout: String(stdout), stderr: String(stderr) }).toEqual({ status: 0, stdout: '', stderr: '' });
  }
}, 60_000);
