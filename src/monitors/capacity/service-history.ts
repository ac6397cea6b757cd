import type { HistoryReader } from '../../../storage/history/reader.ts';
import { recordedSeries } from '../../alerts/recorded-series.ts';
import { RESOURCES, type Resource } from '../../analysis/capacity/index.ts';
import type { Series } from '../../model/timeline.ts';

/** One endpoint's requests over time, and what one of them costs now. */
export interface EndpointHistory {
  readonly method: string;
  readonly route: string;
  /** Requests a second at each step; 0 where there was none. */
  readonly requests: Float64Array;
  /** CPU seconds, with the 90 % interval; NaN where it is not known. */
  readonly cost: { readonly cpuSeconds: number; readonly low: number; readonly high: number };
}

/** What a service did and took, step by step. */
export interface ServiceHistory {
  /** Seconds since the epoch, the start of each step. */
  readonly times: Float64Array;
  readonly step: number;
  /** None where no requests are known: then it is the whole machine. */
  readonly endpoints: readonly EndpointHistory[];
  readonly of: Readonly<Record<Resource, Float64Array | undefined>>;
}

/** What is older tells nothing of next week. */
const PAST_MILLISECONDS = 120 * 86_400_000;
const DAY = 86_400;
/** Of so many days steps are hours, of fewer five minutes. */
const DAYS_OF_HOURS = 4;
const [HOUR, FINE] = [3600, 300];
/** What one request costs is what it was lately. */
const LATELY_MILLISECONDS = 86_400_000;

/** What takes each resource, and how many of ours one of the recorded unit is. */
const OF_SERVICE: Readonly<Record<Resource, readonly (readonly [figure: string, factor: number])[]>> = {
  cpuCores: [['backend.cpuPercent', 0.01]], memoryBytes: [['backend.rssBytes', 1]], connections: [['endpoint.concurrency', 1]], networkBitsPerSecond: [['endpoint.sentBytesPerSecond', 8], ['endpoint.receivedBytesPerSecond', 8]],
};
const OF_HOST: typeof OF_SERVICE = {
  // Of all CPUs together: times how many there are.
  cpuCores: [['host.cpuPercent', 0.01]], memoryBytes: [['host.memoryUsedBytes', 1]], connections: [], networkBitsPerSecond: [['host.networkTransmitBytesPerSecond', 8], ['host.networkReceiveBytesPerSecond', 8]],
};

/** What was recorded up to `until` (ms since the epoch) of a service that requests are known of, else of the machine. Undefined where nothing was. */
export function serviceHistory(reader: HistoryReader, until: number): ServiceHistory | undefined {
  const from = until - PAST_MILLISECONDS;
  const read = (figure: string, since = from): ReturnType<typeof recordedSeries>['series'] => recordedSeries(reader, figure, since, until).series;
  const requests = read('endpoint.requestsPerSecond');
  const sources = requests.length > 0 ? OF_SERVICE : OF_HOST;
  const parts = RESOURCES.map((resource) => ({ resource, series: sources[resource].flatMap(([figure, factor]) => read(figure).map(({ series }) => ({ series, factor }))) }));
  const all = [...requests.map(({ series }) => series), ...parts.flatMap(({ series }) => series.map((one) => one.series))];
  const [first, last] = [Math.min(...all.map(({ times }) => times[0] ?? Number.POSITIVE_INFINITY)), Math.max(...all.map(({ times }) => times.at(-1) ?? Number.NEGATIVE_INFINITY))];
  if (!(last > first)) return undefined;
  const step = last - first >= DAYS_OF_HOURS * DAY * 1000 ? HOUR : FINE;
  const start = Math.ceil(first / 1000 / step) * step;
  const count = Math.max(0, Math.floor(last / 1000 / step) - start / step);
  const onGrid = (series: Series): Float64Array => meansOf(series, start, step, count);
  const costs = { cpuSeconds: 'cpuPerRequestSeconds', low: 'cpuLowSeconds', high: 'cpuHighSeconds' } as const;
  const latest = Object.fromEntries(requests.length === 0 ? [] : Object.entries(costs).map(([part, figure]) => [part, new Map(read(`endpoint.${figure}`, until - LATELY_MILLISECONDS).map(({ labels, series }) => [keyOf(labels), lastKnown(series)]))]));
  const cpus = requests.length > 0 ? 1 : Math.max(1, ...read('host.cpuCount', until - LATELY_MILLISECONDS).map(({ series }) => lastKnown(series)).filter((count) => count > 0));
  const sums = new Map(parts.map(({ resource, series }) => [resource, series.length === 0 ? undefined : sumOf(series.map(({ series: one, factor }) => onGrid(one).map((value) => value * factor * (resource === 'cpuCores' ? cpus : 1))))]));
  return {
    times: Float64Array.from({ length: count }, (_, index) => start + index * step), step,
    endpoints: requests.map(({ labels, series }) => {
      const known = (part: keyof typeof costs): number => latest[part]?.get(keyOf(labels)) ?? Number.NaN;
      const label = (name: string): string => labels.find(([own]) => own === name)?.[1] ?? '';
      return { method: label('method'), route: label('route'), requests: onGrid(series).map((value) => (Number.isNaN(value) ? 0 : value)), cost: { cpuSeconds: known('cpuSeconds'), low: known('low'), high: known('high') } };
    }),
    of: { cpuCores: sums.get('cpuCores'), memoryBytes: sums.get('memoryBytes'), connections: sums.get('connections'), networkBitsPerSecond: sums.get('networkBitsPerSecond') },
  };
}

const keyOf = (labels: readonly (readonly [string, string])[]): string => labels.map(([, value]) => value).join('\u{0}');
const lastKnown = ({ values }: Series): number => values.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;

/** Means by step; NaN for a step without values. */
function meansOf({ times, values }: Series, start: number, step: number, count: number): Float64Array {
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  times.forEach((time, index) => {
    const place = Math.floor((time / 1000 - start) / step);
    const value = values[index] ?? Number.NaN;
    if (place < 0 || place >= count || Number.isNaN(value)) return;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  return sums.map((sum, place) => (counts[place] === 0 ? Number.NaN : sum / (counts[place] ?? 1)));
}

/** Step by step; NaN where none is known. */
function sumOf(all: readonly Float64Array[]): Float64Array {
  return (all[0] ?? new Float64Array(0)).map((_, place) => {
    const values = all.flatMap((one) => (Number.isNaN(one[place] ?? Number.NaN) ? [] : [one[place] ?? 0]));
    return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
  });
}
