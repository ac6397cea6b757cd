import { SCHEMA } from '../../model/json.ts';
import type { Coverage } from '../coverage.ts';
import { lengthOf, type Period, SECOND } from '../period.ts';
import { comparison, fieldOf, type UsageReport } from '../report.ts';
import { addsUp, type Figure, totalUnit, type UsageRow } from '../usage.ts';
import type { NumberField } from '../../model/fields.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A percentile is good to a hundredth; more digits than these would only seem exact. */
const DIGITS = 7;

const LAST_TIME = 8.64e15;

export const numberJson = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null);
/** Bytes and seconds add up beyond seven digits. */
const totalJson = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(12)) : null);
const timeJson = (time: number): string | null => (Math.abs(time) <= LAST_TIME ? new Date(time).toISOString() : null);

const TOTALS = { seconds: 'totalSeconds', bytes: 'totalBytes', count: 'totalCount' } as const;

/** The name of the total of a rate, with its unit. */
function totalName(field: NumberField): string {
  const unit = totalUnit(field);
  return unit === 'seconds' || unit === 'bytes' ? TOTALS[unit] : TOTALS.count;
}

function figureJson(field: NumberField, { mean, p50, p95, p99, least, peak, peakAt, total, hostPercent, before }: Figure): Json {
  const sum = (value: number): { readonly [name: string]: Json } => (addsUp(field) ? { [totalName(field)]: totalJson(value) } : {});
  return {
    mean: numberJson(mean), p50: numberJson(p50), p95: numberJson(p95), p99: numberJson(p99), least: totalJson(least), peak: totalJson(peak), peakAt: timeJson(peakAt),
    ...sum(total),
    ...(Number.isNaN(hostPercent) ? {} : { hostPercent: numberJson(hostPercent) }),
    ...(before === undefined ? {} : {
      before: { mean: numberJson(before.mean), p95: numberJson(before.p95), peak: totalJson(before.peak), ...sum(before.total) },
      change: numberJson(before.change), changePercent: numberJson(before.changePercent),
    }),
  };
}

/** One entity: its name, how long it was there, and each figure that was known. */
export function rowJson(report: UsageReport, { name, presentSeconds, isNew, figures }: UsageRow): { readonly [name: string]: Json } {
  const declared = fieldOf(report);
  return {
    name, presentSeconds: totalJson(presentSeconds), isNew,
    ...Object.fromEntries([...figures].flatMap(([field, figure]): [string, Json][] => {
      const declaration = declared(field);
      return declaration === undefined ? [] : [[field, figureJson(declaration, figure)]];
    })),
  };
}

const coverageJson = ({ recordedSeconds, recordedPercent, gapCount, gaps, restsOn }: Coverage): Json => ({
  recordedSeconds: totalJson(recordedSeconds),
  recordedPercent: numberJson(recordedPercent),
  gapCount,
  gaps: gaps.map((gap) => ({ ...periodJson(gap), seconds: totalJson(lengthOf(gap) / SECOND) })),
  restsOn: { hoursSeconds: totalJson(restsOn.hours), minutesSeconds: totalJson(restsOn.minutes), samplesSeconds: totalJson(restsOn.samples) },
});

const periodJson = ({ from, to }: Period): { readonly [name: string]: Json } => ({ from: timeJson(from), to: timeJson(to) });

/** Names that the command line has for the groupings of processes. */
const GROUP_BY: Readonly<Record<string, string>> = { group: 'name', user: 'user', container: 'container' };

/** The report as JSON; times are ISO 8601 in UTC, not known is null. */
export function usageJson(report: UsageReport): { readonly [name: string]: Json } {
  const { rolled, sort, coverage, before, host, rows, entities, gone, faults } = report;
  return {
    schema: SCHEMA,
    report: 'usage',
    ...periodJson(report),
    kind: rolled.from.name,
    groupBy: rolled.counted === undefined ? null : (GROUP_BY[rolled.kind.name] ?? rolled.kind.name),
    sort: { field: sort.field, measure: sort.measure },
    coverage: coverageJson(coverage),
    before: { ...periodJson(before), recorded: comparison(report), coverage: coverageJson(before.coverage) },
    host: { cpuCount: numberJson(host.cpus), memoryTotalBytes: totalJson(host.memoryBytes) },
    entityCount: entities,
    entities: rows.map((row) => rowJson(report, row)),
    gone: { count: gone.count, names: [...gone.names] },
    faults: [...faults],
  };
}

export const usageJsonText = (report: UsageReport): string => `${JSON.stringify(usageJson(report), undefined, 2)}\n`;
