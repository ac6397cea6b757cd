import { Tallies } from '../../src/analysis/tally.ts';
import type { RolledKind } from './rolled-kinds.ts';
import type { Slice } from './slice.ts';

/** A sample stands for the time since the one before; if that is so many times the usual, nothing was recorded between, and it stands for the usual. */
const GAP = 4;

/**
 * Adds the ticks of one chunk that are later than `after` and not later than `to`. Where members are totalled (a group of
 * processes), it is the total of each tick that counts, so that its percentiles are those of the whole and never sums of theirs.
 * `before`: the tick before the chunk's first, NaN for none.
 */
export function tally(tallies: Tallies, slice: Slice, rolled: RolledKind, after: number, to: number, before = Number.NaN): void {
  const { chunk, layout } = slice;
  const { times } = chunk;
  const wanted = times.map((time) => time > after && time <= to);
  if (!wanted.includes(true)) return;
  const seconds = secondsOf(times, before);
  const entities = new Map<string, number>();
  const places = chunk.runs.map(({ id }) => {
    const entity = rolled.entity(slice.identity(id), layout);
    if (entity === '') return -1;
    const known = entities.get(entity);
    if (known !== undefined) return known;
    entities.set(entity, entities.size);
    return entities.size - 1;
  });
  const ticks = times.length;
  const record = (field: string, values: Float64Array | undefined): void => {
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
      for (let tick = 0; tick < ticks; tick += 1) {
        const sum = sums[place * ticks + tick] ?? Number.NaN;
        if (wanted[tick] === true && !Number.isNaN(sum)) tallies.of(entity, field).add(sum, seconds[tick] ?? 0, times[tick] ?? 0);
      }
    }
  };
  if (rolled.counted !== undefined) record(rolled.counted, undefined);
  for (const field of rolled.fields) {
    const values = slice.values(field);
    if (values !== undefined) record(field, values);
  }
}

function secondsOf(times: readonly number[], before: number): number[] {
  const steps = times.map((time, tick) => time - (tick === 0 ? before : (times[tick - 1] ?? before)));
  const known = steps.filter((step) => step > 0).sort((left, right) => left - right);
  const usual = known[known.length >> 1] ?? 1000;
  return steps.map((step) => (step > 0 && step <= GAP * usual ? step : usual) / 1000);
}
