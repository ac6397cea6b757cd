import { type Theme, THEMES } from '../src/config/names.ts';
import { CATALOG } from '../src/model/catalog.ts';
import { findField, type Kind } from '../src/model/kind.ts';

/** Raised when a file of the old shape could be misunderstood; the old file is then moved aside. */
export const PREFERENCES_VERSION = 1;

/** What the user changed by keys and expects to find again; what is left out was never changed. */
export interface Preferences {
  readonly version: typeof PREFERENCES_VERSION;
  readonly theme?: Theme;
  /** Columns by kind, left to right. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Sort order by kind. */
  readonly sort?: Readonly<Record<string, { readonly field: string; readonly descending: boolean }>>;
  readonly tree?: boolean;
  /** Filters typed lately, the newest first. */
  readonly filters?: readonly string[];
}

export const NO_PREFERENCES: Preferences = { version: PREFERENCES_VERSION };

type Block = Readonly<Record<string, unknown>>;
const isBlock = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value);
const MOST_FILTERS = 100;
const LONGEST_FILTER = 1000;
const KINDS: ReadonlyMap<string, Kind> = new Map(CATALOG.map((kind) => [kind.name, kind]));

/** Kinds and fields come and go with releases: those that are no more are dropped. Undefined when a value is of the wrong type. */
function byKind<T>(value: unknown, read: (kind: Kind, value: unknown) => T | 'dropped' | undefined): Record<string, T> | undefined {
  if (!isBlock(value)) return undefined;
  const kept: [string, T][] = [];
  for (const [name, own] of Object.entries(value)) {
    const kind = KINDS.get(name);
    if (kind === undefined) continue;
    const known = read(kind, own);
    if (known === undefined) return undefined;
    if (known !== 'dropped') kept.push([name, known]);
  }
  return Object.fromEntries(kept);
}

function readColumns(kind: Kind, value: unknown): string[] | 'dropped' | undefined {
  if (!Array.isArray(value)) return undefined;
  const names: string[] = [];
  for (const name of value) {
    if (typeof name !== 'string') return undefined;
    const found = findField(kind, name);
    if (found !== undefined && !names.includes(found.name)) names.push(found.name);
  }
  return names.length === 0 ? 'dropped' : names;
}

function readSort(kind: Kind, value: unknown): { field: string; descending: boolean } | 'dropped' | undefined {
  if (!isBlock(value) || typeof value['field'] !== 'string' || typeof value['descending'] !== 'boolean') return undefined;
  const found = findField(kind, value['field']);
  return found === undefined ? 'dropped' : { field: found.name, descending: value['descending'] };
}

const isFilters = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MOST_FILTERS && value.every((text) => typeof text === 'string' && text.length <= LONGEST_FILTER);

/** Preferences from anywhere; undefined when they are not valid or of another version. Unknown keys are dropped. */
export function checkPreferences(value: unknown): Preferences | undefined {
  if (!isBlock(value) || value['version'] !== PREFERENCES_VERSION) return undefined;
  const given = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  const theme = THEMES.find((name) => name === given('theme'));
  const columns = given('columns') === undefined ? {} : byKind(given('columns'), readColumns);
  const sort = given('sort') === undefined ? {} : byKind(given('sort'), readSort);
  const tree = given('tree');
  const filters = given('filters');
  if (columns === undefined || sort === undefined) return undefined;
  if (given('theme') !== undefined && theme === undefined) return undefined;
  if (tree !== undefined && typeof tree !== 'boolean') return undefined;
  if (filters !== undefined && !isFilters(filters)) return undefined;
  return {
    version: PREFERENCES_VERSION,
    ...(theme === undefined ? {} : { theme }),
    ...(given('columns') === undefined ? {} : { columns }),
    ...(given('sort') === undefined ? {} : { sort }),
    ...(tree === undefined ? {} : { tree }),
    ...(filters === undefined ? {} : { filters }),
  };
}

/** The preferences in a file's text; undefined when it is damaged or of another version. */
export function readPreferences(text: string): Preferences | undefined {
  try {
    return checkPreferences(JSON.parse(text));
  } catch {
    return undefined;
  }
}
