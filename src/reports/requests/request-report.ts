import { RequestCell } from '../../analysis/traffic/request-cells.ts';
import type { Period } from '../period.ts';
import { type CellNames, groupOf, type RequestGroup } from './grouping.ts';

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

function rowOf(name: string, { sums, latency }: RequestCell, seconds: number, allCpu: number): RequestRow {
  const answered = latency.count;
  // Requests whose cost was not known yet count as the others do.
  const cpuSeconds = sums.cpuKnown > 0 ? (sums.cpuSeconds / sums.cpuKnown) * sums.requests : Number.NaN;
  return {
    name, requests: sums.requests, requestsPerSecond: ratio(sums.requests, seconds), errorPercent: 100 * ratio(sums.failures, sums.requests), clientErrorPercent: 100 * ratio(sums.refusals, sums.requests),
    p50Seconds: latency.quantile(0.5) / 1000, p95Seconds: latency.quantile(0.95) / 1000, p99Seconds: latency.quantile(0.99) / 1000, meanSeconds: ratio(sums.durationSeconds, answered), upstreamPercent: Math.min(100, 100 * ratio(sums.upstreamSeconds, sums.durationSeconds)),
    sentBytes: sums.sentBytes, receivedBytes: sums.receivedBytes, cpuSeconds, cpuSharePercent: 100 * ratio(cpuSeconds, allCpu),
    cpuPerRequestSeconds: ratio(sums.cpuSeconds, sums.cpuKnown), cpuLowSeconds: ratio(sums.cpuLowSeconds, sums.cpuKnown), cpuHighSeconds: ratio(sums.cpuHighSeconds, sums.cpuKnown),
    connections: sums.connections, connectionSeconds: sums.connectionSeconds, hitPercent: 100 * ratio(sums.hits, sums.cached),
  };
}

const BLANK = { endpoint: -1, region: -1, cohort: -1 } as const;

/** What requests came to in a period, by group, the greatest first. Percentiles are those of all requests of a group, by merged sketches. */
export function requestReport(slices: Iterable<ReportSlice>, names: CellNames, { period, group, sort, wanted }: RequestQuery): RequestReport {
  const groups = new Map<string, RequestCell>();
  const total = new RequestCell(BLANK);
  const covered = new Map<number, number>();
  for (const { start, length, cells } of slices) {
    let any = false;
    for (const cell of cells) {
      if (!wanted(cell)) continue;
      any = true;
      const name = groupOf(group, cell, start, names);
      let sum = groups.get(name);
      if (sum === undefined) {
        sum = new RequestCell(BLANK);
        groups.set(name, sum);
      }
      sum.merge(cell);
    }
    if (any) covered.set(start, Math.max(covered.get(start) ?? 0, length));
  }
  for (const sum of groups.values()) total.merge(sum);
  const first = Math.min(...covered.keys());
  const last = Math.max(...[...covered].map(([start, length]) => start + length));
  const coveredSeconds = covered.size === 0 ? 0 : (Math.min(last, period.to) - Math.max(first, period.from)) / 1000;
  const step: Readonly<Partial<Record<RequestGroup, number>>> = { minute: 60, hour: 3600, day: 86_400 };
  // A log of a moment is not told as if it went on so.
  const seconds = step[group] ?? Math.max(1, coveredSeconds);
  const all = rowOf('all', total, Math.max(1, coveredSeconds), Number.NaN);
  const rows = [...groups].map(([name, sum]) => rowOf(name, sum, seconds, all.cpuSeconds));
  const value = (row: RequestRow): number => (sort === 'name' ? 0 : Number.isNaN(row[sort]) ? Number.NEGATIVE_INFINITY : row[sort]);
  const sorted = rows.sort((one, other) => value(other) - value(one) || (one.name < other.name ? -1 : 1));
  return { period, group, coveredSeconds, rows: sorted, total: { ...all, cpuSharePercent: Number.isNaN(all.cpuSeconds) ? Number.NaN : 100 }, more: 0 };
}

