import type { WriteRequest } from '../../../src/exporters/remote-write/request.ts';

/** A request that tells which it is. `time`: ms since the epoch. */
export const numbered = (index: number, time = 1_790_000_000_000 + index * 60_000, bytes = 100): WriteRequest => {
  const body = new Uint8Array(bytes).fill(index % 251);
  new DataView(body.buffer).setUint32(0, index);
  return { body, samples: index + 1, time };
};

export const numberOf = ({ body }: WriteRequest): number => new DataView(body.buffer, body.byteOffset).getUint32(0);
