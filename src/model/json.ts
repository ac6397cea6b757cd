import type { Field } from './fields.ts';
import type { Frame } from './frame.ts';
import { host } from './kinds/host.ts';
import { toPrecision } from './precision.ts';
import type { Snapshot } from './snapshot.ts';

/** Version of the shape of all JSON that this program writes. */
export const SCHEMA = 'pyprocwatch/1';

/** Seconds from the epoch to the last moment that a Date can hold, either way. */
const LAST_SECOND = 8.64e12;

/** Above this a double has no decimals worth rounding. */
const LARGEST = 2 ** 40;

export type JsonValue = string | number | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A number as JSON, to the precision of its declaration: unknown is null, times are ISO 8601 in UTC, codes their label. */
function numberValue(field: Extract<Field, { type: 'number' }>, value: number): JsonValue {
  if (!Number.isFinite(value)) return null;
  if (field.choices !== undefined) return field.choices[value] ?? null;
  if (field.unit === 'timestamp') return Math.abs(value) <= LAST_SECOND ? new Date(value * 1000).toISOString() : null;
  const told = Math.abs(value) < LARGEST ? toPrecision(value, field.precision ?? 1) : value;
  // Of a fine precision the steps end before: it is told as it is.
  return Number.isNaN(told) ? value : told;
}

/** One row with the names of its declaration. Lists of numbers are arrays. */
export function rowToJson(frame: Frame, row: number, names: readonly string[] = Object.keys(frame.kind.fields)): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(names.flatMap((name) => {
    const field = frame.kind.fields[name];
    if (field === undefined) return [];
    if (field.type === 'number') return [[name, numberValue(field, frame.number(name, row))]];
    const text = frame.text(name, row);
    return [[name, field.list === true ? text.split(',').filter((part) => /^\d+$/.test(part)).map(Number) : text]];
  }));
}

/** `{schema, time, intervalSeconds, host, <plural>: [...], notices}`: the rows given of the frame given. */
export function snapshotToJson(snapshot: Snapshot, frame: Frame | undefined, rows: readonly number[], names?: readonly string[]): { readonly [name: string]: JsonValue } {
  const hostFrame = snapshot.frame(host);
  return {
    schema: SCHEMA,
    time: new Date(snapshot.time).toISOString(),
    intervalSeconds: Number.isNaN(snapshot.intervalSeconds) ? null : Math.round(snapshot.intervalSeconds * 1e3) / 1e3,
    host: hostFrame === undefined || hostFrame.count === 0 ? null : rowToJson(hostFrame, 0),
    ...(frame === undefined ? {} : { [frame.kind.plural]: rows.map((row) => rowToJson(frame, row, names)) }),
    notices: snapshot.notices.map(({ source, message }) => ({ source, message })),
  };
}
