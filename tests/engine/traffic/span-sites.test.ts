import { describe, expect, test } from 'vitest';
import type { RequestSpan } from '../../../src/analysis/traces/request-span.ts';
import { CACHE } from '../../../src/analysis/traffic/request-record.ts';
import { Pseudonyms } from '../../../src/collectors/identity/index.ts';
import { ELSEWHERE } from '../../../src/engine/traffic/backend-state.ts';
import { CallBook } from '../../../src/engine/traffic/call-book.ts';
import { LogSite, SITE_ROUTES } from '../../../src/engine/traffic/log-site.ts';
import { NumberedTexts } from '../../../src/engine/traffic/numbered-texts.ts';
import { SpanSites } from '../../../src/engine/traffic/span-sites.ts';
import { countryByCode } from '../../../src/model/regions.ts';
import { EMPTY_TEXT, safeText } from '../../../src/model/safe-text.ts';
import { recordOf, rowsOf, siteOf, T0, world } from './support.ts';

const spanOf = (over: Partial<RequestSpan> = {}): RequestSpan => ({
  kind: 'server', traceId: '', spanId: '', parentId: '', start: T0, duration: 25, method: safeText('GET'), route: safeText('/users/:id'), path: safeText('/users/17'), status: 200, client: EMPTY_TEXT, session: EMPTY_TEXT, cohort: EMPTY_TEXT,
  country: countryByCode('DE'), peer: EMPTY_TEXT, bytesSent: 100, bytesReceived: Number.NaN, cpuMilliseconds: Number.NaN, resource: { service: safeText('shop'), instance: EMPTY_TEXT, host: EMPTY_TEXT, pid: Number.NaN }, ...over,
});
const of = (service: string, over: Partial<RequestSpan['resource']> = {}): RequestSpan['resource'] => ({ service: safeText(service), instance: EMPTY_TEXT, host: EMPTY_TEXT, pid: Number.NaN, ...over });

function made(sites: LogSite[] = []) {
  const asked: string[] = [];
  const cohorts = new NumberedTexts(9);
  const spans = new SpanSites({
    sites, patterns: [], mostRoutes: 100, sessions: new Pseudonyms({ of: 'session' }), cohorts, hostname: 'here',
    backendAt: (_, address) => asked.push(address) - 1, backendOf: (_, pid) => asked.push(`pid ${pid}`) - 1,
  });
  const told = (over: Partial<RequestSpan> = {}) => {
    const record = recordOf();
    const site = spans.fill(spanOf(over), record);
    return { site, record, name: site?.nameOf(record.endpoint % SITE_ROUTES) };
  };
  return { asked, cohorts, spans, sites, told };
}

describe('requests as programs tell of them', () => {
  test('all that a span tells', () => {
    const { told, cohorts } = made();
    const { record, site } = told({ cohort: safeText('premium'), session: safeText('abc'), cpuMilliseconds: 7 });
    expect(record).toMatchObject({ endedAt: T0 + 25, duration: 25, upstream: 25, status: 200, sentBytes: 100, receivedBytes: 0, backend: -1, cohort: 0, region: countryByCode('DE'), cache: CACHE.unknown, edge: -1, byGateway: false, connection: false, cpuSeconds: 0.007 });
    expect(cohorts.textOf(0)).toBe('premium');
    expect([site?.name, site?.good]).toEqual(['shop', 1]);
  });

  test('bug: a request of another protocol, which has no HTTP status, was told as failed', () => {
    expect(made().told({ status: 0, method: EMPTY_TEXT, route: safeText('shop.Cart/Add') }).record.status).toBe(200);
  });

  test('each service is a site, and the route is the one that it names', () => {
    const { told, sites } = made([siteOf()]);
    expect(told({ resource: of('cart') }).name).toMatch(/^GET \/users\//);
    expect(told({ resource: of('mail'), route: EMPTY_TEXT, path: safeText('/x/1') }).name).toBe('GET /x/*');
    expect(told({ resource: of(''), route: EMPTY_TEXT, path: EMPTY_TEXT }).name).toBe('(malformed)');
    expect(sites.map(({ name }) => name)).toEqual(['shop', 'cart', 'mail', '(unnamed service)']);
  });

  test('bug: a service of the name of a log was the same site, and its endpoints theirs', () => {
    const { told, sites } = made([siteOf()]);
    told();
    told();
    expect(sites.map(({ name }) => name)).toEqual(['shop', 'shop (2)']);
  });

  test('there is an end of services', () => {
    const { told, sites } = made();
    for (let index = 0; index < 500; index += 1) told({ resource: of(`service${index}`) });
    expect(sites).toHaveLength(50);
    expect(told({ resource: of('one more') }).site).toBeUndefined();
    expect(told({ resource: of('service7') }).site?.name).toBe('service7');
  });

  test('its process is the one that tells of itself on this host, else whoever listens at its address', () => {
    const { told, asked } = made();
    const resources = [of('shop', { pid: 17 }), of('shop', { pid: 18, host: safeText('here') }), of('shop', { pid: 19, host: safeText('elsewhere') })];
    for (const resource of resources) told({ resource, peer: safeText('10.0.0.1:80') });
    expect(asked).toEqual(['pid 17', 'pid 18', '10.0.0.1:80']);
    expect(told({ peer: safeText('no-port') }).record.backend).toBe(-1);
  });

  test('bug: a service of another host was taken for what listens at its port here, or for any process here', () => {
    const { told, asked } = made();
    const resource = of('shop', { pid: 19, host: safeText('elsewhere') });
    expect(['api.example.com:443', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080', ''].map((peer) => told({ resource, peer: safeText(peer) }).record.backend)).toEqual([ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE]);
    expect(asked).toEqual([]);
    const { backends } = world();
    expect([backends.isHere(ELSEWHERE), backends.isHere(-1)]).toEqual([false, true]);
  });

  test('bug: one span of five hundred years was the response time and the concurrency of all', () => {
    const { told } = made();
    expect([1.8e13, Number.NaN, Number.POSITIVE_INFINITY, 864e6].map((duration) => told({ duration }).site?.name)).toEqual([undefined, undefined, undefined, 'shop']);
  });

  test('sessions are those that it names, else clients; without either there is none', () => {
    const { told } = made();
    const sessions = [{ session: safeText('a') }, { session: safeText('a'), client: safeText('c') }, { client: safeText('c') }, {}].map((over) => told(over).record.session);
    expect(sessions[1]).toBe(sessions[0]);
    expect(new Set(sessions).size).toBe(3);
    expect(sessions[3]).toBe(-1);
  });

  test('what a trace calls an endpoint is the endpoint', () => {
    const { told, spans } = made();
    const { record } = told();
    expect(spans.endpointOf(safeText('shop'), safeText('GET'), safeText('/users/:id'))).toBe(record.endpoint);
    expect(spans.endpointOf(safeText('mail'), safeText('GET'), safeText('/'))).toBeUndefined();
    expect(spans.endpointOf(safeText('shop'), safeText('GET'), EMPTY_TEXT)).toBeUndefined();
  });
});

describe('calls between services', () => {
  const calls = (book: CallBook, now: number) => rowsOf(book.frame(now));
  const trace = (id: number): RequestSpan[] => {
    const traceId = id.toString(16).padStart(32, '0');
    return [
      spanOf({ traceId, spanId: 'a'.repeat(16), duration: 100, resource: of('shop') }),
      spanOf({ traceId, spanId: 'b'.repeat(16), parentId: 'a'.repeat(16), kind: 'client', start: T0 + 10, duration: 50, resource: of('shop') }),
      spanOf({ traceId, spanId: 'c'.repeat(16), parentId: 'b'.repeat(16), start: T0 + 15, duration: 40, status: id % 2 === 0 ? 500 : 200, method: safeText('POST'), route: safeText('/pay'), resource: of('pay') }),
    ];
  };

  test('who asks whom, how often, how long, and how long the way is; after a minute nothing of it', () => {
    const book = new CallBook((service, method, route) => safeText(`${service}: ${method} ${route}`));
    for (let id = 1; id <= 60; id += 1) book.add(trace(id), 1000);
    expect(calls(book, 2000)).toEqual([]);
    expect(calls(book, 17_000)).toMatchObject([
      { caller: '(outside)', callee: 'shop: GET /users/:id', callsPerSecond: 1 },
      { caller: 'shop: GET /users/:id', callee: 'pay: POST /pay', callsPerSecond: 1, errorPercent: 50, calleeSeconds: expect.closeTo(0.04, 6), betweenSeconds: expect.closeTo(0.01, 6) },
    ]);
    expect(calls(book, 78_000)).toEqual([]);
  });

  test('there is an end of rows', () => {
    const book = new CallBook((service, method, route) => safeText(`${service}: ${method} ${route}`));
    book.add(Array.from({ length: 3000 }, (_, index) => spanOf({ traceId: String(index).padStart(32, '0'), spanId: 'a'.repeat(16), route: safeText(`/${index}`) })), 1000);
    expect(calls(book, 20_000)).toHaveLength(500);
  });
});
