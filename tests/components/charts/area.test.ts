import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainLine } from '../../../components/charts/index.ts';
import { resample, roundUp } from '../../../components/charts/scale.ts';
import { chart, strip, widths } from './support.ts';

it('draws an area with axes, labels and a legend', () => {
  const lines = plainLine(chart({ width: 20, height: 7, series: [{ title: 'CPU', values: [0, 25, 50, 75, 100, 100, 0] }] }));
  expect(lines).toEqual([
    '█ CPU               ',
    '100% │       ▂▆██▆  ',
    '     │     ▂▆█████  ',
    '     │   ▃▇███████▇ ',
    '     │ ▄▇██████████ ',
    '  0% └──────────────',
    '      -2m   -1m  now',
  ]);
});

it('has no sequence without colours, and tells areas apart by shade', () => {
  const lines = plainLine(chart({ series: [{ title: 'all', values: [80, 80] }, { title: 'own', values: [40, 40] }] }));
  expect(lines.join('')).not.toContain('\u001B');
  expect(lines.join('')).toContain('▒');
  expect(lines[0]).toContain('█ all  ▒ own');
});

it('shows a gap as dots, and values beyond the scale at its end', () => {
  const lines = plainLine(chart({ width: 30, height: 6, labels: [], series: [{ title: '', values: [Number.NaN, Number.NaN, 500, -3] }] }));
  expect(lines[4]).toContain('·');
  expect(lines[0]).toContain('█');
  expect(widths(lines)).toEqual([30]);
});

it('is as wide and high as asked, whatever it shows', () => {
  const value = fc.oneof(fc.double(), fc.double({ min: 0, max: 200, noNaN: true }), fc.constant(Number.NaN));
  const series = fc.record({ title: fc.string({ unit: 'grapheme' }), values: fc.array(value), color: fc.option(fc.nat(255), { nil: undefined }) });
  const labels = fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 40 }), fc.array(series, { maxLength: 4 }), labels, fc.option(value, { nil: undefined }), (width, height, all, some, max) => {
    const lines = plainLine({ width, height, series: all, labels: some, max, formatY: String });
    expect(lines).toHaveLength(height);
    expect(widths(lines)).toEqual([width]);
    expect(lines.map(strip).join('')).not.toMatch(/\p{C}/u);
  }), { numRuns: 500 });
});

it('keeps every peak when there are more values than columns', () => {
  const values = Array.from({ length: 1000 }, (_, index) => (index === 503 ? 100 : 1));
  expect(Math.max(...resample(values, 40, { min: 0, max: 100 }))).toBe(1);
  expect(resample([], 3, { min: 0, max: 1 })).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(resample([0, 1], 3, { min: 0, max: 1 })).toEqual([0, 0.5, 1]);
  expect(resample([0, Number.NaN, 1], 5, { min: 0, max: 1 })).toEqual([0, Number.NaN, Number.NaN, 1, 1]);
});

it('rounds the end of a scale up', () => {
  expect([0, Number.NaN, 0.3, 1, 7, 21, 99, 1001].map(roundUp)).toEqual([1, 1, 0.5, 1, 10, 25, 100, 2000]);
});
