import { solveWithError } from '../statistics/least-squares.ts';

/** Half an hour of points, ten seconds each. */
const MOST_POINTS = 180;
const LEAST_POINTS = 24;
/** Endpoints that are told apart; the rest is one. */
const MOST_COLUMNS = 12;
/** So many standard errors above zero: by chance one in 200, since each endpoint is asked for (a 90 % interval would be 1.645). */
const SURE = 2.58;

/** What processes used in ten seconds, and what they had to do. */
export interface UsagePoint {
  /** Bytes read from and written to disks in it; NaN is not known. */
  readonly ioBytes: number;
  /** Resident memory at its end. */
  readonly rssBytes: number;
  /** Requests that ended in it, by endpoint. */
  readonly requests: ReadonlyMap<number, number>;
  /** Requests that were under way at a time, by endpoint. */
  readonly open: ReadonlyMap<number, number>;
  readonly sessions: number;
}

interface Fitted {
  readonly memoryPerSession: number;
  readonly memoryPerRequest: ReadonlyMap<number, number>;
  readonly ioPerRequest: ReadonlyMap<number, number>;
}

const NOTHING: Fitted = { memoryPerSession: Number.NaN, memoryPerRequest: new Map(), ioPerRequest: new Map() };

/** A coefficient that is surely above zero, by its error; else NaN: a figure whose error is greater than itself is none. */
function coefficient(rows: readonly (readonly number[])[], targets: readonly number[], column: number): number {
  const found = solveWithError(rows, targets, column);
  const value = found?.coefficients[column] ?? Number.NaN;
  return found !== undefined && value > SURE * found.error ? value : Number.NaN;
}

/** What changed from each point to the next. Two levels that walk about by themselves seem to follow each other (Granger and Newbold, 1974); their changes do not. */
const changes = (values: readonly number[]): number[] => values.slice(1).map((value, index) => value - (values[index] ?? Number.NaN));

/**
 * Memory and I/O of requests and sessions by linear regression on what their processes used in the last half hour: memory by what it
 * changes from one point to the next. It sees what goes up and down with requests; what is allocated once, and caches, it does not.
 */
export class UsageRegression {
  readonly #points: UsagePoint[] = [];
  #fitted: Fitted | undefined;

  add(point: UsagePoint): void {
    this.#points.push(point);
    if (this.#points.length > MOST_POINTS) this.#points.shift();
    this.#fitted = undefined;
  }

  /** Figures of one endpoint are another's. */
  move(from: number, to: number): void {
    this.#points.forEach((point, index) => {
      this.#points[index] = { ...point, requests: moved(point.requests, from, to), open: moved(point.open, from, to) };
    });
    this.#fitted = undefined;
  }

  figures(): Fitted {
    this.#fitted ??= this.#points.length < LEAST_POINTS ? NOTHING : this.#fit();
    return this.#fitted;
  }

  #fit(): Fitted {
    const points = this.#points;
    const memory = changes(points.map(({ rssBytes }) => rssBytes));
    const known = points.filter(({ ioBytes }) => !Number.isNaN(ioBytes));
    const [byRequests, byOpen] = [columnsOf(known.map(({ requests }) => requests)), columnsOf(points.map(({ open }) => open))];
    const of = (columns: readonly number[], series: (values: readonly number[]) => readonly number[], rows: readonly ReadonlyMap<number, number>[], targets: readonly number[]): ReadonlyMap<number, number> => {
      const all = columns.map((endpoint) => series(rows.map((row) => row.get(endpoint) ?? 0)));
      const matrix = targets.map((_, row) => [...all.map((values) => values[row] ?? 0), 1]);
      return new Map(columns.map((endpoint, column) => [endpoint, coefficient(matrix, targets, column)]));
    };
    return {
      memoryPerSession: coefficient(changes(points.map(({ sessions }) => sessions)).map((change) => [change, 1]), memory, 0),
      memoryPerRequest: of(byOpen, changes, points.map(({ open }) => open), memory),
      ioPerRequest: known.length < LEAST_POINTS ? new Map() : of(byRequests, (values) => values, known.map(({ requests }) => requests), known.map(({ ioBytes }) => ioBytes)),
    };
  }
}

function moved(counts: ReadonlyMap<number, number>, from: number, to: number): ReadonlyMap<number, number> {
  const count = counts.get(from);
  if (count === undefined) return counts;
  const next = new Map(counts);
  next.delete(from);
  next.set(to, (next.get(to) ?? 0) + count);
  return next;
}

/** The endpoints of most requests. */
function columnsOf(rows: readonly ReadonlyMap<number, number>[]): readonly number[] {
  const sums = new Map<number, number>();
  for (const row of rows) for (const [endpoint, value] of row) sums.set(endpoint, (sums.get(endpoint) ?? 0) + value);
  return [...sums].filter(([, sum]) => sum > 0).sort(([, one], [, other]) => other - one).slice(0, MOST_COLUMNS).map(([endpoint]) => endpoint);
}
