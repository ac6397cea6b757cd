import type { Course } from '../../../src/model/fields.ts';
import { ByteReader } from './bytes.ts';
import { Parts } from './container.ts';
import { CorruptError } from './corrupt-error.ts';
import { readPlanes } from './planes.ts';
import type { Run } from './window.ts';

/** More than any sealed window has; a number above it would only fill the memory. */
const MOST_ROWS = 4_000_000;
const MOST_COLUMNS = 4096;

interface ColumnFacts {
  readonly part: number;
  readonly offset: number;
  readonly firstDivisor: number;
  readonly firstPlanes: number;
  readonly divisor: number;
  readonly cells: number;
  readonly planes: number;
}

/** A column taken out of its part. */
interface Body {
  readonly firsts: Float64Array;
  /** A bit for each changed row. */
  readonly mask: Uint8Array;
  readonly residuals: Float64Array;
}

/** Values in whole steps (`fromSteps` makes figures of them) of all rows of one moment. */
export interface Moment {
  readonly ids: readonly number[];
  /** By column, in the order of `ids`. */
  readonly columns: readonly Float64Array[];
}

const bit = (mask: Uint8Array, index: number): number => ((mask[index >> 3] ?? 0) >> (index & 7)) & 1;

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => [...byte.toString(2)].filter((digit) => digit === '1').length);

/** How many bits are set from `from` until `until`. */
function ones(mask: Uint8Array, from: number, until: number): number {
  let sum = 0;
  let at = from;
  while (at < until && (at & 7) !== 0) {
    sum += bit(mask, at);
    at += 1;
  }
  for (; at + 8 <= until; at += 8) sum += ONES[mask[at >> 3] ?? 0] ?? 0;
  for (; at < until; at += 1) sum += bit(mask, at);
  return sum;
}

/** A sealed window, read. Columns are unpacked when first asked for. All methods throw `CorruptError` where bytes do not fit together. */
export class Chunk {
  readonly times: readonly number[];
  readonly runs: readonly Run[];
  readonly rows: number;
  readonly texts: readonly string[];
  readonly #parts: Parts;
  readonly #facts: readonly ColumnFacts[];
  readonly #bodies: (Body | undefined)[] = [];
  /** A bit for each row but the first of each run. */
  readonly #rowMask: Uint8Array;
  readonly #changed: number;

  constructor(bytes: Uint8Array) {
    this.#parts = new Parts(bytes);
    const head = new ByteReader(this.#parts.part(0));
    const ticks = head.count(MOST_ROWS);
    const runs = head.count(MOST_ROWS);
    this.rows = head.count(MOST_ROWS);
    this.#changed = head.count(this.rows);
    this.#facts = Array.from({ length: head.count(MOST_COLUMNS) }, () => ({
      part: head.unsigned(), offset: head.unsigned(), firstDivisor: head.unsigned(), firstPlanes: head.count(8), divisor: head.unsigned(), cells: head.count(this.#changed), planes: head.count(8),
    }));
    this.texts = Array.from({ length: head.count(head.left) }, () => head.text());
    if (ticks + 3 * runs > head.left) throw new CorruptError('it ends too soon');
    this.times = readTimes(head, ticks);
    this.runs = readRuns(head, ticks, runs);
    const sum = this.runs.reduce((total, { length }) => total + length, 0);
    if (sum !== this.rows) throw new CorruptError('its runs do not have the rows that it says');
    this.#rowMask = head.bytes(Math.ceil((this.rows - runs) / 8));
    if (this.#changed > this.rows - runs) throw new CorruptError('more of its rows change than it has');
    if (head.left !== 0) throw new CorruptError('it is longer than it says');
  }

  /** The last tick at or before that time; -1 when all are later. */
  tickAt(time: number): number {
    let [low, high] = [0, this.times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? Infinity) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** All rows of one tick. `courses` says for each column how its values follow one another. */
  moment(tick: number, courses: readonly Course[]): Moment {
    const alive: number[] = [];
    const ids: number[] = [];
    // For each run that is there: the changed rows from its first to this tick, and whether this tick's own is among them.
    const from = new Uint32Array(this.runs.length);
    const until = new Uint32Array(this.runs.length);
    const now = new Uint8Array(this.runs.length);
    let row = 0;
    let changed = 0;
    this.runs.forEach(({ id, start, length }, index) => {
      const there = tick >= start && tick < start + length;
      from[index] = changed;
      for (let at = start + 1; at < start + length; at += 1) {
        const set = bit(this.#rowMask, row);
        row += 1;
        changed += set;
        if (at === tick) {
          until[index] = changed;
          now[index] = set;
        }
      }
      if (tick === start) until[index] = from[index] ?? 0;
      if (!there) return;
      alive.push(index);
      ids.push(id);
    });
    if (changed !== this.#changed) throw new CorruptError('its changed rows are not as many as it says');
    return { ids, columns: courses.map((course, column) => this.#at(tick, column, course, alive, from, until, now)) };
  }

  #at(tick: number, column: number, course: Course, alive: readonly number[], from: Uint32Array, until: Uint32Array, now: Uint8Array): Float64Array {
    const { firsts, mask, residuals } = this.#body(column);
    const values = new Float64Array(alive.length);
    let row = 0;
    let cell = 0;
    const upTo = (end: number): number => {
      let sum = 0;
      while (row < end) {
        const byte = mask[row >> 3] ?? 0;
        if (byte === 0) {
          // Most rows have no cell: on to the next byte of the mask.
          row = Math.min(end, (row | 7) + 1);
          continue;
        }
        if (((byte >> (row & 7)) & 1) === 1) {
          sum += residuals[cell] ?? 0;
          cell += 1;
        }
        row += 1;
      }
      return sum;
    };
    alive.forEach((index, place) => {
      const first = firsts[index] ?? 0;
      if (residuals.length === 0) {
        values[place] = course === 'level' || this.runs[index]?.start === tick ? first : 0;
        return;
      }
      upTo(from[index] ?? 0);
      if (course === 'level') values[place] = first + upTo(until[index] ?? 0);
      else if (this.runs[index]?.start === tick) values[place] = first;
      else if (now[index] === 1) {
        upTo((until[index] ?? 0) - 1);
        values[place] = upTo(until[index] ?? 0);
      }
    });
    return values;
  }

  /** Every row of a column in whole steps, run by run; in `room` where that is large enough, which whoever walks all columns hands in again. */
  column(column: number, course: Course, room?: Float64Array): Float64Array {
    const { firsts, mask, residuals } = this.#body(column);
    const values = room !== undefined && room.length >= this.rows ? room.subarray(0, this.rows) : new Float64Array(this.rows);
    let [at, row, changed, cell] = [0, 0, 0, 0];
    const level = course === 'level';
    this.runs.forEach(({ length }, index) => {
      let value = firsts[index] ?? 0;
      values[at] = value;
      at += 1;
      for (let left = length - 1; left > 0; left -= 1) {
        let residual = 0;
        if (bit(this.#rowMask, row) === 1) {
          if (residuals.length > 0 && bit(mask, changed) === 1) {
            residual = residuals[cell] ?? 0;
            cell += 1;
          }
          changed += 1;
        }
        row += 1;
        value = level ? value + residual : residual;
        values[at] = value;
        at += 1;
      }
    });
    return values;
  }

  /** A column of some runs only, given one by one in whole steps: what lies between is counted over, a byte of a mask at a time. */
  columnOf(column: number, course: Course, wanted: (run: number) => boolean, take: (run: number, values: Float64Array) => void): void {
    const { firsts, mask, residuals } = this.#body(column);
    const level = course === 'level';
    let [row, changed, cell] = [0, 0, 0];
    this.runs.forEach(({ length }, index) => {
      const end = row + length - 1;
      if (!wanted(index)) {
        const more = ones(this.#rowMask, row, end);
        if (residuals.length > 0) cell += ones(mask, changed, changed + more);
        changed += more;
        row = end;
        return;
      }
      const values = new Float64Array(length);
      let value = firsts[index] ?? 0;
      values[0] = value;
      for (let at = 1; row < end; row += 1, at += 1) {
        let residual = 0;
        if (bit(this.#rowMask, row) === 1) {
          if (residuals.length > 0 && bit(mask, changed) === 1) {
            residual = residuals[cell] ?? 0;
            cell += 1;
          }
          changed += 1;
        }
        value = level ? value + residual : residual;
        values[at] = value;
      }
      take(index, values);
    });
  }

  /** Lets go of what was unpacked of the columns. */
  forget(): void {
    this.#bodies.length = 0;
  }

  #body(column: number): Body {
    const known = this.#bodies[column];
    if (known !== undefined) return known;
    const facts = this.#facts[column];
    if (facts === undefined) throw new CorruptError(`it has no column ${column}`);
    const part = this.#parts.part(facts.part);
    if (facts.offset > part.length) throw new CorruptError('a column begins after the end');
    const reader = new ByteReader(part.subarray(facts.offset));
    const runs = this.runs.length;
    const firsts = readPlanes(reader.bytes(facts.firstPlanes * runs), runs, facts.firstDivisor, facts.firstPlanes);
    const mask = facts.cells === 0 ? new Uint8Array(0) : reader.bytes(Math.ceil(this.#changed / 8));
    const residuals = readPlanes(reader.bytes(facts.planes * facts.cells), facts.cells, facts.divisor, facts.planes);
    const body = { firsts, mask, residuals };
    this.#bodies[column] = body;
    return body;
  }
}

function readTimes(head: ByteReader, ticks: number): number[] {
  const times: number[] = [];
  let [last, step] = [0, 0];
  for (let tick = 0; tick < ticks; tick += 1) {
    const time = last + step + head.signed();
    if (tick > 0 && time <= last) throw new CorruptError('its times do not rise');
    step = last === 0 ? 0 : time - last;
    last = time;
    times.push(time);
  }
  return times;
}

function readRuns(head: ByteReader, ticks: number, count: number): Run[] {
  let id = 0;
  const ids = Array.from({ length: count }, () => {
    id += head.signed();
    return id;
  });
  const starts = ids.map(() => head.unsigned());
  return ids.map((each, index) => {
    const start = starts[index] ?? 0;
    const length = ticks - start - head.unsigned();
    if (length < 1) throw new CorruptError('a run ends before it begins');
    return { id: each, start, length };
  });
}
