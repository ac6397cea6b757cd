const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours within a day, then days. */
const STEPS = [HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 56 * DAY, 112 * DAY, 224 * DAY, 448 * DAY] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** Cells of a label and the space after it. */
const LABEL = 8;

/** A mark of the time axis: ms since the epoch, and what stands under it. */
export interface TimeMark {
  readonly time: number;
  readonly text: string;
}

/** Day and month, local: `23 Nov`. */
export const dayWords = (time: number): string => `${new Date(time).getDate()} ${MONTHS[new Date(time).getMonth()] ?? ''}`;

/** Time of day, local: `18:00`. */
export const clockWords = (time: number): string => new Date(time).toTimeString().slice(0, 5);

/** Round local times from `from` to `to` (ms since the epoch), so many that their labels fit into `columns`. */
export function timeMarks(from: number, to: number, columns: number): TimeMark[] {
  const least = ((to - from) * LABEL) / Math.max(1, columns);
  const step = STEPS.find((each) => each >= least) ?? STEPS[STEPS.length - 1] ?? DAY;
  const first = new Date(from);
  const marks: TimeMark[] = [];
  // By the calendar: days of a clock that is put forward or back have 23 or 25 hours. Steps of weeks count from the first Monday.
  const days = Math.max(1, step / DAY);
  const start = days >= 7 ? first.getDate() - ((first.getDay() + 6) % 7) : first.getDate();
  for (let day = start; marks.length < columns; day += days) {
    const midnight = new Date(first.getFullYear(), first.getMonth(), day);
    if (midnight.getTime() > to) break;
    for (let hour = 0; hour < 24; hour += Math.min(24, step / HOUR)) {
      const at = new Date(midnight.getFullYear(), midnight.getMonth(), midnight.getDate(), hour).getTime();
      if (at >= from && at <= to) marks.push({ time: at, text: hour === 0 ? dayWords(at) : clockWords(at) });
    }
  }
  return marks;
}
