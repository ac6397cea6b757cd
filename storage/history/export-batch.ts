import { Frame, type Texts } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { fromSteps } from '../../src/model/precision.ts';
import { EMPTY_TEXT, safeText, type SafeText } from '../../src/model/safe-text.ts';
import type { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import type { Identity, IdentityReader } from './identity-reader.ts';

/** Rows of consecutive ticks, oldest first: at most those of one chunk. */
export interface ExportBatch {
  /** Milliseconds since the epoch, of each row. */
  readonly times: Float64Array;
  /** The rows of all those ticks under one another. */
  readonly frame: Frame;
  /** Whether they are means of a minute, since the samples themselves are gone. */
  readonly minute: boolean;
}

/** What of a chunk is wanted: ticks by number, `to` not included, and fields; others stay unknown. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly fields: ReadonlySet<string>;
}

/**
 * The rows of some ticks of a chunk in order of time. Each column is unpacked once, whatever the number of ticks: a moment
 * after the other would walk over the whole chunk for each. Throws `CorruptError`.
 */
export function readBatch(kind: Kind, layout: Layout, chunk: Chunk, wanted: Wanted, identities: IdentityReader, minute: boolean): ExportBatch {
  const { times, runs, cells } = inOrderOfTime(chunk, wanted.from, wanted.to);
  const count = cells.length;
  const who = chunk.runs.map(({ id }) => identities.identity(id, layout));
  const numbers = new Float64Array(kind.numbers.length * count).fill(Number.NaN);
  kind.numbers.forEach((name, place) => {
    if (!wanted.fields.has(name)) return;
    const target = numbers.subarray(place * count, (place + 1) * count);
    const key = layout.keyNumbers.indexOf(name);
    if (key >= 0) {
      runs.forEach((run, row) => {
        target[row] = who[run]?.numbers[key] ?? Number.NaN;
      });
      return;
    }
    const at = layout.columns.findIndex((column) => column.name === name);
    const column = layout.columns[at];
    if (column === undefined) return;
    const steps = chunk.column(at, column.course);
    cells.forEach((cell, row) => {
      target[row] = fromSteps(steps[cell] ?? 0, column.precision);
    });
  });
  return { times, frame: new Frame(kind, count, numbers, textsOf(kind, layout, chunk, wanted.fields, runs, cells, who)), minute };
}

/** Of each row, oldest first: its time, the run it is of, and its place among the chunk's rows, which stand run by run. */
function inOrderOfTime(chunk: Chunk, from: number, to: number): { readonly times: Float64Array; readonly runs: Uint32Array; readonly cells: Uint32Array } {
  const next = new Uint32Array(Math.max(0, to - from) + 1);
  const each = (visit: (tick: number, run: number, cell: number) => void): void => {
    let base = 0;
    chunk.runs.forEach(({ start, length }, run) => {
      const end = Math.min(to, start + length);
      for (let tick = Math.max(from, start); tick < end; tick += 1) visit(tick - from, run, base + tick - start);
      base += length;
    });
  };
  each((tick) => {
    next[tick + 1] = (next[tick + 1] ?? 0) + 1;
  });
  next.forEach((count, tick) => {
    next[tick] = count + (next[tick - 1] ?? 0);
  });
  const count = next.at(-1) ?? 0;
  const [times, runs, cells] = [new Float64Array(count), new Uint32Array(count), new Uint32Array(count)];
  each((tick, run, cell) => {
    const row = next[tick] ?? 0;
    next[tick] = row + 1;
    times[row] = chunk.times[from + tick] ?? Number.NaN;
    runs[row] = run;
    cells[row] = cell;
  });
  return { times, runs, cells };
}

/** Rows of one run share their texts for as long as those do not change. */
function textsOf(kind: Kind, layout: Layout, chunk: Chunk, fields: ReadonlySet<string>, runs: Uint32Array, cells: Uint32Array, who: readonly Identity[]): Texts[] {
  const changing = layout.changingTexts.map((name, index) => (fields.has(name) ? chunk.column(layout.columns.length + index, 'level') : undefined));
  const places = kind.texts.map((name) => ({ fixed: layout.texts.indexOf(name), changing: changing[layout.changingTexts.indexOf(name)] }));
  const texts = chunk.texts.map(safeText);
  const last: { readonly numbers: readonly number[]; readonly texts: Texts }[] = [];
  return Array.from(runs, (run, row) => {
    const cell = cells[row] ?? 0;
    const numbers = places.map((place) => place.changing?.[cell] ?? 0);
    const known = last[run];
    if (known !== undefined && known.numbers.every((number, place) => number === numbers[place])) return known.texts;
    const own = places.map(({ fixed }, place): SafeText => (fixed >= 0 ? who[run]?.texts[fixed] : texts[(numbers[place] ?? 0) - 1]) ?? EMPTY_TEXT);
    last[run] = { numbers, texts: own };
    return own;
  });
}
