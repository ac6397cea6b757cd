import { fromSteps, UNKNOWN_STEPS } from '../../src/model/precision.ts';
import type { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import type { Identity, IdentityReader } from './identity-reader.ts';

/** All rows of some columns of one chunk: run by run, each run's ticks in order. */
export interface Slice {
  readonly chunk: Chunk;
  readonly layout: Layout;
  readonly identity: (id: number) => Identity;
  /** Values of a field, NaN where not known; undefined when it is not stored. With `room` they stand there until the next are asked for. */
  readonly values: (field: string) => Float64Array | undefined;
}

export function sliceOf(chunk: Chunk, layout: Layout, identities: IdentityReader, room?: Float64Array): Slice {
  return {
    chunk,
    layout,
    identity: (identity) => identities.identity(identity, layout),
    values: (field) => {
      const at = layout.columns.findIndex(({ name }) => name === field);
      const column = layout.columns[at];
      if (column === undefined) return undefined;
      const values = chunk.column(at, column.course, room);
      for (let row = 0; row < values.length; row += 1) values[row] = fromSteps(values[row] ?? UNKNOWN_STEPS, column.precision);
      return values;
    },
  };
}
