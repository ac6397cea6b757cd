import { simulated } from '../../../bench/capacity/simulated.ts';
import { FrameBuilder } from '../../../src/model/frame.ts';
import { backend } from '../../../src/model/kinds/backend.ts';
import { endpoint } from '../../../src/model/kinds/endpoint.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

/** A history of the made-up backend: so many weeks, up to `until` (ms since the epoch). */
export async function recordedBackend(until: number, weeks = 3): Promise<string> {
  const folder = temporaryFolder();
  const { history } = simulated(5, weeks);
  const shift = until / 1000 - (history.times.at(-1) ?? 0) - history.step;
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: until }, DEFAULT_TIERS);
  history.times.forEach((time, hour) => {
    const [hosts, endpoints, backends] = [new FrameBuilder(host), new FrameBuilder(endpoint), new FrameBuilder(backend)];
    hosts.add({ name: safeText('shop-1'), cpuPercent: 5, cpuCount: 8 });
    for (const { method, route, requests, cost } of history.endpoints) {
      const requestsPerSecond = requests[hour] ?? 0;
      endpoints.add({ site: safeText('shop'), method: safeText(method), route: safeText(route), id: safeText(`${method} ${route}`), requestsPerSecond, cpuPerRequestSeconds: cost.cpuSeconds, cpuLowSeconds: cost.low, cpuHighSeconds: cost.high, concurrency: requestsPerSecond * 0.02, sentBytesPerSecond: requestsPerSecond * 9000, receivedBytesPerSecond: 0 });
    }
    backends.add({ site: safeText('shop'), address: safeText('127.0.0.1:9001'), pids: safeText('7'), cpuPercent: 100 * (history.of.cpuCores?.[hour] ?? 0), rssBytes: history.of.memoryBytes?.[hour] ?? 0 });
    writer.record(new Snapshot((time + shift) * 1000, 3600, [hosts.build(), endpoints.build(), backends.build()], []));
  });
  writer.close();
  return folder;
}
