import { solve } from '../statistics/least-squares.ts';

/** Where a curve bends: `y` grows by `before` for each `x` up to `at`, and by `after` beyond. */
export interface Bend {
  readonly at: number;
  readonly before: number;
  readonly after: number;
  /** How much better two lines fit than one: the F statistic of the change (2 and n - 4 degrees of freedom). */
  readonly evidence: number;
  readonly points: number;
}

const LEAST_POINTS = 20;
/** Each side has at least this part of the points. */
const LEAST_SIDE = 0.15;
const CANDIDATES = 40;
/** F(2, n) at a false-alarm rate of 1 in 10,000, made greater since the place of the bend is searched for (Davies, 1987). */
const LEAST_EVIDENCE = 14;

function rest(rows: readonly (readonly number[])[], ys: readonly number[]): { readonly sum: number; readonly coefficients: readonly number[] } | undefined {
  const coefficients = solve(rows, ys);
  if (coefficients === undefined) return undefined;
  const sum = rows.reduce((total, row, index) => total + ((ys[index] ?? 0) - row.reduce((value, part, column) => value + part * (coefficients[column] ?? 0), 0)) ** 2, 0);
  return { sum, coefficients };
}

/**
 * The place where a curve of points bends upwards, by two lines that meet (broken-stick regression: Muggeo 2003); undefined where one line
 * does as well. `xs` and `ys` are equally long; pairs with NaN do not count.
 */
export function bendOf(xs: readonly number[], ys: readonly number[]): Bend | undefined {
  const pairs = xs.flatMap((x, index): [number, number][] => {
    const y = ys[index] ?? Number.NaN;
    return Number.isFinite(x) && Number.isFinite(y) ? [[x, y]] : [];
  }).sort(([one], [other]) => one - other);
  if (pairs.length < LEAST_POINTS) return undefined;
  const targets = pairs.map(([, y]) => y);
  const line = rest(pairs.map(([x]) => [1, x]), targets);
  if (line === undefined) return undefined;
  let best: Bend | undefined;
  let least = line.sum;
  for (let step = 0; step < CANDIDATES; step += 1) {
    const part = LEAST_SIDE + ((1 - 2 * LEAST_SIDE) * step) / (CANDIDATES - 1);
    const at = pairs[Math.floor(part * (pairs.length - 1))]?.[0] ?? Number.NaN;
    const broken = rest(pairs.map(([x]) => [1, x, Math.max(0, x - at)]), targets);
    if (broken === undefined || broken.sum >= least) continue;
    least = broken.sum;
    const [, before = 0, more = 0] = broken.coefficients;
    const evidence = (line.sum - broken.sum) / 2 / (Math.max(broken.sum, 1e-12 * line.sum) / (pairs.length - 4));
    best = { at, before, after: before + more, evidence, points: pairs.length };
  }
  return best !== undefined && best.evidence >= LEAST_EVIDENCE && best.after > Math.max(0, best.before) ? best : undefined;
}
