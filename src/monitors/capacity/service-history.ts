import type { HistoryReader } from '../../../storage/history/reader.ts';
import { type RecordedSeries, recordedSeries } from '../../alerts/recorded-series.ts';
import { meansByStep, RESOURCES, type Resource, sumByStep } from '../../analysis/capacity/index.ts';
import { recordedTimes } from '../../engine/absent-zeros.ts';
import type { Series } from '../../model/timeline.ts';
import { type Figures, figuresOf, OF_HOST, OF_SERVICE, regionFigures } from './figures.ts';
import { type Part, partWords } from './part.ts';
import { type Read, unknownPart } from './unknown-part.ts';

/** One endpoint's requests over time, and what one of them costs now. */
export interface EndpointHistory {
  readonly method: string;
  /** Of a region or cohort, which is told as one, its name. */
  readonly route: string;
  /** Requests a second at each step; 0 where there was none, NaN where nothing was recorded. */
  readonly requests: Float64Array;
  /** CPU seconds, with the 90 % interval; NaN where it is not known. */
  readonly cost: { readonly cpuSeconds: number; readonly low: number; readonly high: number };
}

/** Requests of one region over time, NaN where that is not known, and CPU seconds of one of them now. */
export interface RegionHistory {
  readonly country: string;
  readonly requests: Float64Array;
  readonly cpuSeconds: number;
}

/** What a service did and took, step by step. */
export interface ServiceHistory {
  /** Seconds since the epoch, the start of each step. */
  readonly times: Float64Array;
  readonly step: number;
  /** None where no requests are known: then it is the whole machine. */
  readonly endpoints: readonly EndpointHistory[];
  readonly of: Readonly<Record<Resource, Float64Array | undefined>>;
  /** What it is a part of; undefined where it is all. */
  readonly part?: Part;
  /** Those that were asked for, for regions that are like them. */
  readonly regions?: readonly RegionHistory[];
  /** What cannot be exceeded of the machine. */
  readonly most?: Readonly<Partial<Record<Resource, number>>>;
  /** What a reader must know of it, as sentences. */
  readonly notes?: readonly string[];
}

/** What is older tells nothing of next week. */
const PAST_MILLISECONDS = 120 * 86_400_000;
const DAY = 86_400;
/** From a day on steps are hours, before that five minutes. */
const [HOUR, FINE] = [3600, 300];
/** What one request costs is what it was lately. */
const LATELY_MILLISECONDS = 86_400_000;

interface Scaled {
  readonly series: Series;
  readonly factor: number;
}

/**
 * What was recorded up to `until` (ms since the epoch) of a service that requests are known of, else of the machine; with `part`, of that
 * part alone, by what attribution says. `like`: countries whose requests are read too. Undefined where nothing was recorded. Throws a
 * `UserError` for a part or country that is not known.
 */
export function serviceHistory(reader: HistoryReader, until: number, part?: Part, like: readonly string[] = []): ServiceHistory | undefined {
  const from = until - PAST_MILLISECONDS;
  const read: Read = (figure, lately = false) => recordedSeries(reader, figure, lately ? until - LATELY_MILLISECONDS : from, until).series;
  const { used, requests } = firstKnown(part === undefined ? [OF_SERVICE] : figuresOf(part), read);
  if (part !== undefined && requests.length === 0) throw unknownPart(part, read);
  const memory = memoryOf(used, read);
  const taken = RESOURCES.map((resource): readonly [Resource, readonly Scaled[]] => [resource, resource === 'memoryBytes' && memory !== undefined ? memory : used.taken[resource].flatMap(([figure, factor]) => read(figure).map(({ series }) => ({ series, factor })))]);
  const all = [...requests.map(({ series }) => series), ...taken.flatMap(([, series]) => series.map((one) => one.series))];
  const [first, last] = [Math.min(...all.map(({ times }) => times[0] ?? Number.POSITIVE_INFINITY)), Math.max(...all.map(({ times }) => times.at(-1) ?? Number.NEGATIVE_INFINITY))];
  if (!(last > first)) return undefined;
  const step = last - first >= DAY * 1000 ? HOUR : FINE;
  const start = Math.ceil(first / 1000 / step) * step;
  const count = Math.max(0, Math.floor(last / 1000 / step) - start / step);
  const onGrid = (series: Series): Float64Array => meansByStep(series, start, step, count);
  const recorded = onGrid(ticks(recordedTimes(reader, from, until)));
  const cpus = used === OF_HOST ? Math.max(1, ...read('host.cpuCount', true).map(({ series }) => lastKnown(series)).filter((value) => value > 0)) : 1;
  const of = new Map(taken.map(([resource, series]) => [resource, series.length === 0 ? undefined : sumByStep(series.map(({ series: one, factor }) => onGrid(one).map((value) => value * factor * (resource === 'cpuCores' ? cpus : 1))))]));
  return {
    times: Float64Array.from({ length: count }, (_, index) => start + index * step), step,
    endpoints: endpointsOf(requests, used, read, part).map(({ series, ...endpoint }) => ({ ...endpoint, requests: onGrid(series).map((value, place) => (Number.isNaN(value) && (recorded[place] ?? 0) > 0 ? 0 : value)) })),
    of: { cpuCores: of.get('cpuCores'), memoryBytes: of.get('memoryBytes'), connections: of.get('connections'), networkBitsPerSecond: of.get('networkBitsPerSecond') },
    ...(used === OF_HOST ? { most: { cpuCores: cpus } } : {}),
    ...(part === undefined ? {} : { part, notes: [memory === undefined ? `Memory of ${partWords(part)} is not known: the plan has none.` : `Memory is what its ${part.kind === 'cohort' ? 'sessions' : 'requests'} hold: what an instance takes without any is not in it.`] }),
    ...(like.length === 0 ? {} : { regions: like.map((country) => regionOf(country, read, onGrid)) }),
  };
}

/** The first of these that requests are known of, else the machine. */
function firstKnown(all: readonly Figures[], read: Read): { readonly used: Figures; readonly requests: readonly RecordedSeries[] } {
  for (const used of all) {
    const requests = used.requests === undefined ? [] : read(used.requests);
    if (requests.length > 0) return { used, requests };
  }
  return { used: OF_HOST, requests: [] };
}

/** Each endpoint's requests and costs. */
function endpointsOf(requests: readonly RecordedSeries[], { costs }: Figures, read: Read, part: Part | undefined): readonly (Omit<EndpointHistory, 'requests'> & { readonly series: Series })[] {
  const latest = (figure: string | undefined): ReadonlyMap<string, number> => new Map(figure === undefined ? [] : read(figure, true).map(({ labels, series }) => [keyOf(labels), lastKnown(series)]));
  const [cpuSeconds, low, high] = [latest(costs?.cpuSeconds), latest(costs?.low), latest(costs?.high)];
  return requests.map(({ labels, series }) => {
    const label = (name: string): string => labels.find(([own]) => own === name)?.[1] ?? '';
    const known = (of: ReadonlyMap<string, number>): number => of.get(keyOf(labels)) ?? Number.NaN;
    return { method: label('method'), route: part === undefined || part.kind === 'endpoint' ? label('route') : part.name, series, cost: { cpuSeconds: known(cpuSeconds), low: known(low), high: known(high) } };
  });
}

/** Memory as so many of each, where what each takes is known of all that there were; else undefined. */
function memoryOf({ memoryOfEach }: Figures, read: Read): readonly Scaled[] | undefined {
  if (memoryOfEach === undefined) return undefined;
  const counts = read(memoryOfEach.count).filter(({ series: { values } }) => values.some((value) => value > 0));
  const bytes = new Map(read(memoryOfEach.bytes, true).map(({ labels, series }) => [keyOf(labels), lastKnown(series)]));
  const scaled = counts.map(({ labels, series }) => ({ series, factor: bytes.get(keyOf(labels)) ?? Number.NaN }));
  return scaled.length > 0 && scaled.every(({ factor }) => factor >= 0) ? scaled : undefined;
}

function regionOf(country: string, read: Read, onGrid: (series: Series) => Float64Array): RegionHistory {
  const figures = regionFigures(country);
  const requests = read(figures.requests);
  if (requests.length === 0) throw unknownPart({ kind: 'region', name: country }, read);
  return { country, requests: sumByStep(requests.map(({ series }) => onGrid(series))), cpuSeconds: read(figures.cpuSeconds, true).map(({ series }) => lastKnown(series)).find((value) => value >= 0) ?? Number.NaN };
}

const ticks = (times: readonly number[]): Series => ({ times, values: times.map(() => 1) });
const keyOf = (labels: readonly (readonly [string, string])[]): string => labels.map(([, value]) => value).join('\u{0}');
const lastKnown = ({ values }: Series): number => values.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;
