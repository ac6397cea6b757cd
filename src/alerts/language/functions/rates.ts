import type { Matrix, RangeSeries } from '../value.ts';
import { type Call, type FunctionDefinition, fromMatrix, matrixOf, overTime, scalarOf } from './definition.ts';

/** A gap to the end of the range up to this many times the usual distance is filled. */
const NEAR = 1.1;

/** How much it rose over the range, extended to its ends where samples are near them (Prometheus' `extrapolatedRate`). */
function extrapolated({ times, values }: RangeSeries, { from, to }: Matrix, counter: boolean): number | undefined {
  const [first, last] = [values[0], values.at(-1)];
  const [begin, end] = [times[0], times.at(-1)];
  if (values.length < 2 || first === undefined || last === undefined || begin === undefined || end === undefined) return undefined;
  let result = last - first;
  if (counter) for (let index = 1; index < values.length; index += 1) if ((values[index] ?? 0) < (values[index - 1] ?? 0)) result += values[index - 1] ?? 0;
  let toStart = (begin - from) / 1000;
  const toEnd = (to - end) / 1000;
  const sampled = (end - begin) / 1000;
  const distance = sampled / (values.length - 1);
  // A counter was at least 0: it did not begin earlier than it would have been there.
  if (counter && result > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / result));
  const extended = sampled + (toStart < distance * NEAR ? toStart : distance / 2) + (toEnd < distance * NEAR ? toEnd : distance / 2);
  return result * (extended / sampled);
}

const risen = (help: string, counter: boolean, perSecond: boolean): FunctionDefinition => ({
  args: ['matrix'], returns: 'vector', help,
  call: ({ args }) => {
    const matrix = matrixOf(args[0]);
    const seconds = (matrix.to - matrix.from) / 1000;
    return fromMatrix(matrix, (series) => {
      const rise = extrapolated(series, matrix, counter);
      return rise === undefined || !perSecond ? rise : rise / seconds;
    });
  },
});

const lastTwo = (help: string, rate: boolean): FunctionDefinition => overTime(help, ({ times, values }) => {
  const [before, last] = [values.at(-2), values.at(-1)];
  const seconds = ((times.at(-1) ?? 0) - (times.at(-2) ?? 0)) / 1000;
  if (before === undefined || last === undefined || seconds === 0) return undefined;
  if (!rate) return last - before;
  return (last < before ? last : last - before) / seconds;
});

/** Slope a second and value at `at` (ms) of the least-squares line; undefined of fewer than two values. */
export function regression({ times, values }: RangeSeries, at: number): { readonly slope: number; readonly value: number } | undefined {
  const count = values.length;
  const [first] = values;
  if (count < 2 || first === undefined) return undefined;
  if (values.every((value) => value === first)) return Number.isFinite(first) ? { slope: 0, value: first } : { slope: Number.NaN, value: Number.NaN };
  let [sumX, sumY, sumXY, sumX2] = [0, 0, 0, 0];
  for (let index = 0; index < count; index += 1) {
    const x = ((times[index] ?? 0) - at) / 1000;
    const y = values[index] ?? 0;
    sumX += x;
    sumY += y;
    sumXY += x * y;
    sumX2 += x * x;
  }
  const slope = (sumXY - (sumX * sumY) / count) / (sumX2 - (sumX * sumX) / count);
  return { slope, value: sumY / count - (slope * sumX) / count };
}

export const RATES = {
  rate: risen('How much a counter rises a second.', true, true),
  increase: risen('How much a counter rises over the range.', true, false),
  delta: risen('Difference of last and first value, extended to the range.', false, false),
  irate: lastTwo('Rise a second between the last two values of a counter.', true),
  idelta: lastTwo('Difference of the last two values.', false),
  deriv: overTime('Slope a second, by least squares.', (series) => regression(series, series.times[0] ?? 0)?.slope),
  predict_linear: {
    args: ['matrix', 'scalar'], returns: 'vector', help: 'The value in so many seconds, by a line through the range.',
    call: ({ args, time }: Call) => {
      const ahead = scalarOf(args[1]);
      return fromMatrix(matrixOf(args[0]), (series) => {
        const line = regression(series, time);
        return line === undefined ? undefined : line.slope * ahead + line.value;
      });
    },
  },
  changes: overTime('How often the value changed.', ({ values }) => values.reduce((count, value, index) => count + Number(index > 0 && value !== values[index - 1] && !(Number.isNaN(value) && Number.isNaN(values[index - 1]))), 0)),
  resets: overTime('How often a counter fell.', ({ values }) => values.reduce((count, value, index) => count + Number(index > 0 && value < (values[index - 1] ?? 0)), 0)),
} as const satisfies Record<string, FunctionDefinition>;
