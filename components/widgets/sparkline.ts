const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const GAP_MARK = '·';

/** History as a line of blocks, newest at the right; `max` is a full block. Unknown values are dots, missing ones blank. */
export function sparkline(values: readonly number[], width: number, max: number): string {
  const shown = values.slice(-width);
  const cells = shown.map((value) => {
    if (Number.isNaN(value)) return GAP_MARK;
    if (value <= 0 || !(max > 0)) return BLOCKS[0];
    // Anything above nothing is seen.
    return BLOCKS[Math.max(1, Math.min(8, Math.round((value / max) * 8)))] ?? BLOCKS[8];
  });
  return ' '.repeat(Math.max(0, width - cells.length)) + cells.join('');
}

/** Largest known value, at least `least`: the scale of a sparkline without a natural end. */
export const scaleOf = (values: readonly number[], least: number): number =>
  values.reduce((max, value) => (value > max ? value : max), least);
