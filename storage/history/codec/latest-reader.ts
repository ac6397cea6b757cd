import type { Course } from '../../../src/model/fields.ts';
import type { Moment } from './chunk.ts';
import { CorruptError } from './corrupt-error.ts';
import { type HeadVisitor, readHead } from './head-reader.ts';

interface Row {
  readonly id: number;
  readonly steps: Float64Array;
}

/** Follows the heads of one window as they come: what holds at the last of them, at the cost of what it changed. */
export class LatestReader implements HeadVisitor {
  readonly #courses: readonly Course[];
  readonly #rates: readonly number[];
  /** By slot; those that ended are gone. */
  readonly #rows: (Row | undefined)[] = [];
  readonly texts: string[] = [];

  constructor(courses: readonly Course[]) {
    this.#courses = courses;
    this.#rates = courses.flatMap((course, column) => (course === 'rate' ? [column] : []));
  }

  /** Throws `CorruptError`, after which nothing more can be read of this window. */
  read(head: Uint8Array): void {
    // Who is not told of changed nothing: levels stay, rates are 0.
    for (const column of this.#rates) for (const row of this.#rows) row?.steps.fill(0, column, column + 1);
    readHead(head, this.#courses.length, this.#rows.length, this);
  }

  moment(): Moment {
    const rows = this.#rows.filter((row) => row !== undefined);
    return { ids: rows.map(({ id }) => id), columns: this.#courses.map((_, column) => Float64Array.from(rows, ({ steps }) => steps[column] ?? 0)) };
  }

  text(text: string): void {
    this.texts.push(text);
  }

  ended(slot: number): void {
    this.#rowAt(slot);
    this.#rows[slot] = undefined;
  }

  started(id: number, firsts: Float64Array): void {
    this.#rows.push({ id, steps: firsts.slice() });
  }

  changed(slot: number, residuals: Float64Array): void {
    const { steps } = this.#rowAt(slot);
    this.#courses.forEach((course, column) => {
      const residual = residuals[column] ?? 0;
      steps[column] = course === 'level' ? (steps[column] ?? 0) + residual : residual;
    });
  }

  #rowAt(slot: number): Row {
    const row = this.#rows[slot];
    if (row === undefined) throw new CorruptError('a head tells of what is not there');
    return row;
  }
}
