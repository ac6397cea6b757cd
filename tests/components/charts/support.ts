import type { LineChart } from '../../../components/charts/index.ts';
import { displayWidth } from '../../../src/model/text-width.ts';

export const SGR = /\u001B\[[\d;]*m/g;
export const strip = (line: string): string => line.replace(SGR, '');
export const widths = (lines: readonly string[]): readonly number[] => [...new Set(lines.map((line) => displayWidth(strip(line))))];

export const wave = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => 50 + 50 * Math.sin(index / 9));

export const chart = (more: Partial<LineChart> = {}): LineChart => ({
  width: 80, height: 18, series: [{ title: 'CPU', values: wave(120), color: 2 }], labels: ['-2m', '-1m', 'now'],
  max: 100, formatY: (value) => `${value.toFixed(0)}%`, ...more,
});
