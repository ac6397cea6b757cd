import { CorruptError } from './corrupt-error.ts';
import { type HeadVisitor, readHead } from './head-reader.ts';

/** One entity in consecutive ticks. */
export interface Run {
  readonly id: number;
  /** First tick, and number of ticks. */
  readonly start: number;
  readonly length: number;
}

/** What one column holds beyond the first value of each run: only where it is not 0. */
export interface Cells {
  /** Which of the changed rows, rising. */
  readonly rows: Uint32Array;
  readonly residuals: Float64Array;
}

/** The ticks of one window, taken apart as a chunk keeps them: runs by entity and time, then what changed. */
export interface Window {
  /** Milliseconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly runs: readonly Run[];
  /** By column: the first value of each run. */
  readonly firsts: readonly Float64Array[];
  /** Rows where anything changed: their places among all rows but the first of each run, rising. */
  readonly changed: Uint32Array;
  readonly cells: readonly Cells[];
  readonly texts: readonly string[];
}

/** Numbers in the order in which they come. */
class Growing {
  #values = new Float64Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** Takes back what was pushed last, for as long as it is at least `least`. */
  dropFrom(least: number): number {
    const before = this.length;
    while (this.length > 0 && this.at(this.length - 1) >= least) this.length -= 1;
    return before - this.length;
  }
}

interface OpenRun {
  readonly id: number;
  readonly start: number;
  readonly firsts: Float64Array;
  length: number;
  ended: boolean;
}

/** Puts heads together again, in the order in which they were written. A head that cannot be read leaves no trace. */
export class WindowReader implements HeadVisitor {
  readonly #width: number;
  readonly #times: number[] = [];
  readonly #runs: OpenRun[] = [];
  #alive: OpenRun[] = [];
  readonly #texts: string[] = [];
  /** Of each changed row: its slot and tick; of each cell: its changed row and residual, by column. */
  readonly #changedSlots = new Growing();
  readonly #changedTicks = new Growing();
  readonly #cells: readonly { rows: Growing; residuals: Growing }[];

  constructor(width: number) {
    this.#width = width;
    this.#cells = Array.from({ length: width }, () => ({ rows: new Growing(), residuals: new Growing() }));
  }

  /** Throws `CorruptError`. */
  read(time: number, head: Uint8Array): void {
    const last = this.#times.at(-1);
    if (last !== undefined && time <= last) throw new CorruptError('ticks are not in order');
    const before = { runs: this.#runs.length, texts: this.#texts.length };
    this.#times.push(time);
    try {
      readHead(head, this.#width, before.runs, this);
    } catch (error) {
      this.#undo(before.runs, before.texts);
      throw error;
    }
    let left = 0;
    for (const run of this.#alive) {
      if (run.ended) continue;
      run.length += 1;
      this.#alive[left] = run;
      left += 1;
    }
    this.#alive.length = left;
  }

  text(text: string): void {
    this.#texts.push(text);
  }

  ended(slot: number): void {
    const run = this.#runs[slot];
    if (run === undefined || run.ended) throw new CorruptError('a head ends what is not there');
    run.ended = true;
  }

  started(id: number, firsts: Float64Array): void {
    const run = { id, start: this.#times.length - 1, firsts: firsts.slice(), length: 0, ended: false };
    this.#runs.push(run);
    this.#alive.push(run);
  }

  changed(slot: number, residuals: Float64Array): void {
    if (this.#runs[slot]?.ended !== false) throw new CorruptError('a head changes what is not there');
    const row = this.#changedSlots.length;
    this.#changedSlots.push(slot);
    this.#changedTicks.push(this.#times.length - 1);
    for (let column = 0; column < this.#width; column += 1) {
      const residual = residuals[column] ?? 0;
      if (residual === 0) continue;
      this.#cells[column]?.rows.push(row);
      this.#cells[column]?.residuals.push(residual);
    }
  }

  /** Takes back the tick that was read last, which had so many runs and texts before it. */
  #undo(runs: number, texts: number): void {
    this.#times.pop();
    this.#runs.length = runs;
    this.#texts.length = texts;
    this.#alive = this.#alive.filter(({ length }) => length > 0);
    for (const run of this.#alive) run.ended = false;
    this.#changedSlots.length -= this.#changedTicks.dropFrom(this.#times.length);
    for (const cells of this.#cells) cells.residuals.length -= cells.rows.dropFrom(this.#changedSlots.length);
  }

  /** All that was read so far. */
  window(): Window {
    const slots = this.#runs.map((_, slot) => slot);
    slots.sort((left, right) => {
      const [one, other] = [this.#runs[left], this.#runs[right]];
      return one === undefined || other === undefined ? 0 : one.id - other.id || one.start - other.start;
    });
    const runs = slots.flatMap((slot) => this.#runs[slot] ?? []);
    // Where the rows of each slot begin among all rows but the first of each run.
    const bases = new Float64Array(this.#runs.length);
    let rows = 0;
    for (const slot of slots) {
      bases[slot] = rows;
      rows += (this.#runs[slot]?.length ?? 1) - 1;
    }
    const count = this.#changedSlots.length;
    const places = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const slot = this.#changedSlots.at(row);
      places[row] = (bases[slot] ?? 0) + this.#changedTicks.at(row) - (this.#runs[slot]?.start ?? 0) - 1;
    }
    // Each place is there once: marking them and walking once over all is quicker than sorting.
    const marks = new Uint32Array(rows);
    for (let row = 0; row < count; row += 1) marks[places[row] ?? 0] = row + 1;
    const rank = new Uint32Array(count);
    const changed = new Uint32Array(count);
    let at = 0;
    for (let place = 0; place < rows; place += 1) {
      const mark = marks[place] ?? 0;
      if (mark === 0) continue;
      rank[mark - 1] = at;
      changed[at] = place;
      at += 1;
    }
    return {
      times: [...this.#times],
      runs: runs.map(({ id, start, length }) => ({ id, start, length })),
      firsts: this.#cells.map((_, column) => firstsOf(runs, column)),
      changed,
      cells: this.#cells.map((cells) => inOrder(cells, rank)),
      texts: [...this.#texts],
    };
  }
}

function firstsOf(runs: readonly OpenRun[], column: number): Float64Array {
  const values = new Float64Array(runs.length);
  for (let run = 0; run < values.length; run += 1) values[run] = runs[run]?.firsts[column] ?? 0;
  return values;
}

function inOrder(cells: { readonly rows: Growing; readonly residuals: Growing }, rank: Uint32Array): Cells {
  const { length } = cells.rows;
  if (length === 0) return { rows: new Uint32Array(0), residuals: new Float64Array(0) };
  const dense = new Float64Array(rank.length);
  for (let cell = 0; cell < length; cell += 1) dense[rank[cells.rows.at(cell)] ?? 0] = cells.residuals.at(cell);
  const rows = new Uint32Array(length);
  const residuals = new Float64Array(length);
  let at = 0;
  for (let row = 0; row < dense.length; row += 1) {
    const residual = dense[row] ?? 0;
    if (residual === 0) continue;
    rows[at] = row;
    residuals[at] = residual;
    at += 1;
  }
  return { rows, residuals };
}
