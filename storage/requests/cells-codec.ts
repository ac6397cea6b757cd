import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CELL_SUMS, RequestCell } from '../../src/analysis/traffic/request-cells.ts';
import { VarintError, VarintReader, VarintWriter } from './varint.ts';

/** Sums that count, and are exact; the others are kept to a millionth. */
const COUNTS: ReadonlySet<string> = new Set(['requests', 'failures', 'refusals', 'sentBytes', 'receivedBytes', 'cpuKnown', 'connections', 'cached', 'hits']);
const FIELDS = CELL_SUMS.map((name) => ({ name, isCount: COUNTS.has(name) }));
const LARGEST = 64 * 2 ** 20;
/** Buckets of latencies are positive but for zero, and all below this. */
const MOST_BUCKETS = 8192;

/** What is stored of a cell. */
export type CellParts = Pick<RequestCell, 'key' | 'sums' | 'latency'>;

/**
 * Cells as one packed blob: how many; then for each its key (+1, so that -1 is 0), the sums, and the buckets of its latencies as
 * differences with their counts.
 */
export function encodeCells(cells: Iterable<CellParts>): Uint8Array {
  const out = new VarintWriter();
  let count = 0;
  for (const { key, sums, latency } of cells) {
    count += 1;
    for (const part of [key.endpoint, key.region, key.cohort]) out.whole(part + 1);
    for (const { name, isCount } of FIELDS) {
      if (isCount) out.whole(Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(sums[name]))));
      else out.real(sums[name]);
    }
    const buckets = latency.buckets();
    out.whole(buckets.length);
    let before = 0;
    for (const [bucket, count] of buckets) {
      out.whole(Math.max(0, bucket - before));
      out.whole(count);
      before = bucket;
    }
  }
  const head = new VarintWriter();
  head.whole(count);
  return zstdCompressSync(Buffer.concat([head.take(), out.take()]));
}

/** Throws a `VarintError`, or what zlib throws, for what is damaged. */
export function decodeCells(blob: Uint8Array): RequestCell[] {
  const input = new VarintReader(zstdDecompressSync(blob, { maxOutputLength: LARGEST }));
  const count = input.whole();
  // Each takes more than 30 bytes.
  if (count > input.left) throw new VarintError('it tells of more than there is');
  return Array.from({ length: count }, () => {
    const [endpoint, region, cohort] = [input.whole() - 1, input.whole() - 1, input.whole() - 1];
    const cell = new RequestCell({ endpoint, region, cohort });
    for (const { name, isCount } of FIELDS) cell.sums[name] = isCount ? input.whole() : input.real();
    const buckets = input.whole();
    let bucket = 0;
    for (let index = 0; index < buckets; index += 1) {
      bucket += input.whole();
      if (bucket > MOST_BUCKETS) throw new VarintError('a time is beyond all times');
      cell.latency.addBucket(bucket, input.whole());
    }
    return cell;
  });
}
