import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Charts, type FanChart, loadCharts, plainFan } from '../../../components/charts/index.ts';
import { roundScale } from '../../../components/charts/round-scale.ts';
import { timeMarks } from '../../../components/charts/time-axis.ts';
import { sampled } from '../../../components/charts/timed-values.ts';
import { strip, widths } from './support.ts';

const HOUR = 3_600_000;
const NOW = new Date(2026, 5, 15, 12).getTime();
const COLORS = { past: 80, median: 231, half: 30, most: 23, axis: 244, now: 221 } as const;

let charts: Charts;
beforeAll(async () => {
  charts = await loadCharts();
}, 20_000);

/** Two days that were and one that comes, by the hour: `value` as it was, `spread` half of the wide band. */
function fan(value: (hour: number) => number, spread: number, more: Partial<FanChart> = {}): FanChart {
  const hours = Array.from({ length: 48 }, (_, index) => index - 48);
  const ahead = Array.from({ length: 25 }, (_, index) => index);
  const band = (by: number): FanChart['half'] => ({ low: ahead.map((hour) => value(hour) - by), high: ahead.map((hour) => value(hour) + by) });
  return {
    width: 80, height: 16, past: { times: hours.map((hour) => NOW + hour * HOUR), values: hours.map(value) }, median: { times: ahead.map((hour) => NOW + hour * HOUR), values: ahead.map(value) },
    half: band(spread / 3), most: band(spread), now: NOW, nowWord: 'now', base: 1000, formatY: (figure) => `${Number(figure.toPrecision(6))}%`, colors: COLORS, ...more,
  };
}

const wave = (hour: number): number => 50 + 40 * Math.sin((hour / 24) * 2 * Math.PI);
const drawings = [['by the library', (chart: FanChart) => charts.fan(chart)], ['without it', plainFan]] as const;

describe.each(drawings)('a fan %s', (_how, draw) => {
  test('has labelled axes, now marked where the fan begins, and a band on each side of the middle', () => {
    const lines = draw(fan(wave, 9));
    const plain = lines.map(strip);
    expect(plain).toHaveLength(16);
    expect(widths(lines)).toEqual([80]);
    expect(plain.filter((line) => /^ *\d+%/.test(line)).length).toBeGreaterThanOrEqual(3);
    expect(plain[14]).toMatch(/^ *0% └─+┴─+$/);
    const now = (plain[14] ?? '').indexOf('┴');
    expect(Math.abs((plain[15] ?? '').indexOf('now') + 1 - now)).toBeLessThanOrEqual(1);
    expect(plain[15]).toMatch(/\d\d? Jun/);
    expect(plain[15]).toMatch(/12:00|00:00|\d:00/);
    // Two thirds of the time were.
    expect(Math.abs((now - 5) / 74 - 2 / 3)).toBeLessThan(0.03);
    expect(plain.slice(0, 14).some((line) => line[now] === '┊')).toBe(true);
    const grounds = new Set(lines.flatMap((line) => [...line.matchAll(/48;5;(\d+)/g)].map(([, color]) => color)));
    expect(grounds).toEqual(new Set(['23', '30']));
    for (const line of lines) if (line.includes('┊')) expect(line.slice(0, line.lastIndexOf('\u001B', line.indexOf('┊')))).not.toMatch(/48;5;/);
  });

  test('tells bands apart by shades where there are no colours', () => {
    const lines = draw(fan(wave, 30, { colors: {} }));
    expect(lines.join('')).not.toContain('\u001B');
    const [text, now] = [lines.join('\n'), (lines[14] ?? '').indexOf('┴')];
    expect(text).toMatch(/░/);
    expect(text).toMatch(/▒/);
    for (const line of lines) expect(line.slice(0, now)).not.toMatch(/[░▒]/);
  });

  test.each([['still', () => 12.5, 0], ['nothing at all', () => 0, 0], ['below nothing', (hour: number) => -50 + hour / 10, 5], ['far from nothing', (hour: number) => 1000 + Math.sin(hour), 0.5], ['not known', () => Number.NaN, 0]] as const)('of a figure that is %s is whole', (_what, value, spread) => {
    const lines = draw(fan(value, spread));
    expect([lines.length, widths(lines)]).toEqual([16, [80]]);
    expect(lines.map(strip).join('\n')).not.toMatch(/NaN|Infinity|undefined|null/);
    const figures = lines.map((line) => /^ *(\S+%)/.exec(strip(line))?.[1]).filter((each) => each !== undefined);
    expect(new Set(figures).size).toBe(figures.length);
    expect(figures.length).toBeGreaterThanOrEqual(2);
  });

  test('says where the wide band goes on above the top, and leaves the rest of the chart its room', () => {
    const chart = fan(wave, 9);
    const wide = draw({ ...chart, most: { low: chart.most.low, high: chart.most.high.map((high) => high * 50) } }).map(strip);
    expect(wide[0]).toMatch(/▲.*▲/);
    expect(/^ *(\d+)%/.exec(wide[0] ?? '')?.[1]).toMatch(/^[34]\d\d$/);
    expect(draw(chart).join('')).not.toContain('▲');
  });

  test('has the size that is asked for, whatever the figures', () => {
    const value = fc.oneof(fc.double({ min: -1e12, max: 1e12 }), fc.constant(Number.NaN), fc.constant(0));
    fc.assert(fc.property(fc.array(value, { maxLength: 60 }), fc.array(fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true })), { maxLength: 40 }), fc.integer({ min: 30, max: 120 }), fc.integer({ min: 4, max: 30 }), fc.boolean(), (past, ahead, width, height, plain) => {
      const sorted = ahead.map((each) => [...each].sort((one, other) => one - other));
      const times = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index * HOUR);
      const lines = draw(fan(() => 0, 0, {
        width, height, past: { times: times(past.length, NOW - past.length * HOUR), values: past }, median: { times: times(sorted.length, NOW), values: sorted.map(([, median = 0]) => median) },
        half: { low: sorted.map(([low = 0]) => low), high: sorted.map(([, , high = 0]) => high) }, most: { low: sorted.map(([low = 0]) => low / 2), high: sorted.map(([, , high = 0]) => high * 2) },
        colors: plain ? {} : COLORS, formatY: (figure) => figure.toExponential(1),
      }));
      expect([lines.length, widths(lines)]).toEqual([height, [width]]);
      expect(lines.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
    }), { numRuns: 60 });
  });
});

test('the line of the middle lies within its bands, also where it is steep', () => {
  const lines = charts.fan(fan((hour) => (Math.floor((hour + 48) / 6) % 2 === 0 ? 20 : 80), 30));
  for (const line of lines) {
    const cells = [...line.matchAll(/\u001B\[(?:38;5;231;)?(48;5;\d+)?m?([\u2801-\u28FF])/g)];
    for (const [whole, ground] of cells) if (whole.includes('38;5;231')) expect(ground).toBeDefined();
  }
});

describe('values at places', () => {
  test('lose no peak: of several in one place the largest and the smallest stand in turn', () => {
    const times = Array.from({ length: 1000 }, (_, index) => index);
    const values = times.map((time) => (time === 333 ? 100 : time === 700 ? -100 : 1));
    const shown = sampled({ times, values }, 0, 1000, 40);
    expect(shown).toHaveLength(40);
    expect(sampled({ times, values }, 0, 1000, 2)).toEqual([100, -100]);
    expect(shown.every((value) => Number.isFinite(value))).toBe(true);
  });

  test('lie on a line between those that are further apart, and there is nothing in a gap', () => {
    expect(sampled({ times: [0, 10, 20], values: [0, 10, 20] }, 0, 20, 5)).toEqual([0, 6, 10, 14, 18]);
    const gap = sampled({ times: [0, 1, 2, 3, 20, 21], values: [1, 1, 1, 1, 1, 1] }, 0, 22, 22);
    expect(gap.map((value) => (Number.isNaN(value) ? '.' : '-')).join('')).toBe('----................--');
  });
});

test('a scale has round ends around what it shows, and about as many labels as there is room for', () => {
  fc.assert(fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.double({ min: 0, max: 1e15, noNaN: true }), fc.integer({ min: 1, max: 12 }), fc.constantFrom<1000 | 1024>(1000, 1024), (low, size, labels, base) => {
    const { min, max, step } = roundScale(low, low + size, labels, base);
    const slack = 1e-6 * Math.max(Math.abs(min), Math.abs(max));
    expect(min).toBeLessThanOrEqual(low + slack);
    expect(max).toBeGreaterThanOrEqual(low + size - slack);
    expect(max).toBeGreaterThan(min);
    expect((max - min) / step).toBeLessThan(labels + 3);
  }));
  expect(roundScale(0, 266, 3, 1000)).toEqual({ min: 0, max: 300, step: 100 });
  expect(roundScale(3 * 2 ** 30, 3.4 * 2 ** 30, 4, 1024).step).toBe(0.1 * 2 ** 30);
});

test('marks of the time axis are round local times that have room', () => {
  fc.assert(fc.property(fc.date({ min: new Date(2020, 0), max: new Date(2030, 0), noInvalidDate: true }), fc.integer({ min: HOUR, max: 400 * 24 * HOUR }), fc.integer({ min: 20, max: 200 }), (start, length, columns) => {
    const [from, to] = [start.getTime(), start.getTime() + length];
    const marks = timeMarks(from, to, columns);
    marks.forEach(({ time, text }, index) => {
      expect(time >= from && time <= to).toBe(true);
      expect(text).toMatch(/^(\d\d?:\d\d|\d\d? [A-Z][a-z]{2})$/);
      expect(new Date(time).getMinutes()).toBe(0);
      if (index > 0) expect(((time - (marks[index - 1]?.time ?? 0)) / length) * columns).toBeGreaterThan(6);
    });
  }));
});
