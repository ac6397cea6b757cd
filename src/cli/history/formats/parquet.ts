import { constants, zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import type { ColumnSource } from 'hyparquet-writer';
import type { ExportBatch } from '../../../../storage/history/export-batch.ts';
import type { Kind } from '../../../model/kind.ts';
import type { Encoder } from './format.ts';

/** Rows of a row group: large enough to compress well, small enough to be held in memory. */
const GROUP_ROWS = 50_000;
const LEVEL = 3;
const LAST_TIME = 8.64e15;

type Value = string | number | Date | null;

interface Column {
  readonly element: SchemaElement;
  readonly values: (batch: ExportBatch) => Value[];
}

const each = (batch: ExportBatch, value: (row: number) => Value): Value[] => Array.from({ length: batch.frame.count }, (_, row) => value(row));
const dateOf = (milliseconds: number): Date | null => (Math.abs(milliseconds) <= LAST_TIME ? new Date(Math.round(milliseconds)) : null);

/** Times are UTC to the millisecond; numbers doubles, not known is null; codes and texts UTF-8. */
function columnOf(kind: Kind, name: string): Column {
  const field = kind.fields[name];
  const text = { name, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
  if (field === undefined || field.type === 'text') {
    return { element: { ...text, repetition_type: 'REQUIRED' }, values: (batch) => each(batch, (row) => batch.frame.text(name, row)) };
  }
  const { choices } = field;
  if (choices !== undefined) return { element: { ...text, repetition_type: 'OPTIONAL' }, values: (batch) => each(batch, (row) => choices[batch.frame.number(name, row)] ?? null) };
  if (field.unit === 'timestamp') {
    return { element: { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' }, values: (batch) => each(batch, (row) => dateOf(batch.frame.number(name, row) * 1000)) };
  }
  return {
    element: { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    values: (batch) => each(batch, (row) => {
      const value = batch.frame.number(name, row);
      return Number.isNaN(value) ? null : value;
    }),
  };
}

const TIME: Column = {
  element: { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
  values: (batch) => each(batch, (row) => dateOf(batch.times[row] ?? 0)),
};

/** Apache Parquet, compressed with Zstandard; https://parquet.apache.org/docs/file-format/. The library is loaded only for this. */
export const parquetEncoder: Encoder = async function* parquetEncoder(batches, kind, names) {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const columns = [TIME, ...names.map((name) => columnOf(kind, name))];
  const bytes = new ByteWriter();
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    // The writer goes on by `offset`; what was handed out need not be kept.
    bytes.index = 0;
    return taken;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(({ element }) => element)],
    codec: 'ZSTD',
    compressors: { ZSTD: (input) => zstdCompressSync(input, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }) },
    createdBy: 'pyprocwatch',
  });
  let waiting: Value[][] = columns.map(() => []);
  const group = (count: number): void => {
    const columnData = columns.map(({ element }, index): ColumnSource => ({ name: element.name, data: waiting[index]?.slice(0, count) ?? [] }));
    waiting = waiting.map((values) => values.slice(count));
    void writer.write({ columnData, rowGroupSize: count });
  };
  for await (const batch of batches) {
    waiting = columns.map(({ values }, index) => [...(waiting[index] ?? []), ...values(batch)]);
    while ((waiting[0]?.length ?? 0) >= GROUP_ROWS) {
      group(GROUP_ROWS);
      yield take();
    }
  }
  const left = waiting[0]?.length ?? 0;
  if (left > 0) group(left);
  void writer.finish();
  yield take();
};
