/** One remote-write request as it is sent and kept. */
export interface WriteRequest {
  /** A WriteRequest of remote write 1.0, as a Snappy block. */
  readonly body: Uint8Array;
  /** Samples in it. */
  readonly samples: number;
  /** When they were taken, ms since the epoch. */
  readonly time: number;
}
