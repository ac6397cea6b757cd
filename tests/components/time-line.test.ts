import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bridged, greatestWithin } from '../../components/dashboard/coverage.ts';
import { agoWords, lengthWords } from '../../components/dashboard/moments.ts';
import { chooseTheme, THEMES } from '../../components/theme/index.ts';
import { makePainter } from '../../components/theme/tokens.ts';
import { plain } from '../../components/widgets/painted.ts';
import { timeAt, timeLine, timeLineCells, type TimeLineInput } from '../../components/widgets/time-line.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { NOW } from './support.ts';

const MS = NOW * 1000;
const paint = makePainter(chooseTheme('monochrome', {}));
const SPAN = { from: MS - 3_600_000, to: MS };
const nothing = (steps: number): number[] => Array.from({ length: steps }, () => Number.NaN);
/** Ten steps: idle, a gap, busy; something unusual in the last but one. */
const COVERAGE = { ...SPAN, cpu: [1, 1, 1, Number.NaN, Number.NaN, 50, 100, 100, 100, 100], found: [...nothing(8), 70, 70], began: [SPAN.from + 0.85 * 3_600_000] };
const line = (more: Partial<TimeLineInput> = {}, columns = 80): string =>
  plain(timeLine({ paint, columns, span: SPAN, coverage: COVERAGE, time: MS - 1_800_000, speed: 0, brush: undefined, ...more }));
/** Only the cells that stand for time. */
const cells = (text: string, columns = 80): string => {
  const { left, width } = timeLineCells(SPAN, columns);
  return text.slice(left, left + width);
};

test('the blocks are what was used, dots are gaps, ! is what was unusual, and a bar is where the screen is', () => {
  // 57 cells, 5.7 to a step: a cell shows the greatest of the steps that it touches.
  expect(cells(line())).toBe(`${'▁'.repeat(18)}${'·'.repeat(10)}┃${'▄'.repeat(5)}${'█'.repeat(14)}!${'█'.repeat(8)}`);
});

test('from, to and the speed stand at the ends', () => {
  const clock = (time: number): string => new Date(time).toLocaleString('sv').slice(11, 16);
  expect(line()).toMatch(new RegExp(`^ ${clock(SPAN.from)} .* ${clock(SPAN.to)} ❚❚ +$`));
  expect(line({ speed: 600 })).toMatch(/ ▶ 600x +$/);
  expect(line({ time: Number.NaN })).toMatch(/\d\d:\d\d +$/);
  expect(line({ span: { from: MS - 86_400_000 * 3, to: MS } })).toMatch(/^ \d\d-\d\d \d\d:\d\d /);
  expect(line({ span: { from: MS - 60_000, to: MS } })).toMatch(/^ \d\d:\d\d:\d\d /);
});

test('what is chosen has its edges on the line and its length at the end', () => {
  const text = line({ brush: { span: SPAN, from: MS - 1_200_000, to: MS - 600_000, edge: 'to' } });
  expect(text.match(/│/g)).toHaveLength(2);
  expect(text).toMatch(/ 10m 00s +$/);
});

test('before it is known what was recorded, all is a gap', () => {
  expect(cells(line({ coverage: undefined, time: Number.NaN }))).toMatch(/^·+$/);
});

test('it is as wide as the terminal at any size, in every theme, wherever the screen is', () => {
  const values = fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { maxLength: 300 });
  fc.assert(fc.property(fc.integer({ min: 60, max: 300 }), fc.integer({ min: 0, max: 1e11 }), fc.double(), values, fc.constantFrom(...THEMES), fc.boolean(), (columns, length, time, cpu, theme, brushed) => {
    const span = { from: MS - length, to: MS };
    const text = timeLine({
      paint: makePainter(theme), columns, span, coverage: { ...span, cpu, found: cpu.toReversed(), began: [span.from, span.to] }, time, speed: 1,
      brush: brushed ? { span, from: span.from, to: span.to, edge: 'from' } : undefined,
    });
    expect(displayWidth(plain(text))).toBe(columns);
  }), { numRuns: 300, seed: 3 });
});

test('a cell leads to its time, what is beside the line to none', () => {
  const { left, width } = timeLineCells(SPAN, 80);
  expect(timeAt(left - 1, SPAN, 80)).toBeUndefined();
  expect(timeAt(left + width, SPAN, 80)).toBeUndefined();
  const step = (SPAN.to - SPAN.from) / width;
  expect(timeAt(left, SPAN, 80)).toBeCloseTo(SPAN.from + step / 2, 0);
  expect(timeAt(left + width - 1, SPAN, 80)).toBeCloseTo(SPAN.to - step / 2, 0);
});

test('the greatest value of a part is that of the steps it touches', () => {
  const span = { from: 0, to: 100 };
  const values = [1, Number.NaN, 3, 2, Number.NaN, Number.NaN, 7, 0, 0, 5];
  expect(greatestWithin(values, span, { from: 0, to: 40 })).toBe(3);
  expect(greatestWithin(values, span, { from: 40, to: 60 })).toBeNaN();
  expect(greatestWithin(values, span, { from: 62, to: 63 })).toBe(7);
  expect(greatestWithin(values, span, { from: 90, to: 120 })).toBe(5);
});

test('samples that are regularly farther apart than the steps are no gaps, but a longer time without any is', () => {
  const none = Number.NaN;
  expect(bridged([1, none, 2, 3, none, 4, none, 5, 6])).toEqual([1, 1, 2, 3, 3, 4, 4, 5, 6]);
  const gap = [...Array.from({ length: 20 }, (_, step) => (step % 3 === 0 ? step : none)), none, none, none, none, none, 7, none, none, 8];
  const filled = bridged(gap);
  expect(filled.slice(0, 18).some((value) => Number.isNaN(value))).toBe(false);
  expect(filled.slice(19, 24).every((value) => Number.isNaN(value))).toBe(true);
  expect(filled.slice(25)).toEqual([7, 7, 7, 8]);
});

test('where every step is known but some, those are gaps; and of nothing nothing is made', () => {
  const dense = [...Array.from({ length: 30 }, () => 5), Number.NaN, 5];
  expect(bridged(dense)).toEqual(dense);
  expect(bridged([])).toEqual([]);
  expect(bridged([1, Number.NaN, Number.NaN, 2])).toEqual([1, Number.NaN, Number.NaN, 2]);
  expect(bridged([Number.NaN, 3, Number.NaN])).toEqual([Number.NaN, 3, Number.NaN]);
});

test('lengths of time are said in their two largest units', () => {
  expect([0, 59_400, 60_000, 245_000, 6_480_000, 270_000_000].map(lengthWords)).toEqual(['0s', '59s', '1m 00s', '4m 05s', '1h 48m', '3d 3h']);
  expect(agoWords(MS - 6_480_000, MS)).toBe('1h 48m ago');
});
