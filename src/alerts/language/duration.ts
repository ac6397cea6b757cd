const UNITS: readonly (readonly [string, number])[] = [['y', 365 * 86_400_000], ['w', 7 * 86_400_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]];
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds of a duration as Prometheus writes it (`5m`, `1h30m`, `500ms`); undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = DURATION.exec(text);
  if (match === null || text === '') return undefined;
  return UNITS.reduce((sum, [, milliseconds], index) => sum + Number(match[index + 1] ?? 0) * milliseconds, 0);
}

/** The shortest way to write it; `0s` for nothing. */
export function writeDuration(milliseconds: number): string {
  let left = Math.round(milliseconds);
  let text = '';
  for (const [unit, size] of UNITS) {
    // Years and weeks only when they are whole, as Prometheus does.
    if ((unit === 'y' || unit === 'w') && left % size !== 0) continue;
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text === '' ? '0s' : text;
}
