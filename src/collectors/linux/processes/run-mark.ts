const SPACE = 0x20;
const ZERO = 0x30;

/**
 * A number that is another one whenever the task has run: of /proc/PID/schedstat (Documentation/scheduler/sched-stats.rst)
 * the nanoseconds on a CPU and the times it got one. -1 where the kernel does not count them.
 */
export function runMark(bytes: Uint8Array, length: number): number {
  let position = 0;
  let ran = 0;
  for (; position < length && bytes[position] !== SPACE; position += 1) ran = ran * 10 + (bytes[position] ?? ZERO) - ZERO;
  // What it waited for a CPU stands between the two.
  for (position += 1; position < length && bytes[position] !== SPACE; position += 1);
  let times = 0;
  for (position += 1; position < length && (bytes[position] ?? 0) >= ZERO; position += 1) times = times * 10 + (bytes[position] ?? ZERO) - ZERO;
  return times === 0 ? -1 : ran + times;
}
