/** What became of one attempt to send. `detail` is for people: clean, short, without secrets. */
export type WriteOutcome =
  | { readonly result: 'sent' }
  /** It may work later. `retryAfterMilliseconds`: the receiver's own word. */
  | { readonly result: 'retry'; readonly detail: string; readonly retryAfterMilliseconds?: number | undefined }
  /** It will never be taken. `status`: of HTTP. */
  | { readonly result: 'refused'; readonly detail: string; readonly status: number };

/** Tries once. Never rejects; `signal` ends it. */
export type PostRequest = (body: Uint8Array, signal: AbortSignal) => Promise<WriteOutcome>;
