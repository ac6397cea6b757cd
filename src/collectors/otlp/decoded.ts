import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import type { SpanDraft } from './span-draft.ts';

/** What was in a request to /v1/traces. */
export interface DecodedSpans {
  /** Server and client spans. */
  readonly spans: RequestSpan[];
  /** Spans of other kinds, which are none of ours. */
  ignored: number;
  /** Spans that could not be taken: without ids or times, or beyond the bound. */
  rejected: number;
}

/** Spans of one message that are looked at. SDKs send 512 at a time, collectors 8192. */
export const MOST_SPANS = 65_536;

/** OTLP's kinds: SPAN_KIND_SERVER and SPAN_KIND_CLIENT. */
export const isRequestKind = (kind: number): boolean => kind === 2 || kind === 3;

const ZEROS = /^0+$/;

/** Whether a span has what it must have: ids of the right length that are not all zeros, and an end that is not before its start. */
export function isWhole(draft: SpanDraft): boolean {
  return draft.traceId.length === 32 && draft.spanId.length === 16 && draft.duration >= 0 && draft.start > 0 && Number.isFinite(draft.start) && !(draft.traceId.startsWith('0') && ZEROS.test(draft.traceId)) && !(draft.spanId.startsWith('0') && ZEROS.test(draft.spanId));
}
