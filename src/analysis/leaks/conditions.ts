import type { Examination } from './examination.ts';

/** One thing that must hold of a window before it counts as growth, and how it is told to people. */
export interface Condition {
  readonly name: string;
  /** The figure it rests on. */
  readonly figure: (examined: Examination) => number;
  readonly holds: (figure: number, examined: Examination) => boolean;
  /** Its figure in words, where they convince. */
  readonly words?: (figure: number) => string;
}

const atLeast = (limit: number) => (figure: number): boolean => figure >= limit;
/** Stands for "no growth" below a ratio. */
const LITTLE = 1e-9;

/** All must hold; the cheap ones come first. What each is worth: bench/leaks. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'material', figure: ({ thirds, material }) => thirds.rise / material, holds: atLeast(1) },
  {
    // The second part of the window grew like the first: neither a warm-up nor a cache that is nearly full.
    name: 'not slowing',
    figure: ({ thirds }) => thirds.secondRise / Math.max(thirds.firstRise, LITTLE),
    holds: (_, { thirds, metric }) => thirds.secondRise > metric.quantum && thirds.secondRise >= 0.8 * thirds.firstRise - metric.quantum,
    words: (figure) => (figure > 2 ? 'growing faster' : `not slowing (second part ${figure.toFixed(1)}x the first)`),
  },
  { name: 'still growing', figure: ({ lastQuarterPace }) => lastQuarterPace, holds: atLeast(0.3) },
  {
    // Above all that was there before in this life.
    name: 'never given back',
    figure: ({ thirds, window }) => (window.peakBefore === -Infinity ? 1 : (thirds.last - window.peakBefore) / thirds.rise),
    holds: atLeast(0.4),
    words: () => 'never given back',
  },
  {
    name: 'above earlier lives',
    figure: ({ thirds, peakOfLives }) => (peakOfLives === -Infinity ? 0 : thirds.last - peakOfLives),
    holds: atLeast(0),
  },
  { name: 'not one jump', figure: ({ largestStep }) => largestStep, holds: (figure) => figure <= 0.5 },
  { name: 'not slowing over its life', figure: ({ secondShareOfLife }) => secondShareOfLife, holds: atLeast(0.4) },
  // Logarithmic growth looks straight in each late window, but not over the whole life.
  { name: 'straight', figure: ({ straightShare }) => straightShare, holds: atLeast(0.5) },
  { name: 'steady', figure: ({ tau }) => tau, holds: atLeast(0.3) },
  { name: 'over the noise', figure: ({ thirds, noise, metric }) => thirds.rise / (noise + metric.quantum), holds: atLeast(3) },
  {
    name: 'left when work is taken away',
    figure: ({ work, thirds }) => (work === undefined ? 1 : work.adjustedRise / thirds.rise),
    holds: (figure, { work, thirds, material }) =>
      work === undefined || (figure >= 0.2 && figure * thirds.rise >= 0.7 * material && work.partialSlope >= 0.4 * work.plainSlope),
    words: (figure) => (figure >= 0.85 ? 'work explains none of it' : `work explains ${Math.round(100 - 100 * figure)} % of it`),
  },
  { name: 'growing to its end', figure: ({ lastSixthPace }) => lastSixthPace, holds: atLeast(0.1) },
];

/** The name of the first condition that fails; undefined when all hold. */
export function failing(examined: Examination): string | undefined {
  return CONDITIONS.find(({ figure, holds }) => !holds(figure(examined), examined))?.name;
}
