import { errorMessage } from '../../src/model/errors.ts';
import { WindowReader } from './codec/window.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';

/** The heads of one layout, put together. Times in ms since the epoch, NaN where there is none. */
export interface Heads {
  readonly reader: WindowReader;
  /** Ticks that were read, and the first and last of them. */
  readonly ticks: number;
  readonly from: number;
  readonly to: number;
  /** Heads that cannot be read: a damaged one, and all after it, since each builds on the one before. And why. */
  readonly damaged: number;
  readonly reason: string;
}

/** Reads the open window of a layout of so many columns. Throws what SQLite throws; for what a head holds never. */
export function readHeads(database: Database, layout: number, width: number): Heads {
  const reader = new WindowReader(width);
  let [ticks, damaged, reason] = [0, 0, ''];
  let [from, to] = [Number.NaN, Number.NaN];
  for (const row of database.iterate('SELECT ts, blob FROM head WHERE layout = ? ORDER BY ts', layout)) {
    const time = numberOf(row, 'ts');
    if (damaged === 0) reason = faultOf(reader, time, blobOf(row, 'blob'));
    if (reason !== '') {
      damaged += 1;
      continue;
    }
    if (ticks === 0) from = time;
    to = time;
    ticks += 1;
  }
  return { reader, ticks, from, to, damaged, reason };
}

/** Reads one more head; gives why it cannot be read, or ''. */
function faultOf(reader: WindowReader, time: number, head: Uint8Array): string {
  try {
    reader.read(time, head);
    return '';
  } catch (error) {
    return errorMessage(error);
  }
}
