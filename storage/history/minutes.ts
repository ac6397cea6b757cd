import { Frame, type Texts } from '../../src/model/frame.ts';
import { isNumber, type Kind } from '../../src/model/kind.ts';
import { fromSteps, UNKNOWN_STEPS } from '../../src/model/precision.ts';
import { EMPTY_TEXT, safeText, type SafeText } from '../../src/model/safe-text.ts';
import type { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import type { Identity, IdentityReader } from './identity-reader.ts';
import { Minute, overlapsOf, spansOf } from './minute.ts';

/** How samples of a minute become one value: rates over all its ticks, levels over those in which it was known, facts as they were last. */
type Fold = 'rate' | 'level' | 'last';

function foldsOf(kind: Kind, layout: Layout): Fold[] {
  return layout.columns.map(({ name, course }) => {
    const field = kind.fields[name];
    if (field === undefined || !isNumber(field) || field.role !== 'gauge' || field.choices !== undefined) return 'last';
    return course;
  });
}

/** A finished minute, to be stored like a tick. */
export interface MinuteRows {
  /** The minute's beginning, ms since the epoch. */
  readonly time: number;
  readonly frame: Frame;
  readonly ids: readonly number[];
}

/**
 * Makes minutes of samples, chunk after chunk in order of time. A row is kept when it was there in the last sample of the
 * minute or used anything at all within it.
 */
export class MinuteFolder {
  readonly #kind: Kind;
  readonly #layout: Layout;
  readonly #identities: IdentityReader;
  readonly #folds: readonly Fold[];
  /** Of identities that were met: the same in each minute. */
  readonly #who = new WeakMap<Identity, string>();
  readonly #fixed = new WeakMap<Identity, Texts>();
  #open: { readonly time: number; readonly minute: Minute } | undefined;

  constructor(kind: Kind, layout: Layout, identities: IdentityReader) {
    this.#kind = kind;
    this.#layout = layout;
    this.#identities = identities;
    this.#folds = foldsOf(kind, layout);
  }

  /** Takes the samples later than `after`; gives the minutes that they complete. `room`: for the rows of a column. */
  feed(chunk: Chunk, after: number, room?: Float64Array): MinuteRows[] {
    const spans = spansOf(chunk.times, after);
    if (spans.length === 0) return [];
    const minutes = spans.map(({ time, from, to }) => {
      const minute = this.#open?.time === time ? this.#open.minute : new Minute(this.#layout.columns.length, this.#whoOf);
      return { time, from, to, minute, ticksBefore: minute.ticks };
    });
    const finished = this.#open !== undefined && this.#open.time !== spans[0]?.time ? [this.#open] : [];
    for (const each of minutes) each.minute.ticks += each.to - each.from;
    const overlaps = overlapsOf(chunk, minutes);
    const width = this.#layout.columns.length;
    this.#layout.columns.forEach(({ precision, course }, column) => {
      const steps = chunk.column(column, course, room);
      const last = this.#folds[column] === 'last';
      for (let index = 0; index < overlaps.count; index += 1) {
        const minute = minutes[overlaps.minutes[index] ?? 0]?.minute;
        if (minute === undefined) continue;
        const cell = (overlaps.slots[index] ?? 0) * width + column;
        const end = overlaps.ends[index] ?? 0;
        for (let at = overlaps.begins[index] ?? 0; at < end; at += 1) {
          const step = steps[at] ?? UNKNOWN_STEPS;
          if (step === UNKNOWN_STEPS) continue;
          const value = fromSteps(step, precision);
          minute.sums[cell] = last ? value : (minute.sums[cell] ?? 0) + value;
          minute.counts[cell] = (minute.counts[cell] ?? 0) + 1;
        }
      }
    });
    this.#layout.changingTexts.forEach((_, text) => {
      const numbers = chunk.column(width + text, 'level', room);
      for (let index = 0; index < overlaps.count; index += 1) {
        const number = numbers[(overlaps.ends[index] ?? 0) - 1] ?? 0;
        const texts = minutes[overlaps.minutes[index] ?? 0]?.minute.texts[overlaps.slots[index] ?? 0];
        if (texts !== undefined) texts[text] = number === 0 ? '' : (chunk.texts[number - 1] ?? '');
      }
    });
    const open = minutes.at(-1);
    this.#open = open === undefined ? undefined : { time: open.time, minute: open.minute };
    return [...finished, ...minutes.slice(0, -1)].map(({ time, minute }) => this.#rows(time, minute));
  }

  /** Gives the minute that is still open, if there is one: no more samples of it will come. */
  finish(): MinuteRows | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open === undefined ? undefined : this.#rows(open.time, open.minute);
  }

  /** Made once: made in `feed` it would hold all of that call, and by the minute that stays open each chunk the one before it, for ever. */
  readonly #whoOf = (id: number): string => {
    const identity = this.#identities.identity(id, this.#layout);
    const { numbers, texts } = identity;
    // Of those whose names are gone each stays by itself.
    if (numbers.length + texts.length === 0) return `#${id}`;
    let who = this.#who.get(identity);
    if (who === undefined) {
      who = `${numbers.join(' ')}\n${texts.join('\n')}`;
      this.#who.set(identity, who);
    }
    return who;
  };

  #rows(time: number, minute: Minute): MinuteRows {
    const width = this.#layout.columns.length;
    const value = (slot: number, column: number): number => {
      const sum = minute.sums[slot * width + column] ?? 0;
      const count = minute.counts[slot * width + column] ?? 0;
      if (count === 0) return Number.NaN;
      const fold = this.#folds[column];
      return fold === 'last' ? sum : sum / (fold === 'rate' ? minute.ticks : count);
    };
    const used = (slot: number): boolean => this.#folds.some((fold, column) => fold === 'rate' && value(slot, column) > (this.#layout.columns[column]?.precision ?? 1) / 2);
    const slots = minute.ids.map((_, slot) => slot).filter((slot) => minute.lastSeen[slot] === minute.ticks || used(slot));
    const count = slots.length;
    const numbers = new Float64Array(this.#kind.numbers.length * count).fill(Number.NaN);
    const who = slots.map((slot) => this.#identities.identity(minute.ids[slot] ?? 0, this.#layout));
    this.#kind.numbers.forEach((name, place) => {
      const column = this.#layout.columns.findIndex((each) => each.name === name);
      const key = this.#layout.keyNumbers.indexOf(name);
      slots.forEach((slot, row) => {
        numbers[place * count + row] = key >= 0 ? (who[row]?.numbers[key] ?? Number.NaN) : column >= 0 ? value(slot, column) : Number.NaN;
      });
    });
    const texts = slots.map((slot, row) => this.#textsOf(who[row], minute.texts[slot] ?? []));
    return { time, frame: new Frame(this.#kind, count, numbers, texts), ids: slots.map((slot) => minute.ids[slot] ?? 0) };
  }

  /** Those of one row; the same array for as long as none of its changing texts is there. */
  #textsOf(identity: Identity | undefined, changing: readonly string[]): Texts {
    const none = changing.every((text) => text === '');
    const known = none && identity !== undefined ? this.#fixed.get(identity) : undefined;
    if (known !== undefined) return known;
    const texts = this.#kind.texts.map((name): SafeText => {
      const at = this.#layout.changingTexts.indexOf(name);
      return at >= 0 ? safeText(changing[at] ?? '') : (identity?.texts[this.#layout.texts.indexOf(name)] ?? EMPTY_TEXT);
    });
    if (none && identity !== undefined) this.#fixed.set(identity, texts);
    return texts;
  }
}
