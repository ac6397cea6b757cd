import { fromSteps } from '../../src/model/precision.ts';
import type { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import type { Identity, IdentityReader } from './identity-reader.ts';

/** All rows of some columns of one chunk: run by run, each run's ticks in order. */
export interface Slice {
  readonly chunk: Chunk;
  readonly layout: Layout;
  readonly identity: (id: number) => Identity;
  /** Values of a field, NaN where not known; undefined when it is not stored. */
  readonly values: (field: string) => Float64Array | undefined;
}

export function sliceOf(chunk: Chunk, layout: Layout, identities: IdentityReader): Slice {
  return {
    chunk,
    layout,
    identity: (identity) => identities.identity(identity, layout),
    values: (field) => {
      const at = layout.columns.findIndex(({ name }) => name === field);
      const column = layout.columns[at];
      return column === undefined ? undefined : chunk.column(at, column.course).map((steps) => fromSteps(steps, column.precision));
    },
  };
}
