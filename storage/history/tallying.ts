import type { Tallies, Tally } from '../../src/analysis/tally.ts';
import type { RolledKind } from './rolled-kinds.ts';
import type { Slice } from './slice.ts';
import { type Before, NOTHING_BEFORE, secondsOf } from './spacing.ts';

const MINUTE_SECONDS = 60;

/** What the ticks of a chunk count for. */
export interface Ticks {
  readonly times: readonly number[];
  readonly wanted: readonly boolean[];
  /** Time that each stands for. */
  readonly seconds: readonly number[];
  /** Samples that each is the mean of. */
  readonly samples: number;
}

/** Samples that are later than `after` and not later than `to`. `before`: what came before the chunk. */
export const sampleTicks = (times: readonly number[], after: number, to: number, before: Before = NOTHING_BEFORE): Ticks =>
  ({ times, wanted: times.map((time) => time > after && time <= to), seconds: secondsOf(times, before), samples: 1 });

/** Minutes of which `wanted` says so by their beginning. `samples`: how many a minute has. */
export const minuteTicks = (times: readonly number[], wanted: (time: number) => boolean, samples: number): Ticks =>
  ({ times, wanted: times.map(wanted), seconds: times.map(() => MINUTE_SECONDS), samples });

/** What of a slice is totalled into what. */
export interface Wanted {
  readonly tallies: Tallies;
  readonly rolled: RolledKind;
}

/** Adds the samples of one chunk that are later than `after` and not later than `to`: see `tallyEach`. */
export function tally(tallies: Tallies, slice: Slice, rolled: RolledKind, after: number, to: number, before: Before = NOTHING_BEFORE): void {
  tallyEach([{ tallies, rolled }], slice, sampleTicks(slice.chunk.times, after, to, before));
}

/**
 * Adds the ticks of one chunk. Where members are totalled (a group of processes), it is the total of each tick that counts,
 * so that its percentiles are those of the whole and never sums of theirs. Each column is unpacked once for all that is wanted.
 */
export function tallyEach(wanted: readonly Wanted[], slice: Slice, ticks: Ticks): void {
  if (!ticks.wanted.includes(true)) return;
  const all = wanted.map(({ tallies, rolled }) => ({ rolled, add: adder(tallies, slice, rolled, ticks) }));
  for (const { rolled, add } of all) if (rolled.counted !== undefined) add(rolled.counted, undefined);
  for (const field of new Set(wanted.flatMap(({ rolled }) => rolled.fields))) {
    const values = slice.values(field);
    if (values === undefined) continue;
    for (const { rolled, add } of all) if (rolled.fields.includes(field)) add(field, values);
  }
}

/** Adds one field of all rows; without values it counts the rows themselves. */
type Adder = (field: string, values: Float64Array | undefined) => void;

function adder(tallies: Tallies, slice: Slice, rolled: RolledKind, { times, wanted, seconds, samples }: Ticks): Adder {
  const { chunk, layout } = slice;
  const ticks = times.length;
  const entities = new Map<string, number>();
  const places = chunk.runs.map(({ id }) => {
    const entity = rolled.entity(slice.identity(id), layout);
    if (entity === '') return -1;
    const known = entities.get(entity);
    if (known !== undefined) return known;
    entities.set(entity, entities.size);
    return entities.size - 1;
  });
  return (field, values) => {
    const sums = new Float64Array(entities.size * ticks).fill(Number.NaN);
    let base = 0;
    chunk.runs.forEach(({ start, length }, index) => {
      const place = places[index] ?? -1;
      if (place >= 0) {
        for (let offset = 0; offset < length; offset += 1) {
          const value = values === undefined ? 1 : (values[base + offset] ?? Number.NaN);
          if (Number.isNaN(value)) continue;
          const cell = place * ticks + start + offset;
          const sum = sums[cell] ?? Number.NaN;
          sums[cell] = Number.isNaN(sum) ? value : sum + value;
        }
      }
      base += length;
    });
    for (const [entity, place] of entities) {
      let tally: Tally | undefined;
      for (let tick = 0; tick < ticks; tick += 1) {
        const sum = sums[place * ticks + tick] ?? Number.NaN;
        if (wanted[tick] !== true || Number.isNaN(sum)) continue;
        tally ??= tallies.of(entity, field);
        tally.add(sum, seconds[tick] ?? 0, times[tick] ?? 0, samples);
      }
    }
  };
}
