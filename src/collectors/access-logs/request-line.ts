/** Texts of a request, by their place in `RequestLine.starts` and `.ends`. */
export const FIELD = {
  method: 0, path: 1, host: 2, client: 3, session: 4, upstream: 5, trace: 6, cache: 7, userAgent: 8, region: 9, user: 10, service: 11, route: 12,
  cohort: 13, cohort2: 14, cohort3: 15, cohort4: 16,
} as const;
export type FieldName = keyof typeof FIELD;
export const FIELD_COUNT = 17;
export const COHORTS = 4;

/** Numbers of a request, by their place in `RequestLine.numbers`. */
export const NUMBER = { end: 0, duration: 1, upstream: 2, status: 3, bytesSent: 4, bytesReceived: 5 } as const;
export type NumberName = keyof typeof NUMBER;
export const NUMBER_COUNT = 6;

/**
 * What one line of an access log tells. One object is filled anew by every line; its texts are ranges of `bytes`,
 * good until the next line. An empty range or NaN is "not told". Parsers unescape texts where they stand, so they
 * write into the line they are given.
 */
export class RequestLine {
  bytes: Uint8Array = new Uint8Array(0);
  readonly starts = new Int32Array(FIELD_COUNT);
  readonly ends = new Int32Array(FIELD_COUNT);
  readonly numbers = new Float64Array(NUMBER_COUNT).fill(Number.NaN);
  /**
   * Where the first escape (`LineParser.escape`) at or behind the line's start stands, by who cuts the lines: one search a chunk saves a look
   * at each byte. 0: not known.
   */
  firstEscape = 0;
  /** How exact the time is: 1 or 1000. */
  resolutionMilliseconds: 1 | 1000 = 1;
  /** A connection that was upgraded (101, ws, wss) and is logged at its close: its duration is not a response time. */
  upgraded = false;
  /** The client or the gateway gave up before the response was complete. */
  aborted = false;

  /** When the request ended, milliseconds of the epoch. */
  get endMilliseconds(): number {
    return this.numbers[NUMBER.end] ?? Number.NaN;
  }

  get durationMilliseconds(): number {
    return this.numbers[NUMBER.duration] ?? Number.NaN;
  }

  /** The time spent waiting for upstreams, over all tries. */
  get upstreamMilliseconds(): number {
    return this.numbers[NUMBER.upstream] ?? Number.NaN;
  }

  get status(): number {
    return this.numbers[NUMBER.status] ?? Number.NaN;
  }

  /** To the client; with headers where the log tells that. */
  get bytesSent(): number {
    return this.numbers[NUMBER.bytesSent] ?? Number.NaN;
  }

  get bytesReceived(): number {
    return this.numbers[NUMBER.bytesReceived] ?? Number.NaN;
  }

  start(field: FieldName): number {
    return this.starts[FIELD[field]] ?? 0;
  }

  end(field: FieldName): number {
    return this.ends[FIELD[field]] ?? 0;
  }

  /** A copy of a text as it was logged: foreign, for tests and for `safeText`; '' where it was not told. */
  text(field: FieldName): string {
    return new TextDecoder().decode(this.bytes.subarray(this.start(field), this.end(field)));
  }

  /** Forgets everything. */
  reset(): void {
    this.starts.fill(0);
    this.ends.fill(0);
    this.numbers.fill(Number.NaN);
    this.upgraded = false;
    this.aborted = false;
  }
}
