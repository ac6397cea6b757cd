import { z } from 'zod';
import { CATALOG } from '../model/catalog.ts';
import { findField, isNumber, type Kind } from '../model/kind.ts';
import { safeText } from '../model/safe-text.ts';
import { parseValue, type Unit } from '../model/units.ts';
import { FACTS } from './facts.ts';
import { suggest } from '../analysis/nearest.ts';

/** Text of one line without control characters, 1 to `longest` characters. */
export const lineOfText = (longest = 1000) =>
  z.string().min(1).max(longest).refine((value) => safeText(value) === value)
    .register(FACTS, { expects: `text of 1 to ${longest} characters without control characters` });

export const absolutePath = () =>
  lineOfText().refine((value) => value.startsWith('/')).register(FACTS, { expects: 'a path that starts with /' });

const wanted = <T>(input: T, format: string) => ({ code: 'invalid_format' as const, format, input: String(input) });

/** Seconds, written as a number of seconds or with a unit. `least` and `most` in seconds. */
export function duration(least: number, most: number) {
  return z.codec(z.union([z.number(), z.string()]), z.number(), {
    decode(input, context) {
      const seconds = typeof input === 'number' ? input : parseValue('seconds', input);
      if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
      context.issues.push(wanted(input, 'duration'));
      return z.NEVER;
    },
    encode(seconds) {
      const milliseconds = Number((seconds * 1000).toPrecision(12));
      // As milliseconds only when reading them gives the very same number again.
      return seconds < 1 && parseValue('seconds', `${milliseconds}ms`) === seconds ? `${milliseconds}ms` : `${seconds}s`;
    },
  }).register(FACTS, { expects: `a length of time from ${least} to ${most} seconds (a number of seconds, or text such as 500ms or 2s)` });
}

/** The name of a field of the kind; aliases are taken and become the proper name. */
function fieldName(kind: Kind) {
  return z.codec(z.string(), z.string(), {
    decode(input, context) {
      const found = findField(kind, input);
      if (found !== undefined) return found.name;
      const names = Object.entries(kind.fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])]);
      context.issues.push({ code: 'custom', input, message: `unknown column "${safeText(input.slice(0, 40))}" of ${kind.plural}`, params: { mend: suggest(input, names) } });
      return z.NEVER;
    },
    encode: (name) => name,
  }).register(FACTS, { expects: `the name of a column of ${kind.plural}` });
}

export const columnsOf = (kind: Kind) =>
  z.array(fieldName(kind)).min(1).check((context) => {
    context.value.forEach((name, index) => {
      if (context.value.indexOf(name) === index) return;
      context.issues.push({ code: 'custom', input: name, path: [index], message: `column "${name}" is listed twice`, params: { mend: 'remove one of the two' } });
    });
  }).register(FACTS, { expects: `a list of columns of ${kind.plural}, at least one` });

export interface SortOrder {
  /** Name of a field of the kind. */
  readonly field: string;
  readonly descending: boolean;
}

/** A sort order, as it is written: `name`, or `-name` for the greatest first. */
export const writeSort = (sort: SortOrder): string => `${sort.descending ? '-' : ''}${sort.field}`;

export function sortOf(kind: Kind) {
  const field = fieldName(kind);
  return z.codec(z.string(), z.object({ field: z.string(), descending: z.boolean() }).readonly(), {
    decode(input, context): SortOrder {
      const parsed = field.safeParse(input.replace(/^[-+]/, ''));
      if (parsed.success) return { field: parsed.data, descending: input.startsWith('-') };
      for (const { message, ...issue } of parsed.error.issues) {
        const params = issue.code === 'custom' ? issue.params : undefined;
        context.issues.push({ code: 'custom', input, message, ...(params === undefined ? {} : { params }) });
      }
      return z.NEVER;
    },
    encode: writeSort,
  }).register(FACTS, { expects: 'the name of a column, with - in front for the greatest first' });
}

/** One setting for every kind that there is. */
export const perKind = <S extends z.ZodType>(setting: (kind: Kind) => S) =>
  z.strictObject(Object.fromEntries(CATALOG.map((kind) => [kind.name, setting(kind)]))).prefault({});

export interface Threshold {
  /** In the field's unit, as `critical` is: at or above it the value stands out. */
  readonly warn: number;
  readonly critical: number;
}

/** A number in the unit, or text with a suffix (2GiB). */
export function figure(unit: Unit) {
  return z.codec(z.union([z.number(), z.string()]), z.number(), {
    decode(input, context) {
      const value = typeof input === 'number' ? input : parseValue(unit, input);
      if (value !== undefined && Number.isFinite(value)) return value;
      context.issues.push(wanted(input, 'figure'));
      return z.NEVER;
    },
    encode: (value) => value,
  }).register(FACTS, { expects: `a number (${unit})` });
}

function threshold(unit: Unit, preset: Threshold | undefined) {
  const one = (value: number | undefined) => (value === undefined ? figure(unit) : figure(unit).prefault(value));
  const both = z.strictObject({ warn: one(preset?.warn), critical: one(preset?.critical) }).check((context) => {
    if (context.value.warn <= context.value.critical) return;
    context.issues.push({ code: 'custom', input: context.value, message: `"warn" ${context.value.warn} is above "critical" ${context.value.critical}`, params: { mend: 'make "critical" the greater one' } });
  }).register(FACTS, { inline: true });
  return preset === undefined ? both.optional() : both.prefault({ ...preset });
}

/** Thresholds by the name of any number field of any kind; those in `presets` have a default. */
export function thresholds(presets: Readonly<Record<string, Threshold>>) {
  const units = new Map<string, Unit>();
  for (const kind of CATALOG) {
    for (const [name, field] of Object.entries(kind.fields)) {
      if (isNumber(field) && field.role === 'gauge' && !units.has(name)) units.set(name, field.unit);
    }
  }
  const shape = [...units].map(([name, unit]) => [name, threshold(unit, presets[name])] as const);
  return z.strictObject(Object.fromEntries(shape)).prefault({});
}
