import type { TimedValues } from './types.ts';

/** Values further apart than so many usual steps have a gap between them. */
const GAP_STEPS = 3;

/** Values at `count` places of equal width from `from` to `to`: of several in one the largest and the smallest in turn, between those further apart a straight line, NaN in a gap. */
export function sampled({ times, values }: TimedValues, from: number, to: number, count: number): number[] {
  const known = times.flatMap((time, index) => (Number.isFinite(values[index] ?? Number.NaN) ? [{ time, value: values[index] ?? 0 }] : []));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return Array.from({ length: count }, () => Number.NaN);
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time)).sort((one, other) => one - other);
  const gap = GAP_STEPS * (steps[Math.floor(steps.length / 2)] ?? 0);
  const width = (to - from) / count;
  let next = 0;
  return Array.from({ length: count }, (_, place) => {
    const [begin, end] = [from + place * width, from + (place + 1) * width];
    while (next < known.length && (known[next]?.time ?? 0) < begin) next += 1;
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let at = next;
    for (; at < known.length && (known[at]?.time ?? 0) < end; at += 1) {
      least = Math.min(least, known[at]?.value ?? least);
      most = Math.max(most, known[at]?.value ?? most);
    }
    if (at > next) return place % 2 === 0 ? most : least;
    const [before, after] = [known[next - 1], known[next]];
    if (before === undefined || after === undefined || after.time - before.time > gap) return Number.NaN;
    return before.value + ((after.value - before.value) * (begin + width / 2 - before.time)) / (after.time - before.time);
  });
}

/** Values from `begin` to `end`, those at both ends too, as lines between values have them; NaN where none of it is known. */
export function within(times: readonly number[], values: readonly number[], begin: number, end: number): readonly number[] {
  const [first, last] = [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
  if (!(end >= first && begin <= last)) return [Number.NaN];
  const at = (time: number): number => {
    const next = times.findIndex((each) => each >= time);
    if (next <= 0) return (next === 0 ? values[0] : values.at(-1)) ?? Number.NaN;
    const [before, after] = [times[next - 1] ?? 0, times[next] ?? 0];
    const [from, to] = [values[next - 1] ?? Number.NaN, values[next] ?? Number.NaN];
    return from + ((to - from) * (time - before)) / (after - before);
  };
  return [at(begin), at(end), ...values.filter((_, index) => (times[index] ?? Number.NaN) > begin && (times[index] ?? Number.NaN) < end)];
}
