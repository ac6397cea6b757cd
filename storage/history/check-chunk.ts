import type { Chunk } from './codec/chunk.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import type { Layout } from './codec/layout.ts';
import { coursesOf } from './frame-reader.ts';
import { readTextIds } from './identities.ts';
import { blobOf, type Database } from './sqlite.ts';

/** Looks up who is referred to, each once. */
export class References {
  readonly #database: Database;
  readonly #identities = new Map<number, boolean>();
  readonly #texts = new Map<number, boolean>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether that identity is there, with all its texts. */
  isKnown(id: number, layout: Layout): boolean {
    let known = this.#identities.get(id);
    if (known === undefined) {
      known = this.#look(id, layout);
      this.#identities.set(id, known);
    }
    return known;
  }

  #look(id: number, layout: Layout): boolean {
    const row = this.#database.get('SELECT numbers, texts FROM identity WHERE id = ?', id);
    if (row === undefined || blobOf(row, 'numbers').length !== layout.keyNumbers.length * 8) return false;
    try {
      return readTextIds(blobOf(row, 'texts'), layout.texts.length).every((text) => text === 0 || this.#hasText(text));
    } catch (error) {
      if (error instanceof CorruptError) return false;
      throw error;
    }
  }

  #hasText(id: number): boolean {
    let known = this.#texts.get(id);
    if (known === undefined) {
      known = this.#database.get('SELECT 1 AS there FROM text WHERE id = ?', id) !== undefined;
      this.#texts.set(id, known);
    }
    return known;
  }
}

/** Reads all of a chunk. Throws a `CorruptError` where it does not fit together. */
export function readInFull(chunk: Chunk, layout: Layout): void {
  const courses = coursesOf(layout);
  courses.forEach((course, column) => {
    const values = chunk.column(column, course);
    if (column < layout.columns.length) return;
    for (const number of values) if (!(number >= 0 && number <= chunk.texts.length)) throw new CorruptError('it refers to a text that it has not');
  });
  // A moment goes by another way than whole columns, and must find as much.
  if (chunk.times.length > 0) chunk.moment(chunk.times.length - 1, courses);
}
