import type { Align } from './text-width.ts';
import type { Unit } from './units.ts';

/** Facts that cost more than reading /proc/PID/stat: collected only for rows that somebody looks at, filters or sorts by. */
export const DEMANDS = ['io', 'smaps', 'sockets', 'files'] as const;
export type DemandGroup = (typeof DEMANDS)[number];

/** How a value of many processes becomes one of their group, container or subtree. */
export type Rollup = 'sum' | 'max' | 'min' | 'none';

/** How values of one entity follow one another in time. */
export type Course = 'level' | 'rate';

interface FieldOptions {
  /** Column header, in the words tops use. */
  readonly header: string;
  /** Column width in cells. */
  readonly width: number;
  /** Columns of the least weight are dropped first when the screen is narrow (default 50). */
  readonly weight?: number;
  /** Other names in filters, `--sort` and `--columns`. */
  readonly aliases?: readonly string[];
  readonly demand?: DemandGroup;
  /** OpenTelemetry semantic convention name. */
  readonly otel?: string;
}

interface NumberOptions extends FieldOptions {
  /** The smallest difference worth keeping, in the field's unit (default 1): history and JSON hold values to this. */
  readonly precision?: number;
  /** Whether it moves by differences (`level`) or is mostly zero and jumps (`rate`); by default what its unit suggests. History is smaller for it. */
  readonly course?: Course;
  readonly rollup?: Rollup;
  /** Prometheus name (base unit, `_total` for counters). */
  readonly prometheus?: string;
  /** What it cannot exceed: 100 for a part in percent. */
  readonly most?: number;
  /** For codes: the label of value i is choices[i]. */
  readonly choices?: readonly string[];
}

interface TextOptions extends FieldOptions {
  /** A comma-separated list of numbers: `=` in a filter asks for membership; JSON shows an array. */
  readonly list?: boolean;
  /** Takes the width that is left over. */
  readonly grow?: boolean;
  /** May differ from tick to tick: a value of the entity, not a part of who it is. */
  readonly changing?: boolean;
}

export interface NumberField extends NumberOptions {
  readonly type: 'number';
  /** `property` is a fact such as a pid: no time series of its own. */
  readonly role: 'gauge' | 'counter' | 'property';
  readonly unit: Unit;
  readonly help: string;
}

export interface TextField extends TextOptions {
  readonly type: 'text';
  readonly help: string;
}

export type Field = NumberField | TextField;
export type Fields = Readonly<Record<string, Field>>;

export const gauge = (unit: Unit, help: string, options: NumberOptions): NumberField =>
  ({ type: 'number', role: 'gauge', unit, help, ...options });
export const counter = (unit: Unit, help: string, options: NumberOptions): NumberField =>
  ({ type: 'number', role: 'counter', unit, help, ...options });
export const property = (unit: Unit, help: string, options: NumberOptions): NumberField =>
  ({ type: 'number', role: 'property', unit, help, ...options });
export const text = (help: string, options: TextOptions): TextField => ({ type: 'text', help, ...options });

/** Numbers stand right, text left, as in every top. */
export const alignOf = (field: Field): Align => (field.type === 'number' && field.choices === undefined ? 'right' : 'left');

export type NumberName<F extends Fields> = { [N in keyof F]: NumberField extends F[N] ? N : never }[keyof F] & string;
export type TextName<F extends Fields> = { [N in keyof F]: TextField extends F[N] ? N : never }[keyof F] & string;
