import type { Features } from './features.ts';
import type { Compared } from './recent-rows.ts';

/** What sort of thing was unusual. */
export type StreamKind = 'level' | 'jump' | 'shift' | 'volatility' | 'seasonal';

/** One way in which a series can be unusual. */
export interface Stream {
  readonly name: string;
  readonly kind: StreamKind;
  /** For people, after "unusual:". */
  readonly words: string;
  /** How far from what was expected, >= 0, in the series' unit ('value') or as a ratio's logarithm ('ratio'); NaN while not known. */
  readonly measure: 'value' | 'ratio';
  readonly size: (row: Features) => number;
  /** What was expected and what was seen, both in the series' unit. */
  readonly expected: (row: Features) => number;
  readonly seen: (row: Features) => number;
  /** Over how many rows it looks, and what of them: where to look for the beginning. */
  readonly span: number;
  readonly compared: Compared;
}

type Means = 'mean3' | 'mean6' | 'mean12' | 'mean24' | 'mean96';

const level = (mean: Means, span: number): Stream => ({
  name: `level-${span}`, kind: 'level', words: `mean of the last ${span} rows far from the median`, measure: 'value', span, compared: 'value',
  size: (row) => Math.abs(row[mean].mean - row.median), expected: (row) => row.median, seen: (row) => row[mean].mean,
});

const seasonal = (residual: 'residual24' | 'residual96', mean: 'mean24' | 'mean96', span: number): Stream => ({
  name: `seasonal-${span}`, kind: 'seasonal', words: `mean of the last ${span} rows unlike other days at this time`, measure: 'value', span, compared: 'residual',
  size: (row) => (row.seasonal ? Math.abs(row[residual].mean) : Number.NaN),
  expected: (row) => row[mean].mean - row[residual].mean, seen: (row) => row[mean].mean,
});

/** Keeps the ratio of two movements finite where nothing moves. */
const STILL = 0.001;

/**
 * The streams (Lavin and Ahmad's benchmark, NAB, decides for sixteen and against more). They stay in the series' unit:
 * divided by a spread that moves, a row could not be compared with the rows of last week.
 */
export const STREAMS: readonly Stream[] = [
  {
    name: 'level', kind: 'level', words: 'value far from the median', measure: 'value', span: 1, compared: 'value',
    size: (row) => Math.abs(row.value - row.median), expected: (row) => row.median, seen: (row) => row.value,
  },
  {
    name: 'peak', kind: 'level', words: 'value far above the median', measure: 'value', span: 1, compared: 'value',
    size: (row) => Math.max(0, row.value - row.median), expected: (row) => row.median, seen: (row) => row.value,
  },
  level('mean3', 3),
  level('mean6', 6),
  level('mean12', 12),
  level('mean24', 24),
  level('mean96', 96),
  {
    name: 'jump', kind: 'jump', words: 'jump from the row before', measure: 'value', span: 1, compared: 'value',
    size: (row) => Math.abs(row.value - row.previous), expected: (row) => row.previous, seen: (row) => row.value,
  },
  {
    name: 'jump-5', kind: 'jump', words: 'jump from the median of the five rows before', measure: 'value', span: 1, compared: 'value',
    size: (row) => Math.abs(row.value - row.medianOfFive), expected: (row) => row.medianOfFive, seen: (row) => row.value,
  },
  {
    name: 'shift-12', kind: 'shift', words: 'mean of the last 12 rows unlike the 36 before', measure: 'value', span: 12, compared: 'value',
    size: (row) => Math.abs(row.mean12.mean - row.before12), expected: (row) => row.before12, seen: (row) => row.mean12.mean,
  },
  {
    name: 'shift-48', kind: 'shift', words: 'mean of the last 48 rows unlike the 144 before', measure: 'value', span: 48, compared: 'value',
    size: (row) => Math.abs(row.mean48.mean - row.before48), expected: (row) => row.before48, seen: (row) => row.mean48.mean,
  },
  {
    name: 'volatility-12', kind: 'volatility', words: 'change from row to row, mean of the last 12', measure: 'value', span: 12, compared: 'movement',
    size: (row) => row.movement12.mean, expected: (row) => row.movement500.mean, seen: (row) => row.movement12.mean,
  },
  {
    name: 'volatility-48', kind: 'volatility', words: 'change from row to row, mean of the last 48 against 500', measure: 'ratio', span: 48, compared: 'movement',
    size: (row) => Math.max(0, Math.log((row.movement48.mean + STILL * row.scale) / (row.movement500.mean + STILL * row.scale))),
    expected: (row) => row.movement500.mean, seen: (row) => row.movement48.mean,
  },
  {
    name: 'seasonal', kind: 'seasonal', words: 'value unlike other days at this time', measure: 'value', span: 1, compared: 'residual',
    size: (row) => (row.seasonal ? Math.abs(row.residual) : Number.NaN),
    expected: (row) => row.value - row.residual, seen: (row) => row.value,
  },
  seasonal('residual24', 'mean24', 24),
  seasonal('residual96', 'mean96', 96),
];
