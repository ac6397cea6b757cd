/** How an edge or a cache answered. */
export const CACHE = { unknown: 0, hit: 1, miss: 2, pass: 3 } as const;

/** One request as every source tells it. Ids are of tables that the reader keeps; -1 is not known. Reused from one to the next. */
export interface RequestRecord {
  /** When it was answered: epoch ms. */
  endedAt: number;
  /** ms; NaN is not known. */
  duration: number;
  /** ms behind the gateway; NaN is not known. */
  upstream: number;
  /** HTTP status; 0 where the client went away before there was one. */
  status: number;
  sentBytes: number;
  receivedBytes: number;
  endpoint: number;
  backend: number;
  session: number;
  cohort: number;
  region: number;
  edge: number;
  cache: number;
  /** The gateway answered by itself: a file, a cache, a redirect. No process behind it had work with it. */
  byGateway: boolean;
  /** A WebSocket or long poll: its duration is that of a connection, no response time. */
  connection: boolean;
  /** CPU seconds, where the program itself measured them; else NaN. */
  cpuSeconds: number;
}

export const blankRecord = (): RequestRecord => ({
  endedAt: 0, duration: Number.NaN, upstream: Number.NaN, status: 0, sentBytes: 0, receivedBytes: 0,
  endpoint: -1, backend: -1, session: -1, cohort: -1, region: -1, edge: -1, cache: CACHE.unknown, byGateway: false, connection: false, cpuSeconds: Number.NaN,
});

/** nginx's own 499 is a client that went away, no answer. */
export const isFailure = (status: number): boolean => status >= 500 || status === 499 || status < 100;
export const isRefusal = (status: number): boolean => status >= 400 && status < 499;
