import { Frame, type Texts } from '../../../model/frame.ts';
import { process as processKind } from '../../../model/kinds/process.ts';

type NumberField = (typeof processKind.numbers)[number];

/** Columns of the process table while a tick fills them. They are kept between ticks; a frame takes a packed copy. */
export class Cells {
  readonly #columns = new Map<string, Float64Array>();
  #capacity = 0;
  #ordered: readonly Float64Array[] = [];
  /** Rises when what the columns held is lost. */
  generation = 0;

  /** Makes room for `rows`. Columns asked for before are void after. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#capacity = Math.ceil(rows * 1.25) + 64;
    for (const name of processKind.numbers) this.#columns.set(name, new Float64Array(this.#capacity));
    this.#ordered = [...this.#columns.values()];
    this.generation += 1;
  }

  column(name: NumberField): Float64Array {
    return this.#columns.get(name) ?? new Float64Array(0);
  }

  /** Copies a row. */
  move(from: number, to: number): void {
    for (const column of this.#ordered) column[to] = column[from] ?? Number.NaN;
  }

  frame(texts: readonly Texts[]): Frame {
    const rows = texts.length;
    const packed = new Float64Array(processKind.numbers.length * rows);
    processKind.numbers.forEach((name, index) => packed.set(this.column(name).subarray(0, rows), index * rows));
    return new Frame(processKind, rows, packed, texts);
  }
}
