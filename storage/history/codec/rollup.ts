import { bucketOf, Sketch } from '../../../src/analysis/sketch.ts';
import { Tallies, Tally } from '../../../src/analysis/tally.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { METHOD, packParts, Parts } from './container.ts';
import { CorruptError } from './corrupt-error.ts';
import { packDoubles, unpackDoubles } from './doubles.ts';

/** What is kept of a field of an entity. Of one that never changed, the least, the integral and the sketch follow from the rest. */
const KEPT = { nothing: 0, varying: 1, constant: 2 } as const;
/** A sum of many products is at most that far, relatively, from the product of the sum. */
const SUM_ERROR = 1e-12;
/** Bytes kept of a double; of a sum 11 digits, more than what was measured has. */
const EXACT = 8;
const SUM_PLANES = 6;

type Bucket = readonly [bucket: number, count: number];

/**
 * Tallies of one hour of one kind, field after field, of each all entities. Part 0: names of the fields, then of the
 * entities; for each field and entity what is kept. Of all tallies, 1: counts, 2: moments of the most, 3: seconds, 4: the
 * most. Of those that vary, 5: integrals, 6: the least, 7: lengths of sketches, 8: first buckets, 9: gaps between
 * buckets, 10: counts of all buckets but the last. Like stands with like, and compresses.
 */
export function encodeRollup(tallies: Tallies, hour: number): Uint8Array {
  const entities = [...tallies.entities.values()];
  const fields = [...new Set(entities.flatMap((each) => [...each.keys()]))];
  const names = new ByteWriter();
  names.unsigned(fields.length);
  for (const field of fields) names.text(field);
  names.unsigned(entities.length);
  for (const entity of tallies.entities.keys()) names.text(entity);
  const all: Tally[] = [];
  const varying: Tally[] = [];
  const [lengths, firsts, gaps, bucketCounts] = [new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter()];
  for (const field of fields) {
    for (const each of entities) {
      const tally = each.get(field);
      const buckets = tally?.sketch.buckets() ?? [];
      const kept = tally === undefined ? KEPT.nothing : isConstant(tally, buckets) ? KEPT.constant : KEPT.varying;
      names.byte(kept);
      if (tally === undefined) continue;
      all.push(tally);
      if (kept === KEPT.constant) continue;
      varying.push(tally);
      lengths.unsigned(buckets.length);
      buckets.forEach(([bucket], index) => {
        const before = buckets[index - 1];
        if (before === undefined) firsts.signed(bucket);
        else gaps.unsigned(bucket - before[0]);
      });
      for (const [, count] of buckets.slice(0, -1)) bucketCounts.unsigned(count);
    }
  }
  const [counts, moments] = [new ByteWriter(), new ByteWriter()];
  for (const { count, mostAt } of all) {
    counts.unsigned(count);
    moments.unsigned(Math.max(0, mostAt - hour));
  }
  const doubles = (of: readonly Tally[], value: (tally: Tally) => number): Uint8Array => packDoubles(of.map(value), EXACT);
  return packParts([
    names.view(), counts.view(), moments.view(), doubles(all, ({ seconds }) => seconds), doubles(all, ({ most }) => most),
    packDoubles(varying.map(({ integral }) => integral), SUM_PLANES), doubles(varying, ({ least }) => least), lengths.view(), firsts.view(), gaps.view(), bucketCounts.view(),
  ], METHOD.brotli);
}

function isConstant({ count, seconds, integral, least, most }: Tally, buckets: readonly Bucket[]): boolean {
  const [only, another] = buckets;
  return Object.is(least, most) && another === undefined && only?.[0] === bucketOf(most) && only[1] === count && Math.abs(integral - most * seconds) <= SUM_ERROR * Math.abs(integral);
}

/** `only`: fields that are wanted, all by default. Throws `CorruptError`. */
export function decodeRollup(bytes: Uint8Array, hour: number, only?: ReadonlySet<string>): Tallies {
  const parts = new Parts(bytes);
  const reader = (part: number): ByteReader => new ByteReader(parts.part(part));
  const names = reader(0);
  const fields = Array.from({ length: names.count(names.left) }, () => names.text());
  const entities = Array.from({ length: names.count(names.left) }, () => ({ name: names.text(), fields: new Map<string, Tally>() }));
  const kept = names.bytes(names.left);
  if (kept.length !== fields.length * entities.length) throw new CorruptError('a rollup is longer or shorter than it says');
  const [all, varying] = [kept.filter((each) => each !== KEPT.nothing).length, kept.filter((each) => each === KEPT.varying).length];
  const [counts, moments, sketches] = [reader(1), reader(2), new SketchReader(reader(7), reader(8), reader(9), reader(10))];
  const [seconds, most] = [unpackDoubles(parts.part(3), all, EXACT), unpackDoubles(parts.part(4), all, EXACT)];
  const [integrals, least] = [unpackDoubles(parts.part(5), varying, SUM_PLANES), unpackDoubles(parts.part(6), varying, EXACT)];
  let [at, atVarying] = [0, 0];
  fields.forEach((field, place) => {
    const wanted = only?.has(field) !== false;
    entities.forEach((entity, index) => {
      const how = kept[place * entities.length + index];
      if (how === KEPT.nothing) return;
      const tally = new Tally(new Sketch());
      tally.count = counts.unsigned();
      tally.mostAt = hour + moments.unsigned();
      tally.seconds = seconds[at] ?? Number.NaN;
      tally.most = most[at] ?? Number.NaN;
      at += 1;
      if (how === KEPT.varying) {
        tally.integral = integrals[atVarying] ?? Number.NaN;
        tally.least = least[atVarying] ?? Number.NaN;
        atVarying += 1;
        sketches.read(tally);
      } else if (how === KEPT.constant) {
        tally.least = tally.most;
        // Never -0.
        tally.integral = tally.most * tally.seconds + 0;
        tally.sketch.addBucket(bucketOf(tally.most), tally.count);
      } else throw new CorruptError('a rollup keeps what is not known');
      if (wanted) entity.fields.set(field, tally);
    });
  });
  const tallies = new Tallies();
  for (const { name, fields: known } of entities) if (known.size > 0) tallies.entities.set(name, known);
  return tallies;
}

class SketchReader {
  readonly #lengths: ByteReader;
  readonly #firsts: ByteReader;
  readonly #gaps: ByteReader;
  readonly #counts: ByteReader;

  constructor(lengths: ByteReader, firsts: ByteReader, gaps: ByteReader, counts: ByteReader) {
    [this.#lengths, this.#firsts, this.#gaps, this.#counts] = [lengths, firsts, gaps, counts];
  }

  /** The buckets of the next tally, of which the count is known. */
  read(tally: Tally): void {
    const length = this.#lengths.count(this.#gaps.left + 1);
    let left = tally.count;
    let bucket = 0;
    for (let index = 0; index < length; index += 1) {
      bucket = index === 0 ? this.#firsts.signed() : bucket + this.#gaps.unsigned();
      const count = index < length - 1 ? this.#counts.unsigned() : left;
      left -= count;
      if (left < 0) throw new CorruptError('buckets of a rollup have more than it counts');
      tally.sketch.addBucket(bucket, count);
    }
  }
}
