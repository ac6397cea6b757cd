import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulated } from '../../../bench/capacity/simulated.ts';
import { FrameBuilder } from '../../../src/model/frame.ts';
import { cohort, region } from '../../../src/model/kinds/audience.ts';
import { backend } from '../../../src/model/kinds/backend.ts';
import { endpoint } from '../../../src/model/kinds/endpoint.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';

/** Of all requests. */
export const REGIONS = { DE: 0.5, US: 0.3, JP: 0.2 } as const;
/** Of all requests, and what memory a session takes; that of the free ones is not known. */
export const COHORTS = { premium: [0.25, 400_000], free: [0.75, Number.NaN] } as const;

interface Recorded {
  readonly audience?: boolean;
  readonly skipped?: (hour: number) => boolean;
}

/** Made once, and only read: by what it is. They are gone when the process ends. */
const made = new Map<string, Promise<string>>();

/** A history of the made-up backend: so many weeks, up to `until` (ms since the epoch); `audience`: with regions and cohorts; `skipped`: hours of which nothing was recorded. */
export function recordedBackend(until: number, weeks = 3, options: Recorded = {}): Promise<string> {
  const name = `${until} ${weeks} ${options.audience ?? true} ${options.skipped?.toString() ?? ''}`;
  const known = made.get(name) ?? recorded(until, weeks, options);
  made.set(name, known);
  return known;
}

async function recorded(until: number, weeks: number, { audience = true, skipped = () => false }: Recorded): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyprocwatch-test-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { history } = simulated(5, weeks);
  const shift = until / 1000 - (history.times.at(-1) ?? 0) - history.step;
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: until }, DEFAULT_TIERS);
  history.times.forEach((time, hour) => {
    if (skipped(hour)) return;
    const [hosts, endpoints, backends, regions, cohorts] = [new FrameBuilder(host), new FrameBuilder(endpoint), new FrameBuilder(backend), new FrameBuilder(region), new FrameBuilder(cohort)];
    hosts.add({ name: safeText('shop-1'), cpuPercent: 5, cpuCount: 8 });
    for (const { method, route, requests, cost } of history.endpoints) {
      const requestsPerSecond = requests[hour] ?? 0;
      endpoints.add({ site: safeText('shop'), method: safeText(method), route: safeText(route), id: safeText(`${method} ${route}`), requestsPerSecond, cpuPerRequestSeconds: cost.cpuSeconds, cpuPercent: 100 * requestsPerSecond * cost.cpuSeconds, cpuLowSeconds: cost.low, cpuHighSeconds: cost.high, concurrency: requestsPerSecond * 0.02, sentBytesPerSecond: requestsPerSecond * 9000, receivedBytesPerSecond: 0, memoryPerRequestBytes: route === '/api/v1/products' ? 3e6 : Number.NaN });
    }
    const all = history.endpoints.reduce((sum, { requests }) => sum + (requests[hour] ?? 0), 0);
    const cpu = history.endpoints.reduce((sum, { requests, cost }) => sum + (requests[hour] ?? 0) * cost.cpuSeconds, 0);
    const trafficOf = (share: number) => ({ requestsPerSecond: share * all, cpuPercent: 100 * share * cpu, cpuPerRequestSeconds: cpu / all, sentBytesPerSecond: share * all * 9000, receivedBytesPerSecond: share * all * 500 });
    for (const [country, share] of Object.entries(audience ? REGIONS : {})) regions.add({ country: safeText(country), area: safeText('somewhere'), name: safeText(country), ...trafficOf(share) });
    for (const [name, [share, memoryPerSessionBytes]] of Object.entries(audience ? COHORTS : {})) cohorts.add({ name: safeText(name), ...trafficOf(share), activeSessions: share * all * 10, memoryPerSessionBytes, connections: share * all });
    backends.add({ site: safeText('shop'), address: safeText('127.0.0.1:9001'), pids: safeText('7'), cpuPercent: 100 * (history.of.cpuCores?.[hour] ?? 0), rssBytes: history.of.memoryBytes?.[hour] ?? 0 });
    writer.record(new Snapshot((time + shift) * 1000, 3600, [hosts.build(), endpoints.build(), backends.build(), ...(audience ? [regions.build(), cohorts.build()] : [])], []));
  });
  writer.close();
  return folder;
}
