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

/** The same over `height` lines, top line first: eight steps a line. */
export function area(values: readonly number[], width: number, height: number, max: number): string[] {
  return Array.from({ length: height }, (_, line) => {
    const floor = height - 1 - line;
    // What is above this line fills it, what is below leaves it blank; the lowest line says what is unknown or small.
    const own = values.slice(-width).map((value) => (floor > 0 && !((value / max) * height > floor) ? 0 : (value / max) * height - floor));
    return sparkline(own, width, 1);
  });
}

/** Largest known value, at least `least`: the scale of a sparkline without a natural end. */
export const scaleOf = (values: readonly number[], least: number): number =>
  values.reduce((max, value) => (value > max ? value : max), least);
