import { CATALOG } from '../model/catalog.ts';
import { fromSteps, toSteps } from '../model/precision.ts';
import { type ExportedMetric, metricsOf } from '../model/prometheus.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Family } from './family.ts';
import { type ExportSelection, isWanted, type SelectedRows, selectRows } from './selection.ts';
import { type SelfMetric, selfFamilies } from './self-metric.ts';

/** Above this a double has no decimals worth rounding. */
const LARGEST = 2 ** 40;
/** Of times, in seconds: they have no precision of their own in JSON either. */
const TIME_PRECISION = 0.001;

/** A value as it is exported: to the precision of its declaration, as JSON and the history have it, in Prometheus' unit. */
export function exportedValue({ declared, scale }: Pick<ExportedMetric, 'declared' | 'scale'>, value: number): number {
  const precision = declared.unit === 'timestamp' ? TIME_PRECISION : (declared.precision ?? 1);
  // Whole steps of the scaled precision: 29.1 % is 0.291, not 0.29100000000000004.
  return Math.abs(value) < LARGEST ? fromSteps(toSteps(value, precision), precision * scale) : value * scale;
}

/** Its own words, which speak of percent. */
const helpOf = ({ declared: { unit, help } }: ExportedMetric): string => (unit === 'percent' ? `${help} As a ratio: 1 is 100 %.` : help);

function familyOf(metric: ExportedMetric, { frame, rows, labels }: SelectedRows): Family | undefined {
  const column = frame.column(metric.field);
  const values = rows.map((row) => exportedValue(metric, column[row] ?? Number.NaN));
  return values.every(Number.isNaN) ? undefined : { name: metric.name, type: metric.type, help: helpOf(metric), labels, values };
}

const takenAt = ({ time }: Snapshot): SelfMetric => ({ name: 'pyprocwatch_snapshot_timestamp_seconds', help: 'When what is told here was sampled.', type: 'gauge', value: time / 1000 });

/**
 * What of a snapshot is exported, by the catalogue, in its order: one family a figure, those of which nothing is known left
 * out. `self`: figures of this program. Throws a RangeError for one of those whose name is none.
 */
export function familiesOf(snapshot: Snapshot | undefined, selection: ExportSelection, self: readonly SelfMetric[] = []): Family[] {
  const families = selfFamilies(snapshot === undefined ? self : [...self, takenAt(snapshot)]);
  for (const kind of CATALOG) {
    const metrics = metricsOf(kind);
    const frame = metrics.length === 0 || !isWanted(kind, selection) ? undefined : snapshot?.named(kind.name);
    if (frame === undefined) continue;
    const selected = selectRows(frame, selection);
    for (const metric of metrics) {
      const family = familyOf(metric, selected);
      if (family !== undefined) families.push(family);
    }
  }
  return families;
}
