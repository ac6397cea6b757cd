import { z } from 'zod';
import { THEMES } from '../src/config/schema.ts';
import { CATALOG } from '../src/model/catalog.ts';
import { findField, type Kind } from '../src/model/kind.ts';

/** Raised when a file of the old shape could be misunderstood; the old file is then moved aside. */
export const PREFERENCES_VERSION = 1;

const KINDS: ReadonlyMap<string, Kind> = new Map(CATALOG.map((kind) => [kind.name, kind]));
const MOST_COLLAPSED = 1000;
const LONGEST_NAME = 200;
const LONGEST_FILTER = 1000;

/** Kinds and fields come and go with releases: those that are no more are dropped, the rest is kept. */
function known<T>(record: Readonly<Record<string, T>>, keep: (kind: Kind, value: T) => T | undefined): Record<string, T> {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]) => {
    const kind = KINDS.get(name);
    const kept = kind === undefined ? undefined : keep(kind, value);
    return kept === undefined ? [] : [[name, kept]];
  }));
}

const fieldsOf = (kind: Kind, names: readonly string[]): string[] =>
  [...new Set(names.flatMap((name) => findField(kind, name)?.name ?? []))];

const sort = z.object({ field: z.string(), descending: z.boolean() });

/** What the user changed by keys and expects to find again; what is left out was never changed. */
const PREFERENCES = z.object({
  version: z.literal(PREFERENCES_VERSION),
  theme: z.enum(THEMES).exactOptional(),
  /** Columns by kind, left to right. */
  columns: z.record(z.string(), z.array(z.string())).transform((columns) =>
    known(columns, (kind, names) => {
      const fields = fieldsOf(kind, names);
      return fields.length === 0 ? undefined : fields;
    })).exactOptional(),
  /** Sort order by kind. */
  sort: z.record(z.string(), sort).transform((sorts) =>
    known(sorts, (kind, { field, descending }) => {
      const found = findField(kind, field);
      return found === undefined ? undefined : { field: found.name, descending };
    })).exactOptional(),
  tree: z.boolean().exactOptional(),
  /** Names of the panes and groups that are collapsed. */
  collapsed: z.array(z.string().max(LONGEST_NAME)).max(MOST_COLLAPSED).exactOptional(),
  /** Filter text that was typed last; not yet parsed. */
  userFilter: z.string().max(LONGEST_FILTER).exactOptional(),
});

export type Preferences = z.output<typeof PREFERENCES>;
export const NO_PREFERENCES: Preferences = { version: PREFERENCES_VERSION };

/** Preferences from anywhere; undefined when they are not valid or of another version. Unknown keys are dropped. */
export const checkPreferences = (value: unknown): Preferences | undefined => PREFERENCES.safeParse(value).data;

/** The preferences in a file's text; undefined when it is damaged or of another version. */
export function readPreferences(text: string): Preferences | undefined {
  try {
    return checkPreferences(JSON.parse(text));
  } catch {
    return undefined;
  }
}
