import { describe, expect, test } from 'vitest';
import type { BackendState, KnownCost } from '../../../src/engine/traffic/backend-state.ts';
import { type Known, TrafficFrames, type TrafficNames } from '../../../src/engine/traffic/frames.ts';
import { SITE_ROUTES } from '../../../src/engine/traffic/log-site.ts';
import { TrafficBook } from '../../../src/engine/traffic/traffic-book.ts';
import { BACKEND_ROLES } from '../../../src/model/kinds/backend.ts';
import { COST_KNOWN } from '../../../src/model/kinds/endpoint.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { recordOf, rowsOf, T0 } from './support.ts';

const SITES = ['shop', 'blog', 'mail'];
const NAMES: TrafficNames = {
  endpoint: (number) => ({ site: safeText(SITES[Math.floor(number / SITE_ROUTES)] ?? ''), method: safeText('GET'), route: safeText(`/${number}`), id: safeText(`GET /${number}`) }),
  region: (number) => ({ country: safeText(`c${number}`), name: safeText('somewhere'), area: safeText('europe'), distanceKilometres: 1 }),
  cohort: (number) => safeText(`cohort${number}`), edge: (number) => safeText(`edge${number}`), session: (number) => safeText(`session${number}`),
};
const cost = (over: Partial<KnownCost> = {}): KnownCost => ({ cpuSeconds: 0.01, low: 0.008, high: 0.012, known: COST_KNOWN.indexOf('known'), group: [], ...over });
const knownOf = (over: Partial<Known> = {}): Known => ({ costs: () => undefined, backends: [], memoryPerSession: Number.NaN, memoryPerRequest: () => Number.NaN, ioPerRequest: () => Number.NaN, bend: () => Number.NaN, sessionMilliseconds: 300_000, ...over });
const backendOf = (over: Partial<BackendState> = {}): BackendState => ({
  number: 0, site: safeText('shop'), sites: [safeText('shop')], address: safeText('127.0.0.1:1'), role: BACKEND_ROLES.indexOf('backend'), pids: [{ pid: 7, name: safeText('node'), share: 0.75 }, { pid: 8, name: safeText('node'), share: 0.25 }],
  cpuPercent: 40, delayPercent: 1, rssBytes: 1e6, samplingMilliseconds: 20, samplingPercent: 1, ...over,
});
const NOW = T0 + 60_000;

/** Ten requests a second for a minute. */
function steady(book: TrafficBook, endpoint: number, over: Parameters<typeof recordOf>[0] = {}, cpuSeconds = 0.01): void {
  for (let at = 0; at < 60_000; at += 100) book.take(recordOf({ endpoint, endedAt: T0 + at + 1, ...over }), cpuSeconds, NOW);
}
const rows = (book: TrafficBook, known: Known, kind: string) => rowsOf(new TrafficFrames(NAMES).frames(book, known, NOW).find((frame) => frame.kind.name === kind));

describe('what requests cost, as rows', () => {
  test('an endpoint costs what it costs now, with its share of all', () => {
    const book = new TrafficBook(T0 - 1e6);
    steady(book, 1);
    steady(book, 2);
    const [first, second] = rows(book, knownOf({ costs: (number) => cost({ cpuSeconds: number === 1 ? 0.03 : 0.01 }) }), 'endpoint');
    expect(first).toMatchObject({ cpuPercent: expect.closeTo(30, 3), cpuPerRequestSeconds: 0.03, cpuSharePercent: expect.closeTo(75, 5), cpuLowSeconds: 0.008, cpuHighSeconds: 0.012 });
    expect(second).toMatchObject({ cpuSharePercent: expect.closeTo(25, 5) });
  });

  test('bug: a group of many endpoints told the names of all of them in each of its rows', () => {
    const book = new TrafficBook(T0 - 1e6);
    steady(book, 1);
    const [row] = rows(book, knownOf({ costs: () => cost({ group: [1, -1, ...Array.from({ length: 98 }, (_, index) => index + 2)] }) }), 'endpoint');
    expect(row?.['group']).toBe('(others), GET /2, GET /3, GET /4, GET /5 and 94 more');
  });

  test('a process has the part of an endpoint that its share of the backend is', () => {
    const book = new TrafficBook(T0 - 1e6);
    steady(book, 1, { backend: 0 });
    const processes = rows(book, knownOf({ backends: [backendOf()] }), 'endpointProcess');
    expect(processes.map(({ pid, process, endpoint }) => [pid, process, endpoint])).toEqual([[7, '7', 'GET /1'], [8, '8', 'GET /1']]);
    expect(processes.map(({ cpuPercent }) => Number(cpuPercent))).toEqual([expect.closeTo(7.5, 3), expect.closeTo(2.5, 3)]);
    expect(processes[0]?.['cpuSharePercent']).toBeCloseTo(25, 3);
  });

  test('what no request accounts for is told of a backend', () => {
    const book = new TrafficBook(T0 - 1e6);
    steady(book, 1, { backend: 0 });
    expect(rows(book, knownOf({ backends: [backendOf()] }), 'backend')).toMatchObject([{ otherPercent: expect.closeTo(75, 3), pids: '7,8', processes: 2, cpuPerRequestSeconds: expect.closeTo(0.04, 5) }]);
  });

  test('bug: each of two gateways was told to pass the requests of both', () => {
    const book = new TrafficBook(T0 - 1e6);
    steady(book, 1);
    steady(book, SITE_ROUTES);
    steady(book, SITE_ROUTES + 1);
    const gateway = BACKEND_ROLES.indexOf('gateway');
    const found = rows(book, knownOf({ backends: [backendOf({ role: gateway }), backendOf({ number: 1, role: gateway, site: safeText('blog'), sites: [safeText('blog')] }), backendOf({ number: 2, role: gateway, sites: [safeText('shop'), safeText('blog'), safeText('mail')] })] }), 'backend');
    expect(found.map(({ requestsPerSecond }) => requestsPerSecond)).toEqual([10, 20, 30]);
    expect(found.map(({ p95Seconds }) => Number(p95Seconds))).toEqual([expect.closeTo(0.02, 3), expect.closeTo(0.02, 3), expect.closeTo(0.02, 3)]);
    // It accounts for itself: "other" is no word for it.
    expect(found[0]?.['otherPercent']).toBeNaN();
  });

  test('without a request all figures are numbers or not known, none is negative or endless', () => {
    const book = new TrafficBook(T0);
    book.take(recordOf({ endpoint: 1, duration: Number.NaN, backend: 0, edge: 1, cohort: 1 }), Number.NaN, T0);
    for (const now of [T0, T0 + 1, T0 + 61_000, T0 - 5000]) {
      for (const frame of new TrafficFrames(NAMES).frames(book, knownOf({ costs: () => cost({ cpuSeconds: Number.NaN }), backends: [backendOf({ cpuPercent: 0, pids: [] }), backendOf({ number: 9, cpuPercent: Number.NaN })] }), now)) {
        for (const value of frame.parts().numbers) expect(Number.isNaN(value) || (value >= 0 && value < Number.POSITIVE_INFINITY)).toBe(true);
      }
    }
  });

  test('texts of a row that did not change are the same array, so that they need not be sent', () => {
    const book = new TrafficBook(T0);
    book.take(recordOf({ endpoint: 1 }), 0, T0);
    const frames = new TrafficFrames(NAMES);
    const textsOf = (now: number) => frames.frames(book, knownOf(), now).find(({ kind }) => kind.name === 'endpoint')?.textsOf(0);
    expect(textsOf(T0)).toBe(textsOf(T0 + 1000));
  });
});
