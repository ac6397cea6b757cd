import type { Frame, Texts } from '../../src/model/frame.ts';
import { ByteReader, ByteWriter } from './codec/bytes.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import type { Layout } from './codec/layout.ts';
import { type Database, numberOf } from './sqlite.ts';

/** Texts that were interned lately; more than this are looked up again. */
const MOST_TEXTS = 20_000;
/** Ticks after which who is no longer there is forgotten; met again, it gets another number. */
const GENERATION_TICKS = 120;

interface Known {
  readonly id: number;
  readonly numbers: readonly number[];
  /** The tick at which it was there last. */
  seen: number;
}

/** Numbers the texts of a store. */
export class TextIds {
  readonly #database: Database;
  readonly #known = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  idOf(text: string): number {
    let id = this.#known.get(text);
    if (id !== undefined) return id;
    const row = this.#database.get('SELECT id FROM text WHERE value = ?', text);
    id = row === undefined ? this.#database.run('INSERT INTO text(value) VALUES (?)', text).id : numberOf(row, 'id');
    if (this.#known.size >= MOST_TEXTS) this.#known.clear();
    this.#known.set(text, id);
    return id;
  }

  /** After a transaction that failed. */
  forget(): void {
    this.#known.clear();
  }
}

/** Numbers who the rows of one kind are: key numbers and unchanging texts. A process that runs another program is another identity. */
export class Identities {
  readonly #database: Database;
  readonly #layoutId: number;
  readonly #layout: Layout;
  readonly #texts: TextIds;
  /** Samplers keep the texts of a row as one array for as long as nothing changes: found without comparing them. */
  #byTexts = new WeakMap<Texts, Known>();
  readonly #byContent = new Map<string, Known>();
  #ticks = 0;

  constructor(database: Database, layoutId: number, layout: Layout, texts: TextIds) {
    this.#database = database;
    this.#layoutId = layoutId;
    this.#layout = layout;
    this.#texts = texts;
  }

  /** The identity of each row; those not met before are written. `until`: how long they are needed, ms since the epoch. */
  idsOf(frame: Frame, until: number): number[] {
    this.#ticks += 1;
    if (this.#ticks % GENERATION_TICKS === 0) this.#forgetGone();
    const keys = this.#layout.keyNumbers.map((name) => frame.column(name));
    const ids: number[] = [];
    for (let row = 0; row < frame.count; row += 1) {
      const texts = frame.textsOf(row);
      const known = this.#byTexts.get(texts);
      if (known !== undefined && keys.every((column, index) => column[row] === known.numbers[index])) {
        known.seen = this.#ticks;
        ids.push(known.id);
        continue;
      }
      const numbers = keys.map((column) => column[row] ?? Number.NaN);
      const found = this.#find(frame, row, numbers, until);
      this.#byTexts.set(texts, found);
      ids.push(found.id);
    }
    return ids;
  }

  forget(): void {
    this.#byTexts = new WeakMap();
    this.#byContent.clear();
  }

  #forgetGone(): void {
    for (const [key, { seen }] of this.#byContent) if (seen <= this.#ticks - GENERATION_TICKS) this.#byContent.delete(key);
  }

  #find(frame: Frame, row: number, numbers: readonly number[], until: number): Known {
    const texts = this.#layout.texts.map((name) => frame.text(name, row));
    const key = `${numbers.join(' ')}\n${texts.join('\n')}`;
    let known = this.#byContent.get(key);
    if (known === undefined) {
      known = { id: this.#insert(numbers, texts, until), numbers, seen: 0 };
      this.#byContent.set(key, known);
    }
    known.seen = this.#ticks;
    return known;
  }

  #insert(numbers: readonly number[], texts: readonly string[], until: number): number {
    const textIds = new ByteWriter(texts.length * 4);
    for (const text of texts) textIds.unsigned(text === '' ? 0 : this.#texts.idOf(text));
    return this.#database.run('INSERT INTO identity(layout, numbers, texts, until) VALUES (?, ?, ?, ?)', this.#layoutId, Buffer.from(Float64Array.from(numbers).buffer), textIds.view(), until).id;
  }
}

/** Text numbers of a stored identity. Throws `CorruptError`. */
export function readTextIds(blob: Uint8Array, count: number): number[] {
  const reader = new ByteReader(blob);
  return Array.from({ length: count }, () => reader.unsigned());
}

/** Key numbers of a stored identity. Throws `CorruptError`. */
export function readNumbers(blob: Uint8Array): number[] {
  if (blob.length % Float64Array.BYTES_PER_ELEMENT !== 0) throw new CorruptError('an identity has a part of a number');
  return [...new Float64Array(blob.slice().buffer)];
}
