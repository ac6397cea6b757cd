import { EMPTY_TEXT, type SafeText } from '../../model/safe-text.ts';
import type { RequestSpan } from './request-span.ts';

/** One service asking another on behalf of an endpoint. */
export interface ServiceCall {
  /** Empty where what asks is not known: the call came from outside, or its span did not get here. */
  readonly caller: SafeText;
  /** Method and route of the endpoint whose request led to it; empty where that is not known. */
  readonly callerMethod: SafeText;
  readonly callerRoute: SafeText;
  readonly callee: SafeText;
  readonly calleeMethod: SafeText;
  readonly calleeRoute: SafeText;
  readonly calls: number;
  /** Answered by 5xx. */
  readonly failures: number;
  /** Sum of what the callee took, ms. */
  readonly calleeMilliseconds: number;
  /** Sum of what the caller waited beyond that, ms: connecting, the way there and back, queues. Of the calls of which both sides told; `waited` says how many. */
  readonly betweenMilliseconds: number;
  readonly waited: number;
}

type Sums = { -readonly [Field in keyof ServiceCall]: ServiceCall[Field] };

/** Route where there is one; a path has no end of values. */
const endpointOf = (span: RequestSpan | undefined): readonly [SafeText, SafeText] => [span?.method ?? EMPTY_TEXT, span?.route ?? EMPTY_TEXT];

/** Spans of one service in one trace among which an endpoint is looked for: a trace may have no end. */
const MOST_TRIED = 64;
const instanceOf = ({ resource: { service, instance } }: RequestSpan): string => `${service}\n${instance}`;

/** The server span in which a client span lies: its parent, else one of its service that was under way then (spans in between are not kept). */
function endpointSpan(client: RequestSpan, spans: ReadonlyMap<string, RequestSpan>, servers: ReadonlyMap<string, readonly RequestSpan[]>): RequestSpan | undefined {
  const parent = spans.get(client.parentId);
  if (parent?.kind === 'server') return parent;
  return servers.get(instanceOf(client))?.find(({ start, duration }) => start <= client.start && client.start <= start + duration);
}

function joinTrace(spans: readonly RequestSpan[], add: (caller: RequestSpan | undefined, endpoint: RequestSpan | undefined, callee: RequestSpan) => void): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const servers = new Map<string, RequestSpan[]>();
  for (const span of spans) {
    if (span.kind !== 'server') continue;
    const known = servers.get(instanceOf(span));
    if (known === undefined) servers.set(instanceOf(span), [span]);
    else if (known.length < MOST_TRIED) known.push(span);
  }
  for (const callee of spans) {
    if (callee.kind !== 'server') continue;
    const parent = callee.parentId === callee.spanId ? undefined : byId.get(callee.parentId);
    // Without instrumentation of its client a service's own span is the parent.
    add(parent, parent === undefined || parent.kind === 'server' ? parent : endpointSpan(parent, byId, servers), callee);
  }
}

/** Which endpoint of which service asked which of another, by the parents of spans (W3C Trace Context). Order of spans does not matter. */
export function joinCalls(spans: Iterable<RequestSpan>): ServiceCall[] {
  const traces = new Map<string, RequestSpan[]>();
  for (const span of spans) {
    if (span.traceId === '') continue;
    const known = traces.get(span.traceId);
    if (known === undefined) traces.set(span.traceId, [span]);
    else known.push(span);
  }
  const calls = new Map<string, Sums>();
  const add = (parent: RequestSpan | undefined, endpoint: RequestSpan | undefined, callee: RequestSpan): void => {
    const caller = parent?.resource.service ?? EMPTY_TEXT;
    const [callerMethod, callerRoute] = endpointOf(endpoint);
    const [calleeMethod, calleeRoute] = endpointOf(callee);
    const key = [caller, callerMethod, callerRoute, callee.resource.service, calleeMethod, calleeRoute].join('\n');
    const sums = calls.get(key) ?? { caller, callerMethod, callerRoute, callee: callee.resource.service, calleeMethod, calleeRoute, calls: 0, failures: 0, calleeMilliseconds: 0, betweenMilliseconds: 0, waited: 0 };
    sums.calls += 1;
    if (callee.status >= 500) sums.failures += 1;
    sums.calleeMilliseconds += callee.duration;
    if (parent?.kind === 'client') {
      // Durations are each of one clock: the hosts' clocks need not agree.
      sums.betweenMilliseconds += Math.max(0, parent.duration - callee.duration);
      sums.waited += 1;
    }
    calls.set(key, sums);
  };
  for (const trace of traces.values()) joinTrace(trace, add);
  return [...calls.values()].toSorted((left, right) => right.calls - left.calls);
}
