import type { RequestSpan } from './request-span.ts';

export interface TraceWindowOptions {
  /** A trace is whole when nothing of it came for so long. Default 15 s: SDKs send each 5 s, and those that ask end last. */
  readonly quietMilliseconds?: number;
  /** Spans that are held at a time; beyond it the oldest traces are given out as they are. Default 50,000. */
  readonly limit?: number;
}

/** Holds the spans of traces till they are all there: those of one trace come from several services at several times. */
export class TraceWindow {
  readonly #quiet: number;
  readonly #limit: number;
  /** By trace, the one that waits longest first. */
  readonly #traces = new Map<string, { readonly spans: RequestSpan[]; last: number }>();
  #held = 0;
  #dropped = 0;

  constructor({ quietMilliseconds = 15_000, limit = 50_000 }: TraceWindowOptions = {}) {
    [this.#quiet, this.#limit] = [quietMilliseconds, limit];
  }

  get held(): number {
    return this.#held;
  }

  /** Spans for which there was no room: more than twice the limit came between two calls of `settle`. */
  get dropped(): number {
    return this.#dropped;
  }

  /** `now` in ms of a clock that is never set. */
  add(spans: readonly RequestSpan[], now: number): void {
    for (const span of spans) {
      if (span.traceId === '') continue;
      if (this.#held >= this.#limit * 2) {
        this.#dropped += 1;
        continue;
      }
      const trace = this.#traces.get(span.traceId) ?? { spans: [], last: now };
      trace.last = now;
      trace.spans.push(span);
      this.#held += 1;
      this.#traces.delete(span.traceId);
      this.#traces.set(span.traceId, trace);
    }
  }

  /** Takes out the spans of all traces that are whole, or for which there is no room. */
  settle(now: number): RequestSpan[] {
    const settled: RequestSpan[] = [];
    for (const [id, { spans, last }] of this.#traces) {
      if (now - last < this.#quiet && this.#held <= this.#limit) break;
      this.#traces.delete(id);
      this.#held -= spans.length;
      for (const span of spans) settled.push(span);
    }
    return settled;
  }
}
