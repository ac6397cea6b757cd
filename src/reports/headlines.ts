import { isNumber, type Kind } from '../model/kind.ts';

export const MEASURES = ['mean', 'p50', 'p95', 'p99', 'peak', 'peakAt', 'total', 'host', 'change'] as const;
export type Measure = (typeof MEASURES)[number];

/** Figures of one field at the head of a report. */
export interface Headline {
  readonly field: string;
  /** In words, for who never saw a top. */
  readonly title: string;
  /** In the order in which they stand, and how dearly each is kept where room is short: 9 is never dropped. */
  readonly measures: Readonly<Partial<Record<Measure, number>>>;
}

const PROGRAMS: readonly Headline[] = [
  { field: 'cpuPercent', title: 'CPU, 100 % is one core', measures: { total: 9, host: 5, mean: 8, p50: 3, p95: 8, p99: 4, peak: 7, peakAt: 7, change: 8 } },
  { field: 'rssBytes', title: 'Memory', measures: { mean: 8, p95: 4, peak: 7, peakAt: 2, change: 3 } },
  { field: 'readBytesPerSecond', title: 'Read', measures: { total: 6 } },
  { field: 'writeBytesPerSecond', title: 'Written', measures: { total: 6 } },
  { field: 'processes', title: 'Processes', measures: { mean: 2, peak: 2 } },
];

/** Which figures head the report of a kind. All others are in JSON and CSV. */
const HEADLINES: Readonly<Record<string, readonly Headline[]>> = {
  group: PROGRAMS,
  user: PROGRAMS,
  container: PROGRAMS,
  cpu: [
    { field: 'usedPercent', title: 'Busy, %', measures: { total: 6, mean: 9, p50: 5, p95: 8, p99: 5, peak: 7, peakAt: 5, change: 8 } },
    { field: 'iowaitPercent', title: 'Waited for disks, %', measures: { mean: 5, p95: 4, peak: 4 } },
    { field: 'stealPercent', title: 'Taken by others, %', measures: { mean: 4, p95: 3, peak: 3 } },
  ],
  disk: [
    { field: 'busyPercent', title: 'Busy, %', measures: { mean: 9, p95: 8, p99: 5, peak: 7, peakAt: 5, change: 8 } },
    { field: 'readBytesPerSecond', title: 'Read', measures: { total: 8, mean: 3, p95: 3, peak: 4 } },
    { field: 'writeBytesPerSecond', title: 'Written', measures: { total: 8, mean: 3, p95: 3, peak: 4 } },
    { field: 'waitSeconds', title: 'Time of a request', measures: { mean: 6, p95: 6, peak: 4 } },
  ],
  interface: [
    { field: 'receiveBytesPerSecond', title: 'Received', measures: { total: 9, mean: 7, p95: 7, peak: 7, peakAt: 5, change: 8 } },
    { field: 'transmitBytesPerSecond', title: 'Sent', measures: { total: 8, mean: 6, p95: 6, peak: 6, peakAt: 4, change: 7 } },
    { field: 'errorsPerSecond', title: 'Errors', measures: { total: 5 } },
    { field: 'dropsPerSecond', title: 'Dropped', measures: { total: 5 } },
  ],
  filesystem: [
    { field: 'usedPercent', title: 'In use, %', measures: { mean: 9, p95: 5, peak: 8, peakAt: 6, change: 8 } },
    { field: 'usedBytes', title: 'In use', measures: { mean: 7, peak: 7, change: 6 } },
    { field: 'sizeBytes', title: 'Size', measures: { peak: 6 } },
  ],
  sensor: [
    { field: 'celsius', title: 'Temperature', measures: { mean: 9, p50: 5, p95: 8, p99: 5, peak: 9, peakAt: 8, change: 7 } },
  ],
};

const ANY: Headline['measures'] = { mean: 9, p50: 4, p95: 8, p99: 5, peak: 7, peakAt: 6, total: 5, change: 7 };

/** The figures at the head of a report of that kind; of one that says nothing about it, those that its table shows first. */
export function headlinesOf(kind: Kind): readonly Headline[] {
  const declared = HEADLINES[kind.name];
  if (declared !== undefined) return declared;
  return kind.columns.flatMap((name): Headline[] => {
    const field = kind.fields[name];
    return field !== undefined && isNumber(field) && field.role === 'gauge' ? [{ field: name, title: field.header, measures: ANY }] : [];
  }).slice(0, 3);
}

/** Fields of which the host has only so much: what all of it would be. */
export const SHARED_WITH_HOST: ReadonlyMap<string, 'cpu' | 'memory'> = new Map([['cpuPercent', 'cpu'], ['rssBytes', 'memory']]);
