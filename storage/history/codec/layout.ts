import type { Course } from '../../../src/model/fields.ts';
import { isNumber, type Kind } from '../../../src/model/kind.ts';
import type { Unit } from '../../../src/model/units.ts';

export interface StoredColumn {
  readonly name: string;
  /** The smallest difference that is kept. */
  readonly precision: number;
  /** `level`: the difference to the tick before is kept; `rate`: the value itself. */
  readonly course: Course;
}

/** What is stored of a kind: follows from its declaration, and stands in the store, so that what an older version wrote can be read. */
export interface Layout {
  readonly kind: string;
  readonly columns: readonly StoredColumn[];
  /** Texts that change often (ports): kept by tick as a number of the chunk's own dictionary. */
  readonly changingTexts: readonly string[];
  /** Key numbers and texts that name an entity: kept once, in its identity. */
  readonly keyNumbers: readonly string[];
  readonly texts: readonly string[];
}

const RATES: ReadonlySet<Unit> = new Set(['percent', 'perSecond', 'bytesPerSecond']);

export function layoutOf(kind: Kind): Layout {
  const columns = kind.numbers.flatMap((name): StoredColumn[] => {
    const field = kind.fields[name];
    if (field === undefined || !isNumber(field) || kind.key.includes(name)) return [];
    return [{ name, precision: field.precision ?? 1, course: field.course ?? (RATES.has(field.unit) ? 'rate' : 'level') }];
  });
  const changing = (name: string): boolean => {
    const field = kind.fields[name];
    return field?.type === 'text' && field.changing === true;
  };
  return {
    kind: kind.name,
    columns,
    changingTexts: kind.texts.filter(changing),
    keyNumbers: kind.numbers.filter((name) => kind.key.includes(name)),
    texts: kind.texts.filter((name) => !changing(name)),
  };
}
