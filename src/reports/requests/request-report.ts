import { RequestCell } from '../../analysis/traffic/request-cells.ts';
import type { Period } from '../period.ts';
import { type CellNames, groupOf, type RequestGroup, shownNames } from './grouping.ts';

/** Requests of a time, as the store has them. */
export interface ReportSlice {
  readonly start: number;
  readonly length: number;
  readonly cells: Iterable<RequestCell>;
}

/** What requests of one group came to. Seconds and bytes; NaN is not known. */
export interface RequestRow {
  readonly name: string;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly errorPercent: number;
  readonly clientErrorPercent: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly p99Seconds: number;
  readonly meanSeconds: number;
  readonly upstreamPercent: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Of all its requests, by those whose cost is known. */
  readonly cpuSeconds: number;
  readonly cpuSharePercent: number;
  readonly cpuPerRequestSeconds: number;
  readonly cpuLowSeconds: number;
  readonly cpuHighSeconds: number;
  readonly connections: number;
  readonly connectionSeconds: number;
  readonly hitPercent: number;
}

export type RequestFigure = Exclude<keyof RequestRow, 'name'>;

export interface RequestReport {
  readonly period: Period;
  readonly group: RequestGroup;
  /** Seconds of it of which there is anything. */
  readonly coveredSeconds: number;
  readonly rows: readonly RequestRow[];
  readonly total: RequestRow;
  /** Groups that there are beside those in `rows`. */
  readonly more: number;
}

/** The first `most` of its groups. */
export const shortened = (report: RequestReport, most: number): RequestReport => ({ ...report, rows: report.rows.slice(0, most), more: Math.max(0, report.rows.length + report.more - most) });

export interface RequestQuery {
  readonly period: Period;
  readonly group: RequestGroup;
  readonly sort: RequestFigure | 'name';
  /** Which cells count at all. */
  readonly wanted: (cell: RequestCell) => boolean;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);

function rowOf(name: string, { sums, latency }: RequestCell, seconds: number): RequestRow {
  const answered = latency.count;
  // Requests whose cost was not known yet count as the others do.
  const cpuSeconds = sums.cpuKnown > 0 ? (sums.cpuSeconds / sums.cpuKnown) * sums.requests : Number.NaN;
  return {
    name, requests: sums.requests, requestsPerSecond: ratio(sums.requests, seconds), errorPercent: 100 * ratio(sums.failures, sums.requests), clientErrorPercent: 100 * ratio(sums.refusals, sums.requests),
    p50Seconds: latency.quantile(0.5) / 1000, p95Seconds: latency.quantile(0.95) / 1000, p99Seconds: latency.quantile(0.99) / 1000, meanSeconds: ratio(sums.durationSeconds, answered), upstreamPercent: Math.min(100, 100 * ratio(sums.upstreamSeconds, sums.durationSeconds)),
    sentBytes: sums.sentBytes, receivedBytes: sums.receivedBytes, cpuSeconds, cpuSharePercent: Number.NaN,
    cpuPerRequestSeconds: ratio(sums.cpuSeconds, sums.cpuKnown), cpuLowSeconds: ratio(sums.cpuLowSeconds, sums.cpuKnown), cpuHighSeconds: ratio(sums.cpuHighSeconds, sums.cpuKnown),
    connections: sums.connections, connectionSeconds: sums.connectionSeconds, hitPercent: 100 * ratio(sums.hits, sums.cached),
  };
}

/** Groups whose rows are times: their rates are those of what there is of each. */
const BY_TIME: ReadonlySet<RequestGroup> = new Set<RequestGroup>(['minute', 'hour', 'day']);

/** From the first to the last moment of some slices. */
class Span {
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(start: number, length: number): void {
    this.#from = Math.min(this.#from, start);
    this.#to = Math.max(this.#to, start + length);
  }

  /** So much of it is in the period. */
  seconds({ from, to }: Period): number {
    return Math.max(0, Math.min(this.#to, to) - Math.max(this.#from, from)) / 1000;
  }
}

interface Group {
  readonly sum: RequestCell;
  readonly span: Span;
}

const BLANK = { endpoint: -1, region: -1, cohort: -1 } as const;

/** What requests came to in a period, by group, the greatest first. Percentiles are those of all requests of a group, by merged sketches. */
export function requestReport(slices: Iterable<ReportSlice>, names: CellNames, { period, group, sort, wanted }: RequestQuery): RequestReport {
  const groups = new Map<string, RequestCell>();
  const total = new RequestCell(BLANK);
  const spans = new Map<string, Span>();
  const whole = new Span();
  const groupNamed = (name: string): Group => {
    const [sum, span] = [groups.get(name) ?? new RequestCell(BLANK), spans.get(name) ?? new Span()];
    groups.set(name, sum);
    spans.set(name, span);
    return { sum, span };
  };
  // Cells are many, and names long: each number is looked up once, or once in each slice where time is what is told apart.
  const part = group === 'country' || group === 'region' ? 'region' : group === 'cohort' ? 'cohort' : 'endpoint';
  const numbered = new Map<number, Group>();
  for (const { start, length, cells } of slices) {
    let any = false;
    if (BY_TIME.has(group)) numbered.clear();
    for (const cell of cells) {
      any = true;
      if (!wanted(cell)) continue;
      const number = BY_TIME.has(group) ? 0 : cell.key[part];
      let own = numbered.get(number);
      if (own === undefined) {
        own = groupNamed(groupOf(group, cell, start, names));
        numbered.set(number, own);
      }
      own.sum.merge(cell);
      own.span.add(start, length);
    }
    // Whether others were asked for or not, that time was counted.
    if (any) whole.add(start, length);
  }
  for (const sum of groups.values()) total.merge(sum);
  const coveredSeconds = whole.seconds(period);
  // A log of a moment is not told as if it went on so.
  const seconds = (name: string): number => Math.max(1, BY_TIME.has(group) ? spans.get(name)?.seconds(period) ?? 0 : coveredSeconds);
  const shown = shownNames(group, groups.keys());
  const known = [...groups].map(([name, sum]) => rowOf(shown.get(name) ?? name, sum, seconds(name)));
  const allCpu = known.reduce((all, { cpuSeconds }) => (Number.isNaN(cpuSeconds) ? all : (Number.isNaN(all) ? 0 : all) + cpuSeconds), Number.NaN);
  const rows = known.map((row): RequestRow => ({ ...row, cpuSharePercent: 100 * ratio(row.cpuSeconds, allCpu) }));
  const all: RequestRow = { ...rowOf('all', total, Math.max(1, coveredSeconds)), cpuSeconds: allCpu, cpuSharePercent: Number.isNaN(allCpu) ? Number.NaN : 100 };
  const value = (row: RequestRow): number => (sort === 'name' ? 0 : Number.isNaN(row[sort]) ? Number.NEGATIVE_INFINITY : row[sort]);
  const sorted = rows.sort((one, other) => value(other) - value(one) || (one.name < other.name ? -1 : 1));
  return { period, group, coveredSeconds, rows: sorted, total: all, more: 0 };
}

