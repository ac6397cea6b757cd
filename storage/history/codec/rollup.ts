import { Sketch } from '../../../src/analysis/sketch.ts';
import { Tallies, Tally } from '../../../src/analysis/tally.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { METHOD, packParts, Parts } from './container.ts';
import { CorruptError } from './corrupt-error.ts';

/** Numbers that are no integers are kept as doubles. */
function writeDouble(writer: ByteWriter, value: number): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  writer.bytes(bytes);
}

function readDouble(reader: ByteReader): number {
  const bytes = reader.bytes(8);
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
}

/**
 * Tallies of one hour of one kind. Part 0: names of the fields, then of the entities; for each entity and field whether
 * there is a tally. Parts 1 to 5, tally by tally: counts and moments of the most; seconds, integrals; least and most; lengths
 * of sketches and buckets; counts of buckets. Like stands with like, and compresses.
 */
export function encodeRollup(tallies: Tallies, hour: number): Uint8Array {
  const fields = [...new Set([...tallies.entities.values()].flatMap((each) => [...each.keys()]))];
  const [names, counts, sums, extremes, buckets, bucketCounts] = [new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter(), new ByteWriter()];
  names.unsigned(fields.length);
  for (const field of fields) names.text(field);
  names.unsigned(tallies.entities.size);
  for (const entity of tallies.entities.keys()) names.text(entity);
  for (const each of tallies.entities.values()) {
    for (const field of fields) {
      const tally = each.get(field);
      names.byte(tally === undefined ? 0 : 1);
      if (tally === undefined) continue;
      counts.unsigned(tally.count);
      counts.unsigned(Math.max(0, tally.mostAt - hour));
      writeDouble(sums, tally.seconds);
      writeDouble(sums, tally.integral);
      writeDouble(extremes, tally.least);
      writeDouble(extremes, tally.most);
      const list = tally.sketch.buckets();
      buckets.unsigned(list.length);
      let last = 0;
      for (const [bucket, count] of list) {
        buckets.signed(bucket - last);
        last = bucket;
        bucketCounts.unsigned(count);
      }
    }
  }
  return packParts([names, counts, sums, extremes, buckets, bucketCounts].map((writer) => writer.view()), METHOD.brotli);
}

/** `only`: fields that are wanted, all by default. Throws `CorruptError`. */
export function decodeRollup(bytes: Uint8Array, hour: number, only?: ReadonlySet<string>): Tallies {
  const parts = new Parts(bytes);
  const reader = (part: number): ByteReader => new ByteReader(parts.part(part));
  const [names, counts, sums, extremes, buckets, bucketCounts] = [reader(0), reader(1), reader(2), reader(3), reader(4), reader(5)];
  const fields = Array.from({ length: names.count(names.left) }, () => names.text());
  const entities = Array.from({ length: names.count(names.left) }, () => names.text());
  const tallies = new Tallies();
  for (const entity of entities) {
    for (const field of fields) {
      if (names.byte() === 0) continue;
      const tally = new Tally(new Sketch());
      tally.count = counts.unsigned();
      tally.mostAt = hour + counts.unsigned();
      tally.seconds = readDouble(sums);
      tally.integral = readDouble(sums);
      tally.least = readDouble(extremes);
      tally.most = readDouble(extremes);
      const wanted = only?.has(field) !== false;
      let bucket = 0;
      for (let left = buckets.count(buckets.left + 1); left > 0; left -= 1) {
        bucket += buckets.signed();
        const count = bucketCounts.unsigned();
        if (wanted) tally.sketch.addBucket(bucket, count);
      }
      if (!wanted) continue;
      const known = tallies.entities.get(entity) ?? new Map<string, Tally>();
      known.set(field, tally);
      tallies.entities.set(entity, known);
    }
  }
  if (names.left > 0) throw new CorruptError('a rollup is longer than it says');
  return tallies;
}
