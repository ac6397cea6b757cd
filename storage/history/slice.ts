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
  /** Gives the values of a field of those runs alone, one run after the other. */
  readonly valuesOf: (field: string, wanted: (run: number) => boolean, take: (run: number, values: Float64Array) => void) => void;
}

const inUnits = (steps: Float64Array, precision: number): Float64Array => {
  for (let row = 0; row < steps.length; row += 1) steps[row] = fromSteps(steps[row] ?? UNKNOWN_STEPS, precision);
  return steps;
};

export function sliceOf(chunk: Chunk, layout: Layout, identities: IdentityReader, room?: Float64Array): Slice {
  const columnAt = (field: string): number => layout.columns.findIndex(({ name }) => name === field);
  return {
    chunk,
    layout,
    identity: (identity) => identities.identity(identity, layout),
    values: (field) => {
      const at = columnAt(field);
      const column = layout.columns[at];
      return column === undefined ? undefined : inUnits(chunk.column(at, column.course, room), column.precision);
    },
    valuesOf: (field, wanted, take) => {
      const at = columnAt(field);
      const column = layout.columns[at];
      if (column !== undefined) chunk.columnOf(at, column.course, wanted, (run, steps) => take(run, inUnits(steps, column.precision)));
    },
  };
}
