import type { ExportBatch } from '../../../../storage/history/export-batch.ts';
import type { Kind } from '../../../model/kind.ts';

export const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** Makes pieces of a file of batches of rows, as they come: none is ever as large as the whole. `names`: the fields, in order. */
export type Encoder = (batches: AsyncIterable<ExportBatch>, kind: Kind, names: readonly string[]) => AsyncGenerator<string | Uint8Array>;

/** Rows that become one piece of text. */
const AT_ONCE = 2000;

/** The rows of a batch, some at a time. */
export function* pieces({ frame }: ExportBatch): Generator<number[]> {
  for (let from = 0; from < frame.count; from += AT_ONCE) yield Array.from({ length: Math.min(AT_ONCE, frame.count - from) }, (_, index) => from + index);
}
