import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import { joinCalls, type ServiceCall } from '../../analysis/traces/service-calls.ts';
import { TraceWindow } from '../../analysis/traces/trace-window.ts';
import { type Frame, FrameBuilder, KeptTexts } from '../../model/frame.ts';
import { serviceCall } from '../../model/kinds/service-call.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';

const WINDOW_MILLISECONDS = 60_000;
const MOST_CALLS = 500;
const OUTSIDE = safeText('(outside)');

/** Which endpoint asks which other service: what traces of the last minute told. */
export class CallBook {
  readonly #traces = new TraceWindow();
  readonly #batches: { readonly at: number; readonly calls: readonly ServiceCall[] }[] = [];
  readonly #kept = new KeptTexts();
  readonly #nameOf: (service: SafeText, method: SafeText, route: SafeText) => SafeText;

  /** `nameOf`: what an endpoint of a service is called. */
  constructor(nameOf: (service: SafeText, method: SafeText, route: SafeText) => SafeText) {
    this.#nameOf = nameOf;
  }

  /** `now`: ms of a clock that is never set. False when there is no room. */
  add(spans: readonly RequestSpan[], now: number): void {
    this.#traces.add(spans, now);
  }

  frame(now: number): Frame {
    const whole = this.#traces.settle(now);
    if (whole.length > 0) this.#batches.push({ at: now, calls: joinCalls(whole) });
    while (this.#batches.length > 0 && now - (this.#batches[0]?.at ?? now) > WINDOW_MILLISECONDS) this.#batches.shift();
    const sums = new Map<string, { caller: SafeText; callee: SafeText; calls: number; failures: number; took: number; between: number; waited: number }>();
    for (const { calls } of this.#batches) {
      for (const call of calls) {
        const caller = call.caller === '' ? OUTSIDE : this.#nameOf(call.caller, call.callerMethod, call.callerRoute);
        const callee = this.#nameOf(call.callee, call.calleeMethod, call.calleeRoute);
        const key = `${caller}\t${callee}`;
        const sum = sums.get(key) ?? { caller, callee, calls: 0, failures: 0, took: 0, between: 0, waited: 0 };
        sum.calls += call.calls;
        sum.failures += call.failures;
        sum.took += call.calleeMilliseconds;
        sum.between += call.betweenMilliseconds;
        sum.waited += call.waited;
        sums.set(key, sum);
      }
    }
    const builder = new FrameBuilder(serviceCall, this.#kept);
    for (const { caller, callee, calls, failures, took, between, waited } of [...sums.values()].sort((one, other) => other.calls - one.calls).slice(0, MOST_CALLS)) {
      builder.add({ callsPerSecond: calls / (WINDOW_MILLISECONDS / 1000), errorPercent: (100 * failures) / calls, calleeSeconds: took / calls / 1000, betweenSeconds: waited > 0 ? between / waited / 1000 : Number.NaN, caller, callee });
    }
    return builder.build();
  }
}
