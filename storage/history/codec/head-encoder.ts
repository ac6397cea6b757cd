import { crc32 } from 'node:zlib';
import type { Frame } from '../../../src/model/frame.ts';
import { toSteps } from '../../../src/model/precision.ts';
import { ByteWriter } from './bytes.ts';
import { HEAD_VERSION } from './head-reader.ts';
import type { Layout } from './layout.ts';

const FIRST_SLOTS = 64;

/**
 * The open window of one kind: each tick becomes a head, which holds what changed since the tick before. Rows are told
 * apart by the number of their identity. The first head of a window, and the first after `restart`, stands by itself.
 */
export class HeadEncoder {
  readonly layout: Layout;
  readonly #width: number;
  readonly #precisions: readonly number[];
  readonly #rates: readonly boolean[];
  readonly #slots = new Map<number, number>();
  readonly #texts = new Map<string, number>();
  #ids: number[] = [];
  #seen = new Uint32Array(FIRST_SLOTS);
  /** By slot: the values in whole steps. */
  #steps: Float64Array;
  #tick = 0;
  #ticks = 0;
  #rows = 0;
  readonly #writer = new ByteWriter(4096);
  readonly #started = new ByteWriter(4096);
  readonly #changed = new ByteWriter(4096);
  readonly #added = new ByteWriter();

  constructor(layout: Layout) {
    this.layout = layout;
    this.#width = layout.columns.length + layout.changingTexts.length;
    this.#precisions = layout.columns.map(({ precision }) => precision);
    this.#rates = [...layout.columns.map(({ course }) => course === 'rate'), ...layout.changingTexts.map(() => false)];
    this.#steps = new Float64Array(FIRST_SLOTS * this.#width);
  }

  /** Rows and ticks of the open window. */
  get rows(): number {
    return this.#rows;
  }

  get ticks(): number {
    return this.#ticks;
  }

  /** The window was sealed: the next head begins another. */
  restart(): void {
    this.#slots.clear();
    this.#texts.clear();
    this.#ids = [];
    this.#tick = 0;
    this.#ticks = 0;
    this.#rows = 0;
  }

  /** The head of one tick. `ids[row]` is the identity of each row. The bytes are the caller's. */
  encode(frame: Frame, ids: readonly number[]): Uint8Array {
    this.#tick += 1;
    this.#ticks += 1;
    this.#rows += frame.count;
    const columns = this.layout.columns.map(({ name }) => frame.column(name));
    for (const writer of [this.#writer, this.#started, this.#changed, this.#added]) writer.clear();
    const counts = { started: 0, changed: 0, added: 0 };
    const before = this.#ids.length;
    let lastStarted = 0;
    let lastSlot = 0;
    // In the order of slots, so that gaps are small; new ones follow.
    const order = this.#inOrder(ids);
    for (const row of order) {
      const id = ids[row] ?? 0;
      const slot = this.#slots.get(id);
      if (slot === undefined) {
        this.#started.signed(id - lastStarted);
        lastStarted = id;
        counts.started += 1;
        this.#start(id, frame, columns, row, counts);
      } else {
        if (this.#seen[slot] === this.#tick) continue;
        this.#seen[slot] = this.#tick;
        if (this.#compare(slot, slot - lastSlot, frame, columns, row, counts)) {
          lastSlot = slot;
          counts.changed += 1;
        }
      }
    }
    const ended = this.#ended(before);
    const writer = this.#writer;
    writer.unsigned(counts.added);
    writer.bytes(this.#added.view());
    writer.unsigned(ended.length);
    let last = 0;
    for (const slot of ended) {
      writer.unsigned(slot - last);
      last = slot;
    }
    writer.unsigned(counts.started);
    writer.bytes(this.#started.view());
    writer.unsigned(counts.changed);
    writer.bytes(this.#changed.view());
    return sealed(writer.view());
  }

  #inOrder(ids: readonly number[]): readonly number[] {
    const slots = new Float64Array(ids.length);
    let rising = true;
    let last = -1;
    ids.forEach((id, row) => {
      const slot = this.#slots.get(id) ?? Infinity;
      slots[row] = slot;
      if (slot < last) rising = false;
      last = slot;
    });
    const rows = Array.from({ length: ids.length }, (_, row) => row);
    // Samplers keep their rows in order, so this is rarely needed.
    return rising ? rows : rows.sort((left, right) => ((slots[left] ?? 0) - (slots[right] ?? 0)) || 0);
  }

  #start(id: number, frame: Frame, columns: readonly Float64Array[], row: number, counts: { added: number }): void {
    const slot = this.#ids.length;
    this.#ids.push(id);
    this.#slots.set(id, slot);
    if (slot >= this.#seen.length) this.#grow();
    this.#seen[slot] = this.#tick;
    const base = slot * this.#width;
    for (let column = 0; column < this.#width; column += 1) {
      const raw = this.#read(frame, columns, row, column, counts);
      const steps = this.#toSteps(raw, column);
      this.#steps[base + column] = steps;
      this.#started.signed(steps);
    }
  }

  /** Writes the row if anything in it is other than what follows from the tick before. */
  #compare(slot: number, gap: number, frame: Frame, columns: readonly Float64Array[], row: number, counts: { added: number }): boolean {
    const base = slot * this.#width;
    let maskAt = -1;
    for (let column = 0; column < this.#width; column += 1) {
      const raw = this.#read(frame, columns, row, column, counts);
      const known = this.#steps[base + column] ?? 0;
      const rate = this.#rates[column] === true;
      const steps = this.#toSteps(raw, column);
      this.#steps[base + column] = steps;
      const residual = rate ? steps : steps - known;
      if (residual === 0) continue;
      if (maskAt < 0) {
        this.#changed.unsigned(gap);
        maskAt = this.#changed.length;
        this.#changed.area(Math.ceil(this.#width / 8));
      }
      this.#changed.signed(residual);
      // The writer may have moved its bytes: the mask is found by its place.
      this.#changed.setBit(maskAt, column);
    }
    return maskAt >= 0;
  }

  #read(frame: Frame, columns: readonly Float64Array[], row: number, column: number, counts: { added: number }): number {
    const numbers = columns[column];
    if (numbers !== undefined) return numbers[row] ?? Number.NaN;
    const name = this.layout.changingTexts[column - columns.length] ?? '';
    const text = frame.text(name, row);
    if (text === '') return 0;
    let known = this.#texts.get(text);
    if (known === undefined) {
      known = this.#texts.size + 1;
      this.#texts.set(text, known);
      this.#added.text(text);
      counts.added += 1;
    }
    return known;
  }

  #toSteps(raw: number, column: number): number {
    const precision = this.#precisions[column];
    return precision === undefined ? raw : toSteps(raw, precision);
  }

  /** Slots that were there at the tick before and are not now. */
  #ended(before: number): number[] {
    const ended: number[] = [];
    for (let slot = 0; slot < before; slot += 1) {
      if (this.#seen[slot] !== this.#tick - 1) continue;
      ended.push(slot);
      this.#slots.delete(this.#ids[slot] ?? 0);
    }
    return ended;
  }

  #grow(): void {
    // By a quarter: for thousands of rows twice the room would be a megabyte that nobody uses.
    const slots = Math.ceil(this.#seen.length * 1.25);
    const larger = <Kind extends Float64Array | Uint32Array>(from: Kind, to: Kind): Kind => {
      to.set(from);
      return to;
    };
    this.#seen = larger(this.#seen, new Uint32Array(slots));
    this.#steps = larger(this.#steps, new Float64Array(slots * this.#width));
  }
}

/** Version and checksum in front. */
function sealed(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = HEAD_VERSION;
  new DataView(bytes.buffer).setUint32(1, crc32(body), true);
  bytes.set(body, 5);
  return bytes;
}
