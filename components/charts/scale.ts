import type { LineChart } from './types.ts';

export interface Scale {
  readonly min: number;
  readonly max: number;
}

const ROUND = [1, 2, 2.5, 5, 10] as const;

/** The least round figure that is not below `value`; 1 for nothing. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (ROUND.find((step) => step * power >= value) ?? 10);
}

export function scaleOf({ series, min = 0, max }: Pick<LineChart, 'series' | 'min' | 'max'>): Scale {
  if (max !== undefined && max > min && Number.isFinite(max)) return { min, max };
  let largest = 0;
  for (const { values } of series) for (const value of values) if (value > largest && value < Number.POSITIVE_INFINITY) largest = value;
  return { min, max: min + roundUp(largest - min) };
}

/**
 * Values as parts of the scale (0 to 1), one for each of `columns`. Of several in one column the largest stands,
 * so that no peak is lost; between those further apart a straight line. NaN where there is a gap.
 */
export function resample(values: readonly number[], columns: number, { min, max }: Scale): number[] {
  const parts = values.map((value) => Math.max(0, Math.min(1, (value - min) / (max - min))));
  const count = parts.length;
  return Array.from({ length: columns }, (_, column) => {
    if (count >= columns) return largest(parts, Math.floor((column * count) / columns), Math.floor(((column + 1) * count) / columns));
    const position = columns === 1 ? count - 1 : (column * (count - 1)) / (columns - 1);
    const left = parts[Math.floor(position)] ?? Number.NaN;
    const right = parts[Math.ceil(position)] ?? Number.NaN;
    const way = position - Math.floor(position);
    // Beside a gap each value reaches half-way to it, so that a lone one is seen.
    if (Number.isNaN(left) || Number.isNaN(right)) return way < 0.5 ? left : right;
    return left + (right - left) * way;
  });
}

function largest(parts: readonly number[], start: number, end: number): number {
  let result = Number.NaN;
  for (let index = start; index < end; index += 1) {
    const part = parts[index] ?? Number.NaN;
    if (!(part <= result) && !Number.isNaN(part)) result = part;
  }
  return result;
}
