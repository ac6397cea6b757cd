import type { SafeText } from '../../src/model/safe-text.ts';
import { EMPTY_TEXT, safeText } from '../../src/model/safe-text.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import { readNumbers, readTextIds } from './identities.ts';
import type { Layout } from './codec/layout.ts';
import { blobOf, type Database, type Row, textOf } from './sqlite.ts';

/** More are read again when they are needed. */
const MOST_IDENTITIES = 50_000;
const MOST_TEXTS = 100_000;

/** Who a stored row is. */
export interface Identity {
  /** In the order of the layout's `keyNumbers` and `texts`. */
  readonly numbers: readonly number[];
  readonly texts: readonly SafeText[];
}

const UNKNOWN: Identity = { numbers: [], texts: [] };

/** Identities by number, kept while there are not too many. One that is gone, or damaged, reads as one without a name. */
export class IdentityReader {
  readonly #database: Database;
  readonly #known = new Map<number, Identity>();
  readonly #texts = new Map<number, SafeText>();

  constructor(database: Database) {
    this.#database = database;
  }

  identity(id: number, layout: Layout): Identity {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_IDENTITIES) this.#known.clear();
    const row = this.#database.get('SELECT numbers, texts FROM identity WHERE id = ?', id);
    const identity = row === undefined ? UNKNOWN : this.#read(row, layout);
    this.#known.set(id, identity);
    return identity;
  }

  #read(row: Row, layout: Layout): Identity {
    try {
      return {
        numbers: readNumbers(blobOf(row, 'numbers')),
        texts: readTextIds(blobOf(row, 'texts'), layout.texts.length).map((text) => this.#text(text)),
      };
    } catch (error) {
      if (error instanceof CorruptError) return UNKNOWN;
      throw error;
    }
  }

  #text(id: number): SafeText {
    if (id === 0) return EMPTY_TEXT;
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    // Cleaned once more: the file may have been written by another hand.
    const text = safeText(textOf(this.#database.get('SELECT value FROM text WHERE id = ?', id), 'value'));
    this.#texts.set(id, text);
    return text;
  }
}
