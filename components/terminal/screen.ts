import { Writable } from 'node:stream';
import { displayWidth } from '../../src/model/text-width.ts';
import { plain } from '../widgets/painted.ts';
import { HeldLines } from './held-lines.ts';

/**
 * Ink draws the chrome and, where the table belongs, this character: on ONE line that stands for all the rows there is
 * room for (Ink's cost grows with every cell of its frame), or on each line beside a panel. It is private use, which
 * `safeText` takes out of all foreign text, so that nothing can forge it.
 */
export const GAP = '\u{E000}';

const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';
const ERASE_LINE = '\u001B[0m\u001B[2K';
const at = (row: number): string => `\u001B[${row + 1};1H`;

/** The terminal as far as it is needed here; tests give their own. */
export interface TerminalOutput {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
}

/** Draws the rows that stand in the gap. */
export interface GapSource {
  /** Exactly `height` lines, none wider than `width` cells. `scroll` tells how the rows are identified across two paints. */
  lines(width: number, height: number): readonly string[];
  /** Number of the first row shown: the difference between two paints is how far the rows moved. */
  readonly offset: number;
  /** Lines at the top of the gap that do not scroll (column headers). */
  readonly fixedLines: number;
}

/**
 * What Ink takes for its terminal. It gets whole frames, puts the table's ready-made rows into the gap, compares line
 * by line with what the terminal shows and writes only the difference, in one piece. Scrolling never enters React.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  /** Lines that stand in Ink's frame as one character each. */
  readonly held = new HeldLines();
  readonly #output: TerminalOutput;
  #gap: GapSource | undefined;
  #chrome: readonly string[] = [];
  #front: string[] = [];
  #offset = 0;
  #scheduled = false;
  #muted = false;
  /** Bytes written so far and paints made: for the program's own figures. */
  readonly counters = { bytes: 0, paints: 0 };
  /** Where the gap began in the last paint: row and column of the screen; -1 when there was none. */
  readonly gapAt = { row: -1, column: 0, height: 0 };

  constructor(output: TerminalOutput) {
    super({ decodeStrings: false });
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  setGap(source: GapSource | undefined): void {
    if (this.#gap !== source) this.#offset = source?.offset ?? 0;
    this.#gap = source;
    this.invalidate();
  }

  /** The rows changed: paints soon, once, whatever the number of calls. */
  invalidate(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#paint();
    });
  }

  /** Forgets what the terminal shows (it was resized, or another program wrote to it). */
  reset(): void {
    this.#front = [];
    this.emit('resize');
  }

  /** While another program has the terminal nothing is written. */
  mute(muted: boolean): void {
    this.#muted = muted;
    if (!muted) this.reset();
  }

  override _write(chunk: unknown, _encoding: string, done: (error?: Error | null) => void): void {
    const text = String(chunk);
    // Only frames have more than one line; single sequences (cursor and the like) are the terminal session's business.
    if (text.includes('\n')) {
      this.#chrome = this.held.expand(text.replace(/\n$/, '').split('\n'));
      this.#paint();
    }
    done();
  }

  #compose(): string[] {
    const { columns, rows } = this;
    const chrome = this.#unfold(rows);
    const first = chrome.findIndex((line) => line.includes(GAP));
    const gap = this.#gap;
    this.gapAt.row = first;
    this.gapAt.height = chrome.filter((line) => line.includes(GAP)).length;
    if (first < 0 || gap === undefined) return chrome.map((line) => line.replace(GAP, '')).slice(0, rows);
    const column = displayWidth(plain((chrome[first] ?? '').split(GAP)[0] ?? ''));
    this.gapAt.column = column;
    const lines = gap.lines(columns - column, this.gapAt.height);
    return chrome.slice(0, rows).map((line, row) => (line.includes(GAP) ? line.replace(GAP, () => lines[row - first] ?? '') : line));
  }

  /** A lone gap line stands for as many as there is room for. */
  #unfold(rows: number): readonly string[] {
    const at = this.#chrome.findIndex((line) => line.includes(GAP));
    if (at < 0 || this.#chrome.some((line, row) => row > at && line.includes(GAP))) return this.#chrome;
    const line = this.#chrome[at] ?? GAP;
    return [...this.#chrome.slice(0, at), ...Array.from({ length: Math.max(1, rows - this.#chrome.length + 1) }, () => line), ...this.#chrome.slice(at + 1)];
  }

  #paint(): void {
    if (this.#muted || this.#chrome.length === 0) return;
    const next = this.#compose();
    let out = this.#scrollOut(next);
    for (let row = 0; row < Math.max(next.length, this.#front.length); row += 1) {
      const line = next[row] ?? '';
      if (this.#front[row] !== line) out += at(row) + ERASE_LINE + line;
    }
    this.#front = next;
    if (out === '') return;
    const text = `${BEGIN}${out}${at(Math.max(0, this.rows - 1))}${END}`;
    this.counters.bytes += Buffer.byteLength(text);
    this.counters.paints += 1;
    this.#output.write(text);
  }

  /** Rows that only moved are moved by the terminal (DECSTBM with scroll up and down) instead of being written again. */
  #scrollOut(next: readonly string[]): string {
    const gap = this.#gap;
    const moved = (gap?.offset ?? 0) - this.#offset;
    this.#offset = gap?.offset ?? 0;
    const { row: first, column } = this.gapAt;
    if (gap === undefined || moved === 0 || first < 0 || column > 0 || this.#front.length !== next.length) return '';
    const top = first + gap.fixedLines;
    const bottom = first + this.gapAt.height - 1;
    const size = bottom - top + 1;
    if (Math.abs(moved) >= size / 2) return '';
    const region = this.#front.slice(top, bottom + 1);
    const blank = Array.from({ length: Math.abs(moved) }, () => '');
    const shifted = moved > 0 ? [...region.slice(moved), ...blank] : [...blank, ...region.slice(0, moved)];
    const saved = shifted.filter((line, index) => line === next[top + index]).length;
    const kept = region.filter((line, index) => line === next[top + index]).length;
    if (saved <= kept) return '';
    this.#front.splice(top, size, ...shifted);
    return `\u001B[0m\u001B[${top + 1};${bottom + 1}r\u001B[${Math.abs(moved)}${moved > 0 ? 'S' : 'T'}\u001B[r`;
  }
}
