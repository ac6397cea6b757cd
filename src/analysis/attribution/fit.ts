import type { Crowding } from './crowding.ts';
import { design, type Part } from './design.ts';
import { expectedCosts } from './expectation.ts';
import { noEquations, nonnegative, type NormalEquations } from './nonnegative.ts';
import type { RequestTimes } from './request-times.ts';
import type { SparseRows } from './sparse-rows.ts';
import { accumulate, logDeterminant, whiten, whitening, type Whitening } from './whitening.ts';

export interface FitOptions {
  /** Whether bursts are laid where CPU was used; else they stay where the log puts them. */
  readonly fill: boolean;
  /** Scale of the variance of work that was booked on the wrong side of a cut, ms^2. */
  readonly carry: number;
  readonly rounds: number;
  readonly crowding: Crowding;
  /** How many rows away a request may be from where its stamp puts it: 0 for ms, more for whole seconds. */
  readonly blur: number;
}

/** Variance of a row that holds nothing, ms^2: what timers of a runtime use. */
const QUIET = 0.02;
/** Work that waited for its turn in a crowded block may be on the other side of any cut, ms^2. */
const CROWDED_CARRY = 1;
/** Keeps the carry-over finite where the process never idles. */
const NEVER_IDLE = 1.03;
const EM_ROUNDS = 60;
const SWEEPS = 3000;

/** A part with its rows and how they vary around what is expected of them. */
export interface FittedPart {
  readonly part: Part;
  readonly rows: SparseRows;
  readonly white: Whitening;
}

export interface Fit {
  /** CPU by unknown, ms; those of background work, after the endpoints', in cores. */
  readonly costs: Float64Array;
  readonly parts: readonly FittedPart[];
}

/**
 * A row's variance is that of a compound Poisson of its pieces (as many as are expected, each as large as its cost),
 * so that what is attributed adds up to what was used wherever rows are not crowded. Work near a cut may be booked on
 * either side: the more, the busier both sides are.
 */
export function varied(part: Part, rows: SparseRows, costs: Float64Array, { carry, crowding, blur }: FitOptions): FittedPart {
  const { edges, cpu, crossing } = part.rows;
  const variance = new Float64Array(cpu.length);
  const carried = new Float64Array(cpu.length);
  for (let row = 0; row < cpu.length; row += 1) {
    const length = (edges[row + 1] ?? 0) - (edges[row] ?? 0);
    let sum = QUIET + length * (part.background?.variance ?? 0);
    for (let index = rows.first[row] ?? 0; index < (rows.first[row + 1] ?? 0); index += 1) {
      const cost = costs[rows.column[index] ?? 0] ?? 0;
      sum += cost * cost * (rows.value[index] ?? 0);
    }
    const crowd = crowding(edges[row] ?? 0);
    const crossed = crossing[row] ?? 0;
    variance[row] = crowd * sum;
    carried[row] = crowd * ((carry * crossed) / (NEVER_IDLE - crossed) + CROWDED_CARRY * (crowd - 1));
  }
  if (blur > 0) {
    carried.forEach((value, row) => {
      carried[row] = value + blur * ((variance[row] ?? 0) + (variance[row + 1] ?? 0));
    });
  }
  return { part, rows, white: whitening(variance, carried) };
}

const impulsesOf = (parts: readonly Part[], requests: RequestTimes, columns: number): SparseRows[] => parts.map((part) => design(part, requests, columns));

const expected = (parts: readonly Part[], impulses: readonly SparseRows[], columns: number): Float64Array =>
  expectedCosts(parts.map(({ rows: { cpu } }, index) => ({ rows: impulses[index], cpu })), columns, EM_ROUNDS);

/** Costs to begin a fit with. */
export const firstCosts = (parts: readonly Part[], requests: RequestTimes, columns: number): Float64Array => expected(parts, impulsesOf(parts, requests, columns), columns);

/** Generalized least squares at >= 0, weighted anew by what it finds (Aitken, 1935; the weights of a quasi-Poisson fit). */
export function fit(parts: readonly Part[], requests: RequestTimes, columns: number, options: FitOptions, begin?: Float64Array): Fit {
  const impulses = impulsesOf(parts, requests, columns);
  let costs = begin ?? expected(parts, impulses, columns);
  let fitted: FittedPart[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const known = costs;
    fitted = parts.map((part, index) => {
      const laid = round > 0 && options.fill ? undefined : impulses[index];
      return varied(part, laid ?? design(part, requests, columns, known), known, options);
    });
    const total = noEquations(columns);
    for (const { part, rows, white } of fitted) accumulate(rows, part.rows.cpu, white, columns, () => total);
    costs = nonnegative(total, known, SWEEPS);
  }
  return { costs, parts: fitted };
}

/** Normal equations by block of time, `count` blocks of `length` ms from `begin` on. */
export function blockEquations({ parts }: Fit, columns: number, begin: number, length: number, count: number): NormalEquations[] {
  const blocks = Array.from({ length: count }, () => noEquations(columns));
  for (const { part, rows, white } of parts) {
    accumulate(rows, part.rows.cpu, white, columns, (row) => blocks[Math.min(count - 1, Math.max(0, Math.floor(((part.rows.edges[row] ?? 0) - begin) / length)))]);
  }
  return blocks;
}

/** What the costs leave unexplained of each row, ms. */
export function restsOf({ part, rows }: FittedPart, costs: Float64Array): Float64Array {
  return part.rows.cpu.map((used, row) => {
    let rest = used;
    for (let index = rows.first[row] ?? 0; index < (rows.first[row + 1] ?? 0); index += 1) rest -= (rows.value[index] ?? 0) * (costs[rows.column[index] ?? 0] ?? 0);
    return rest;
  });
}

/** Twice the negative log-likelihood with the scale profiled out: the smaller, the better times and CPU fit. */
export function misfit({ parts, costs }: Fit): number {
  let [determinant, squares, count] = [0, 0, 0];
  for (const fitted of parts) {
    determinant += logDeterminant(fitted.white);
    for (const value of whiten(fitted.white, restsOf(fitted, costs))) squares += value * value;
    count += fitted.part.rows.cpu.length;
  }
  return count > 0 && squares > 0 ? determinant + count * Math.log(squares / count) : 0;
}
