import { OpenBlock } from './blocks.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { BlockSeries, KEPT } from './series.ts';

/** Seconds of a block of the finest level; each level's blocks are four times as long as those below. */
export const FINEST_SECONDS = 10;
export const LEVELS = 6;
export const blockSeconds = (level: number): number => FINEST_SECONDS * 4 ** level;

/** Blocks of 5 years. */
const MOST_DOUBLINGS = 24;

/** One level: its closed blocks and the one that is open. */
export class Level {
  readonly closed = new BlockSeries();
  readonly open = new OpenBlock();
  /** The first block of a life holds its start and is not counted. */
  first = true;
  /** Mean samples in a block, smoothed: a floor of one sample is no floor. */
  samples = 0;
}

/**
 * Floors at several scales of time: levels of 10 s, 40 s, 160 s, 11 min, 43 min and 2.8 h. Beside them the whole
 * life in 24 to 48 blocks, whose length doubles as the life grows.
 */
export class Pyramid {
  readonly levels: readonly Level[] = Array.from({ length: LEVELS }, () => new Level());
  readonly life = new BlockSeries();
  readonly lifeOpen = new OpenBlock();
  /** The life's blocks are 2 ** doublings of the finest. */
  doublings = 0;

  get lifeBlockSeconds(): number {
    return FINEST_SECONDS * 2 ** this.doublings;
  }

  /** Adds a value at `seconds` since the origin (not below 0). Gives the bits of the levels that closed a block. */
  add(seconds: number, value: number, work: number): number {
    let number = Math.floor(seconds / FINEST_SECONDS);
    let [floor, mean, samples] = [value, work, 1];
    let closedLevels = 0;
    for (let index = 0; index < LEVELS; index += 1) {
      const level = this.levels[index];
      const block = level?.open.add(number, floor, mean, samples);
      if (level === undefined || block === undefined) break;
      ({ floor, work: mean, samples } = block);
      const closed = block.number;
      level.samples = level.samples === 0 ? samples : level.samples * 0.9 + samples * 0.1;
      if (level.first) level.first = false;
      else {
        level.closed.push(block);
        closedLevels |= 1 << index;
      }
      if (index === 0) this.#addToLife(closed, floor, mean, samples);
      number = Math.floor(closed / 4);
    }
    return closedLevels;
  }

  #addToLife(number: number, floor: number, work: number, samples: number): void {
    const block = this.lifeOpen.add(Math.floor(number / 2 ** this.doublings), floor, work, samples);
    if (block === undefined) return;
    this.life.push(block);
    while (this.life.count === KEPT) {
      this.life.halve();
      this.doublings += 1;
      this.lifeOpen.number = Math.floor(this.lifeOpen.number / 2);
    }
  }

  clear(): void {
    for (const level of this.levels) {
      level.closed.clear();
      level.open.clear();
      level.first = true;
    }
    this.life.clear();
    this.lifeOpen.clear();
    this.doublings = 0;
  }

  write(to: ByteWriter): void {
    for (const { closed, open, first, samples } of this.levels) {
      closed.write(to);
      open.write(to);
      to.byte(first ? 1 : 0);
      to.double(samples);
    }
    this.life.write(to);
    this.lifeOpen.write(to);
    to.unsigned(this.doublings);
  }

  read(from: ByteReader): void {
    for (const level of this.levels) {
      level.closed.read(from);
      level.open.read(from);
      level.first = from.byte() === 1;
      level.samples = from.finite();
    }
    this.life.read(from);
    this.lifeOpen.read(from);
    this.doublings = from.unsigned(MOST_DOUBLINGS);
    // A life that is full is halved at once.
    if (this.life.count >= KEPT) from.refuse();
  }
}
