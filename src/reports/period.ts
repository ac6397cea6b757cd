export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A stretch of time, ms since the epoch: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export const lengthOf = ({ from, to }: Period): number => to - from;

/** The equally long one right before. */
export const periodBefore = (period: Period): Period => ({ from: period.from - lengthOf(period), to: period.from });

export const hourOf = (time: number): number => Math.floor(time / HOUR) * HOUR;

/** What of the sorted, separate `spans` lies within `period`, in ms. */
export function overlap(spans: readonly Period[], { from, to }: Period): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);
}

/** What of the period the sorted, separate `spans` leave out. */
export function gapsIn(spans: readonly Period[], period: Period): Period[] {
  const gaps: Period[] = [];
  let { from } = period;
  for (const span of spans) {
    if (span.from > from) gaps.push({ from, to: Math.min(span.from, period.to) });
    from = Math.max(from, span.to);
  }
  if (from < period.to) gaps.push({ from, to: period.to });
  return gaps.filter((gap) => gap.to > gap.from);
}

/** Sorted, and those that touch made one. */
export function union(spans: readonly Period[]): Period[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((left, right) => left.from - right.from)) {
    const last = joined.at(-1);
    // A millisecond is lost where steps are counted in seconds.
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
