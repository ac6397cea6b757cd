import { describe, expect, test } from 'vitest';
import { joinCalls } from '../../../src/analysis/traces/service-calls.ts';
import type { RequestSpan } from '../../../src/analysis/traces/request-span.ts';
import { TraceWindow } from '../../../src/analysis/traces/trace-window.ts';
import { EMPTY_TEXT, safeText } from '../../../src/model/safe-text.ts';

function span(service: string, kind: 'server' | 'client', spanId: string, parentId: string, own: Partial<RequestSpan> = {}): RequestSpan {
  return {
    kind, traceId: 't1', spanId, parentId, start: 100, duration: 10, method: safeText('GET'), route: safeText(`/${service}`), path: EMPTY_TEXT, status: 200, client: EMPTY_TEXT, session: EMPTY_TEXT, cohort: EMPTY_TEXT, country: 0, peer: EMPTY_TEXT,
    bytesSent: Number.NaN, bytesReceived: Number.NaN, cpuMilliseconds: Number.NaN, resource: { service: safeText(service), instance: EMPTY_TEXT, host: EMPTY_TEXT, pid: Number.NaN }, ...own,
  };
}

const shop = span('shop', 'server', 's1', '', { start: 100, duration: 50 });
const asks = span('shop', 'client', 'c1', 's1', { start: 110, duration: 30, route: EMPTY_TEXT });
const stock = span('stock', 'server', 's2', 'c1', { start: 90, duration: 20, status: 503 });

describe('calls between services', () => {
  test('by the parents of spans, in any order', () => {
    const wanted = [
      { caller: '', callerRoute: '', callee: 'shop', calleeRoute: '/shop', calls: 1, failures: 0, calleeMilliseconds: 50, waited: 0 },
      { caller: 'shop', callerMethod: 'GET', callerRoute: '/shop', callee: 'stock', calleeRoute: '/stock', calls: 1, failures: 1, calleeMilliseconds: 20, betweenMilliseconds: 10, waited: 1 },
    ];
    for (const order of [[shop, asks, stock], [stock, asks, shop], [asks, stock, shop]]) {
      expect(joinCalls(order).toSorted((left, right) => (left.callee < right.callee ? -1 : 1))).toMatchObject(wanted);
    }
  });

  test('with spans in between that are not kept: the endpoint that was under way', () => {
    const calls = joinCalls([shop, { ...asks, parentId: 'internal' }, stock]);
    expect(calls.find(({ callee }) => callee === 'stock')).toMatchObject({ caller: 'shop', callerRoute: '/shop' });
    const other = joinCalls([shop, { ...asks, parentId: 'internal', start: 500 }, stock]);
    expect(other.find(({ callee }) => callee === 'stock')).toMatchObject({ caller: 'shop', callerRoute: '' });
  });

  test('a caller without a client span; a span that is its own parent; another trace; no trace', () => {
    expect(joinCalls([shop, { ...stock, parentId: 's1' }]).find(({ callee }) => callee === 'stock')).toMatchObject({ caller: 'shop', callerRoute: '/shop', waited: 0 });
    expect(joinCalls([{ ...shop, parentId: 's1' }])).toMatchObject([{ caller: '', callee: 'shop' }]);
    expect(joinCalls([shop, asks, { ...stock, traceId: 't2' }]).find(({ callee }) => callee === 'stock')).toMatchObject({ caller: '' });
    expect(joinCalls([{ ...shop, traceId: '' }])).toEqual([]);
  });

  test('are added up', () => {
    const spans = Array.from({ length: 100 }, (_, index) => [shop, asks, stock].map((one) => ({ ...one, traceId: `t${index}` }))).flat();
    expect(joinCalls(spans).map(({ calls }) => calls)).toEqual([100, 100]);
  });
});

describe('the window', () => {
  test('gives out a trace when nothing of it came for a while', () => {
    const window = new TraceWindow({ quietMilliseconds: 100 });
    window.add([shop, asks], 0);
    window.add([{ ...shop, traceId: 't2' }], 50);
    window.add([stock], 90);
    expect(window.settle(100)).toEqual([]);
    expect(window.settle(150).map(({ traceId }) => traceId)).toEqual(['t2']);
    expect(window.settle(190)).toEqual([shop, asks, stock]);
    expect(window.held).toBe(0);
  });

  test('is bounded', () => {
    const window = new TraceWindow({ limit: 10 });
    window.add(Array.from({ length: 100 }, (_, index) => ({ ...shop, traceId: `t${index}` })), 0);
    expect(window.dropped).toBe(80);
    expect(window.settle(1)).toHaveLength(10);
    expect(window.held).toBe(10);
    window.add(Array.from({ length: 100 }, () => shop), 2);
    window.settle(3);
    expect(window.held).toBeLessThanOrEqual(10);
  });
});
