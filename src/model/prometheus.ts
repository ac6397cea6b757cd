import type { NumberField } from './fields.ts';
import type { Kind } from './kind.ts';
import type { Unit } from './units.ts';

/** A figure as Prometheus names and measures it: base units, `_total` for counters. */
export interface ExportedMetric {
  readonly kind: Kind;
  readonly field: string;
  readonly declared: NumberField;
  readonly name: string;
  /** Its own values times this are in the base unit: percents become ratios. */
  readonly scale: number;
  readonly type: 'counter' | 'gauge';
}

const PREFIX = 'pyprocwatch';

/** What the names of fields end in, by unit, and what that is in Prometheus' names. */
const ENDINGS: Readonly<Partial<Record<Unit, readonly [own: RegExp, theirs: string]>>> = {
  percent: [/_?percent$/, '_ratio'], bytes: [/_?bytes$/, '_bytes'], bytesPerSecond: [/_?bytes_per_second$/, '_bytes_per_second'], perSecond: [/_?per_second$/, '_per_second'],
  seconds: [/_?seconds$/, '_seconds'], latency: [/_?seconds$/, '_seconds'], celsius: [/_?celsius$/, '_celsius'], timestamp: [/$/, '_seconds'],
};

/** `readBytesPerSecond`: `read_bytes_per_second`. */
export const snakeCase = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function nameOf(kind: Kind, field: string, { unit, role, prometheus }: NumberField): string {
  // A total of processes has the figures of a process, and is not one.
  if (prometheus !== undefined) return prometheus.replace(/^pyprocwatch_[a-z]+_/, `${PREFIX}_${snakeCase(kind.name)}_`);
  const [own = /$/, theirs = ''] = ENDINGS[unit] ?? [];
  const base = snakeCase(field).replace(own, '');
  return `${PREFIX}_${snakeCase(kind.name)}${base === '' ? '' : `_${base}`}${theirs}${role === 'counter' ? '_total' : ''}`;
}

const KNOWN = new WeakMap<Kind, readonly ExportedMetric[]>();

/** All figures of a kind that are a series: ids and codes are not. */
export function metricsOf(kind: Kind): readonly ExportedMetric[] {
  let known = KNOWN.get(kind);
  if (known === undefined) {
    known = Object.entries(kind.fields).flatMap(([field, declared]): ExportedMetric[] => {
      if (declared.type !== 'number' || declared.unit === 'id' || declared.choices !== undefined) return [];
      return [{ kind, field, declared, name: nameOf(kind, field, declared), scale: declared.unit === 'percent' ? 0.01 : 1, type: declared.role === 'counter' ? 'counter' : 'gauge' }];
    });
    KNOWN.set(kind, known);
  }
  return known;
}

/**
 * Texts that tell the entities of a kind apart for people, as labels of series: its key and the short names that it goes by.
 * Long texts (command lines, paths) and those that change are left out.
 */
export function labelFields(kind: Kind): readonly string[] {
  return kind.labels ?? kind.texts.filter((name) => {
    const field = kind.fields[name];
    return kind.key.includes(name) || (field?.type === 'text' && field.changing !== true && field.grow !== true && field.list !== true);
  });
}
