import { SKETCH_ACCURACY } from '../analysis/sketch.ts';
import type { Tallies, Tally } from '../analysis/tally.ts';
import type { NumberField } from '../model/fields.ts';
import { isNumber, type Kind } from '../model/kind.ts';
import { toPrecision } from '../model/precision.ts';
import type { Unit } from '../model/units.ts';
import { SHARED_WITH_HOST } from './headlines.ts';

/** What became of a figure since the period before. */
export interface Before {
  /** Of the period before; NaN where it was not there, or has none. */
  readonly mean: number;
  readonly p95: number;
  readonly peak: number;
  readonly total: number;
  /** How much more it is now, by `perSecond`, in the unit of the field, and in percent; NaN for what was not there before. */
  readonly change: number;
  readonly changePercent: number;
}

/** What one field of one entity was over the period, in the unit of the field; times in ms since the epoch. */
export interface Figure {
  /** Mean, percentiles and extremes of the time in which it was known. */
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly least: number;
  readonly peak: number;
  readonly peakAt: number;
  /** Of a rate: what it comes to over the period, in `totalUnit`; NaN of a level, which adds up to nothing. */
  readonly total: number;
  /** Of a rate: its mean over all time that was recorded, whether it was there or not; of a level its mean. */
  readonly perSecond: number;
  /** Its part of what the host has; NaN where the host has no such bound, or it is not known. */
  readonly hostPercent: number;
  /** Undefined when nothing was recorded before. */
  readonly before: Before | undefined;
}

export interface UsageRow {
  readonly name: string;
  /** How long it was there. */
  readonly presentSeconds: number;
  /** Not there in the period before, though that was recorded. */
  readonly isNew: boolean;
  readonly figures: ReadonlyMap<string, Figure>;
}

/** The tallies of a period and how much of it was recorded, in seconds. */
export interface Tallied {
  readonly tallies: Tallies;
  readonly recordedSeconds: number;
}

/** What the host has; NaN where that is not known. */
export interface HostCapacity {
  readonly cpus: number;
  readonly memoryBytes: number;
}

const RATES: ReadonlySet<Unit> = new Set(['percent', 'perSecond', 'bytesPerSecond']);

/** Whether its values times time add up to something: a rate does, a level does not. As history keeps it. */
export const addsUp = (field: NumberField): boolean => (field.course ?? (RATES.has(field.unit) ? 'rate' : 'level')) === 'rate';

/** The unit of what a rate adds up to: 100 percent of a second are a second. */
export function totalUnit(field: NumberField): Unit {
  if (field.unit === 'percent') return 'seconds';
  return field.unit === 'bytesPerSecond' ? 'bytes' : 'count';
}

const totalOf = (field: NumberField, { integral }: Tally): number => (addsUp(field) ? integral / (field.unit === 'percent' ? 100 : 1) : Number.NaN);
const perSecondOf = (field: NumberField, tally: Tally, recordedSeconds: number): number => (addsUp(field) ? tally.integral / recordedSeconds : tally.mean);

/** Rows of all entities, in no order. `fieldOf`: the declaration of a field by its name. Fields that were never known are left out. */
export function usageRows(now: Tallied, before: Tallied | undefined, fieldOf: (name: string) => NumberField | undefined, host: HostCapacity): UsageRow[] {
  return [...now.tallies.entities].map(([name, tallies]) => {
    const earlier = before?.tallies.entities.get(name);
    const figures = new Map<string, Figure>();
    for (const [fieldName, tally] of tallies) {
      const field = fieldOf(fieldName);
      if (field === undefined || tally.count === 0) continue;
      const perSecond = perSecondOf(field, tally, now.recordedSeconds);
      figures.set(fieldName, {
        mean: tally.mean,
        p50: exact(field, tally.quantile(0.5)),
        p95: exact(field, tally.quantile(0.95)),
        p99: exact(field, tally.quantile(0.99)),
        least: precise(field, tally.least),
        peak: precise(field, tally.most),
        peakAt: tally.mostAt,
        total: totalOf(field, tally),
        perSecond,
        hostPercent: hostPercent(fieldName, perSecond, host),
        before: before === undefined || before.recordedSeconds === 0 ? undefined : changeOf(field, perSecond, earlier?.get(fieldName), before.recordedSeconds),
      });
    }
    return {
      name,
      presentSeconds: Math.max(0, ...[...tallies.values()].map(({ seconds }) => seconds)),
      isNew: before !== undefined && before.recordedSeconds > 0 && earlier === undefined,
      figures,
    };
  });
}

const precise = (field: NumberField, value: number): number => toPrecision(value, field.precision ?? 1);

/** A percentile that is off by less than half a step of its field's precision is exact once it is rounded to that. */
const exact = (field: NumberField, value: number): number => (Math.abs(value) * SKETCH_ACCURACY * 1.02 < (field.precision ?? 1) / 2 ? precise(field, value) : value);

function changeOf(field: NumberField, perSecond: number, tally: Tally | undefined, recordedSeconds: number): Before {
  if (tally === undefined || tally.count === 0) return { mean: Number.NaN, p95: Number.NaN, peak: Number.NaN, total: addsUp(field) ? 0 : Number.NaN, change: addsUp(field) ? perSecond : Number.NaN, changePercent: Number.NaN };
  const earlier = perSecondOf(field, tally, recordedSeconds);
  const change = perSecond - earlier;
  return { mean: tally.mean, p95: exact(field, tally.quantile(0.95)), peak: precise(field, tally.most), total: totalOf(field, tally), change, changePercent: earlier === 0 ? (change === 0 ? 0 : Number.NaN) : (change / Math.abs(earlier)) * 100 };
}

function hostPercent(field: string, perSecond: number, host: HostCapacity): number {
  const of = SHARED_WITH_HOST.get(field);
  if (of === 'cpu') return perSecond / host.cpus;
  return of === 'memory' ? (perSecond / host.memoryBytes) * 100 : Number.NaN;
}

export const NUMERIC_MEASURES = ['mean', 'p50', 'p95', 'p99', 'least', 'peak', 'total', 'perSecond'] as const;
export type NumericMeasure = (typeof NUMERIC_MEASURES)[number];

/** Greatest first; where it is not known last; equal ones by name. */
export function sortRows(rows: readonly UsageRow[], field: string, measure: NumericMeasure): UsageRow[] {
  const value = (row: UsageRow): number => {
    const known = row.figures.get(field)?.[measure] ?? Number.NaN;
    return Number.isNaN(known) ? Number.NEGATIVE_INFINITY : known;
  };
  return [...rows].sort((left, right) => {
    const [one, other] = [value(left), value(right)];
    return one === other ? left.name.localeCompare(right.name, 'en') : other - one;
  });
}

/** Entities of the period before that are no longer there, those that used most of a field first. */
export function goneSince(now: Tallies, before: Tallies, field: string): { readonly name: string; readonly tally: Tally }[] {
  return [...before.entities].flatMap(([name, fields]) => {
    const tally = now.entities.has(name) ? undefined : fields.get(field);
    return tally === undefined ? [] : [{ name, tally }];
  }).sort((left, right) => right.tally.integral - left.tally.integral || left.name.localeCompare(right.name, 'en'));
}

/** The number field of that name, as the first of the kinds that has it declares it. */
export function numberField(name: string, kinds: readonly Kind[]): NumberField | undefined {
  for (const kind of kinds) {
    const field = kind.fields[name];
    if (field !== undefined && isNumber(field)) return field;
  }
  return undefined;
}
