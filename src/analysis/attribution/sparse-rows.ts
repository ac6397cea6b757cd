/** A matrix by rows (compressed sparse rows): row r has the entries `first[r]` ... `first[r + 1] - 1`, no column twice. */
export interface SparseRows {
  readonly first: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Collects entries in any order; those of one place add up. */
export class SparseBuilder {
  #row = new Int32Array(1024);
  #column = new Int32Array(1024);
  #value = new Float64Array(1024);
  #size = 0;

  add(row: number, column: number, value: number): void {
    if (this.#size === this.#row.length) this.#grow();
    this.#row[this.#size] = row;
    this.#column[this.#size] = column;
    this.#value[this.#size] = value;
    this.#size += 1;
  }

  #grow(): void {
    const length = 2 * this.#size;
    const [row, column, value] = [new Int32Array(length), new Int32Array(length), new Float64Array(length)];
    row.set(this.#row);
    column.set(this.#column);
    value.set(this.#value);
    [this.#row, this.#column, this.#value] = [row, column, value];
  }

  finish(rows: number, columns: number): SparseRows {
    const size = this.#size;
    const start = new Int32Array(rows + 1);
    for (let index = 0; index < size; index += 1) {
      const row = (this.#row[index] ?? 0) + 1;
      start[row] = (start[row] ?? 0) + 1;
    }
    for (let row = 0; row < rows; row += 1) start[row + 1] = (start[row + 1] ?? 0) + (start[row] ?? 0);
    const order = new Int32Array(size);
    const next = start.slice();
    for (let index = 0; index < size; index += 1) {
      const row = this.#row[index] ?? 0;
      const place = next[row] ?? 0;
      order[place] = index;
      next[row] = place + 1;
    }
    const first = new Int32Array(rows + 1);
    const column = new Int32Array(size);
    const value = new Float64Array(size);
    // Where a column stands in the row at hand; an older row's place is below its first.
    const seen = new Int32Array(columns).fill(-1);
    let used = 0;
    for (let row = 0; row < rows; row += 1) {
      const from = used;
      for (let place = start[row] ?? 0; place < (start[row + 1] ?? 0); place += 1) {
        const index = order[place] ?? 0;
        const of = this.#column[index] ?? 0;
        const known = seen[of] ?? -1;
        if (known >= from) value[known] = (value[known] ?? 0) + (this.#value[index] ?? 0);
        else {
          seen[of] = used;
          column[used] = of;
          value[used] = this.#value[index] ?? 0;
          used += 1;
        }
      }
      first[row + 1] = used;
    }
    return { first, column: column.subarray(0, used), value: value.subarray(0, used) };
  }
}
