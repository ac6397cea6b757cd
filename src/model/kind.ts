import type { Field, Fields, NumberField, NumberName, TextField, TextName } from './fields.ts';
import type { Unit } from './units.ts';

/** Where Enter and the tabs of a drill-down lead. */
export interface Link {
  /** Name of the kind that is shown. */
  readonly kind: string;
  readonly title: string;
  /**
   * `rows`: rows of the snapshot whose field `match` equals this row's field `from`;
   * `inspect`: read on demand for this one entity.
   */
  readonly by: { readonly rows: string; readonly from: string } | 'inspect';
}

/**
 * One kind of entity (process, host, endpoint, match ...), declared once; all else follows from the declaration.
 * `N` and `T` are the names of its number and text fields, so that a frame knows them at compile time.
 */
export interface Kind<N extends string = string, T extends string = string> {
  /** Singular, as in OpenTelemetry and in the rule language. */
  readonly name: string;
  /** Key of the array in JSON, and the title of the table in lower case. */
  readonly plural: string;
  readonly help: string;
  readonly fields: Fields;
  /** Fields that name an entity for as long as it lives. */
  readonly key: readonly (N | T)[];
  readonly columns: readonly (N | T)[];
  readonly sort: { readonly field: N | T; readonly descending: boolean };
  /** Rows that are equal in the order asked for stand by this number, greatest first. */
  readonly ties?: N | undefined;
  /** Texts that are labels of its series, in alerts and exports; by default the short ones that do not change. */
  readonly labels?: readonly T[] | undefined;
  readonly links: readonly Link[];
  /** Names of the number fields in declared order: the order of columns in a frame. */
  readonly numbers: readonly N[];
  readonly texts: readonly T[];
}

/** What `defineKind` gives: a kind whose fields may be named in code, to be shared with other kinds. */
export type DeclaredKind<F extends Fields> = Kind<NumberName<F>, TextName<F>> & { readonly fields: F };

interface KindDeclaration<F extends Fields> {
  readonly plural: string;
  readonly help: string;
  readonly fields: F;
  readonly key: readonly (NumberName<F> | TextName<F>)[];
  readonly columns: readonly (NumberName<F> | TextName<F>)[];
  readonly sort?: { readonly field: NumberName<F> | TextName<F>; readonly descending: boolean };
  readonly ties?: NumberName<F>;
  readonly labels?: readonly TextName<F>[];
  readonly links?: readonly Link[];
}

/** Declares a kind. Throws at start-up when a declaration has no key, since nothing could be told apart. */
export function defineKind<const F extends Fields>(name: string, declaration: KindDeclaration<F>): DeclaredKind<F> {
  const first = declaration.key[0];
  if (first === undefined) throw new Error(`kind ${name}: declare at least one key field`);
  const { fields } = declaration;
  const names = Object.keys(fields);
  return {
    sort: { field: first, descending: false },
    links: [],
    ...declaration,
    name,
    numbers: names.filter((field): field is NumberName<F> => fields[field]?.type === 'number'),
    texts: names.filter((field): field is TextName<F> => fields[field]?.type === 'text'),
  };
}

/** The field of a kind by name or alias (case does not matter), with its proper name. */
export function findField(kind: Kind, wanted: string): { name: string; field: Field } | undefined {
  const low = wanted.toLowerCase();
  for (const [name, field] of Object.entries(kind.fields)) {
    if (name.toLowerCase() === low || field.aliases?.includes(low) === true) return { name, field };
  }
  return undefined;
}

export const isNumber = (field: Field): field is NumberField => field.type === 'number';
export const isText = (field: Field): field is TextField => field.type === 'text';

/** Unit of a number field of that kind; plain numbers where there is none of that name. */
export function unitOf({ fields }: Kind, name: string): Unit {
  const field = fields[name];
  return field !== undefined && isNumber(field) ? field.unit : 'count';
}
