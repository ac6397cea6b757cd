import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { cohort, region, session } from '../../src/model/kinds/audience.ts';
import { backend, BACKEND_ROLES } from '../../src/model/kinds/backend.ts';
import { COST_KNOWN, endpoint } from '../../src/model/kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../../src/model/kinds/endpoint-parts.ts';
import { COUNTRIES } from '../../src/model/regions.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { NOW } from './support.ts';

export interface MadeUpEndpoint {
  readonly route: string;
  readonly method?: string;
  readonly known?: (typeof COST_KNOWN)[number];
  readonly rate?: number;
  readonly errors?: number;
  readonly cpu?: number;
  /** CPU of a request, seconds; the interval is 10 % to each side. */
  readonly cost?: number;
  readonly share?: number;
  readonly with?: string;
}

export const SHOP: readonly MadeUpEndpoint[] = [
  { route: '/api/search', known: 'known', rate: 62, cpu: 48.2, cost: 0.00778, share: 52.1, errors: 0.2 },
  { route: '/api/cart/{id}/items', method: 'POST', known: 'learning', rate: 3.1, cpu: 4.2, cost: 0.0135, share: 4.5, errors: 6.1 },
  { route: '/checkout', method: 'POST', known: 'sum only', rate: 1.2, cpu: 11.9, cost: 0.0992, share: 12.9, errors: 1.4, with: 'POST /payments, GET /taxes' },
  { route: '/static/{file}', known: 'exact', rate: 410, cpu: 2.1, cost: 0.0000512, share: 2.3 },
  { route: '/reports/{year}/{month}', known: 'withheld', rate: 0.1 },
];

const idOf = ({ method = 'GET', route }: MadeUpEndpoint): string => `${method} ${route}`;

export function endpointFrame(rows: readonly MadeUpEndpoint[]): Frame {
  const builder = new FrameBuilder(endpoint);
  for (const row of rows) {
    const { rate = 1, errors = 0, cost = Number.NaN, known = '?' } = row;
    builder.add({
      requestsPerSecond: rate, errorPercent: errors, clientErrorPercent: 0.4, p50Seconds: cost * 3, p95Seconds: cost * 9, p99Seconds: cost * 14, sentBytesPerSecond: rate * 1400, receivedBytesPerSecond: rate * 300,
      cpuPercent: row.cpu ?? Number.NaN, cpuSharePercent: row.share ?? Number.NaN, cpuPerRequestSeconds: cost, cpuLowSeconds: cost * 0.9, cpuHighSeconds: cost * 1.1, costKnown: COST_KNOWN.indexOf(known),
      concurrency: rate * 0.02, upstreamPercent: 93.1, totalRequests: Math.round(rate * 3600),
      site: safeText('shop'), method: safeText(row.method ?? 'GET'), route: safeText(row.route), group: safeText(row.with ?? ''), id: safeText(idOf(row)),
    });
  }
  return builder.build();
}

/** Country codes and requests a second. */
export type MadeUpRegions = readonly (readonly [code: string, rate: number])[];
export const WORLD: MadeUpRegions = [['DE', 120], ['US', 240], ['FR', 40], ['GB', 66], ['JP', 31], ['BR', 22], ['IN', 90], ['AU', 12], ['ZA', 4.1], ['NG', 2.2], ['KE', 0.4], ['CA', 18], ['MX', 7], ['SE', 5], ['PL', 9], ['local', 3], ['??', 1.5]];

export function regionFrame(rows: MadeUpRegions): Frame {
  const builder = new FrameBuilder(region);
  rows.forEach(([code, rate], index) => {
    const place = COUNTRIES.find((each) => each.code === code);
    builder.add({
      activeSessions: Math.round(rate * 8), requestsPerSecond: rate, errorPercent: index % 4, p50Seconds: 0.012 + index * 0.004, p95Seconds: 0.05 + index * 0.02, p99Seconds: 0.1 + index * 0.03, cpuPercent: rate / 3, cpuSharePercent: rate / 8,
      sentBytesPerSecond: rate * 2200, distanceKilometres: index * 611, country: safeText(code), name: safeText(place?.name ?? code), area: safeText(place?.region ?? (code === '??' ? 'unknown' : code)),
    });
  });
  return builder.build();
}

/** All that is known of a made-up shop which the processes 10 and 11 serve. */
export function shopFrames(endpoints: readonly MadeUpEndpoint[] = SHOP, regions: MadeUpRegions = WORLD): Frame[] {
  const backends = new FrameBuilder(backend);
  backends.add({ role: BACKEND_ROLES.indexOf('backend'), requestsPerSecond: 66, processes: 2, cpuPercent: 66.4, cpuPerRequestSeconds: 0.01, delayPercent: 3.4, otherPercent: 8.2, concurrency: 1.4, rssBytes: 210e6, samplingMilliseconds: 100, site: safeText('shop'), address: safeText('127.0.0.1:8080'), pids: safeText('10,11') });
  backends.add({ role: BACKEND_ROLES.indexOf('gateway'), requestsPerSecond: 476, processes: 1, cpuPercent: 7.5, cpuPerRequestSeconds: 0.00016, concurrency: 2, rssBytes: 21e6, site: safeText('shop'), address: safeText('nginx'), pids: safeText('12') });
  const parts = new FrameBuilder(endpointProcess);
  const places = new FrameBuilder(endpointRegion);
  const slow = new FrameBuilder(slowRequest);
  endpoints.forEach((row, index) => {
    for (const pid of [10, 11]) {
      parts.add({ pid, requestsPerSecond: (row.rate ?? 1) / 2, cpuPercent: (row.cpu ?? 0) / 2, cpuSharePercent: 12, backend: safeText('127.0.0.1:8080'), process: safeText(String(pid)), name: safeText('node'), endpoint: safeText(idOf(row)) });
    }
    for (const [code, rate] of regions.slice(0, 3)) places.add({ requestsPerSecond: rate / 10, errorPercent: 0, p95Seconds: 0.1, cpuPercent: 1, country: safeText(code), name: safeText(COUNTRIES.find((each) => each.code === code)?.name ?? code), endpoint: safeText(idOf(row)) });
    slow.add({ endedAt: NOW - index, durationSeconds: 1 + index, upstreamSeconds: 0.9, status: 200, sentBytes: 4000, id: safeText(`r${index}`), backend: safeText('127.0.0.1:8080'), country: safeText('DE'), session: safeText('quiet-otter'), endpoint: safeText(idOf(row)) });
  });
  const sessions = new FrameBuilder(session);
  for (const [index, name] of ['quiet-otter', 'brave-heron', 'small-lynx'].entries()) {
    sessions.add({ requests: 410 - index * 100, requestsPerSecond: 1.2, errors: index, cpuSeconds: 4.1 - index, sentBytes: 8e6, receivedBytes: 1e5, meanSeconds: 0.021, connectionSeconds: 12, since: NOW - 800, lastAt: NOW - 2, cohort: safeText(index === 0 ? 'premium' : 'free'), country: safeText('DE'), id: safeText(name) });
  }
  const cohorts = new FrameBuilder(cohort);
  for (const [index, name] of ['premium', 'free'].entries()) {
    cohorts.add({ activeSessions: 20 + index * 400, requestsPerSecond: 30 + index * 50, errorPercent: 0.1, p50Seconds: 0.01, p95Seconds: 0.1, p99Seconds: 0.2, cpuPercent: 30 + index, cpuSharePercent: 50, cpuPerRequestSeconds: 0.009, cpuPerSessionSeconds: 0.4, sentBytesPerSecond: 1e5, connections: 3, name: safeText(name) });
  }
  return [endpointFrame(endpoints), regionFrame(regions), backends.build(), parts.build(), places.build(), slow.build(), sessions.build(), cohorts.build()];
}
