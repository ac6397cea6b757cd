import type { SafeText } from '../../model/safe-text.ts';

/** Who told of a request: the service instance that did the work. Empty texts and NaN where it is not told. */
export interface SpanResource {
  readonly service: SafeText;
  readonly instance: SafeText;
  readonly host: SafeText;
  /** NaN where it is not told. */
  readonly pid: number;
}

/**
 * One request as a program tells of it itself, by OpenTelemetry or by our middleware. Names of clients and sessions are pseudonyms:
 * no raw identifier gets here.
 */
export interface RequestSpan {
  /** `server`: it was answered by this process. `client`: this process asked another. */
  readonly kind: 'server' | 'client';
  /** 32 and 16 hexadecimal digits; `traceId` is empty where there is no trace, `parentId` where nothing called it. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  /** Epoch ms, with parts. */
  readonly start: number;
  /** ms */
  readonly duration: number;
  readonly method: SafeText;
  /** As the framework names it (`/users/:id`); empty where it is not told. */
  readonly route: SafeText;
  /** Without query; empty where it is not told. */
  readonly path: SafeText;
  /** HTTP status; 0 where there was none. */
  readonly status: number;
  readonly client: SafeText;
  readonly session: SafeText;
  /** Group of users that the program itself told (`premium`). */
  readonly cohort: SafeText;
  /** Id of a country (src/model/regions.ts). */
  readonly country: number;
  /** `host:port` that was asked (client) or that answered (server). */
  readonly peer: SafeText;
  /** NaN where it is not told. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** CPU that was measured in the process, ms; NaN for all but a sample. */
  readonly cpuMilliseconds: number;
  readonly resource: SpanResource;
}
