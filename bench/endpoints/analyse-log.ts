/** What `logs.ts` measures: one file, all that a report of it needs. Arguments: FILE FORMAT. Prints JSON. */
import { compileFormat, LineReader, readLog } from '../../src/collectors/access-logs/index.ts';
import { RequestTotals } from '../../src/analysis/requests/request-totals.ts';
import { RouteNames } from '../../src/analysis/requests/route-names.ts';
import { SessionCounter } from '../../src/analysis/requests/session-counter.ts';
import { LatencyHistogram } from '../../src/analysis/requests/latency-histogram.ts';
import { FIELD } from '../../src/collectors/access-logs/request-line.ts';

const [path = '', formatName = 'combined'] = process.argv.slice(2);

/** A stand-in for a real table: 65,536 networks of IPv4, found by halving, in 200 regions of which some have most, as countries have. */
const NETWORKS = Uint32Array.from({ length: 65_536 }, (_, index) => index * 65_536);
const REGIONS = Uint8Array.from({ length: 65_536 }, (_, index) => Math.floor(200 * (((Math.imul(index, 0x9e3779b1) >>> 0) / 2 ** 32) ** 4)));
function regionOf(bytes: Uint8Array, start: number, end: number): number {
  let address = 0;
  let part = 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 46) {
      address = address * 256 + part;
      part = 0;
    } else part = part * 10 + byte - 48;
  }
  address = address * 256 + part;
  let low = 0;
  let high = NETWORKS.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((NETWORKS[middle] ?? 0) <= address) low = middle;
    else high = middle;
  }
  return REGIONS[low] ?? 0;
}

const { method: METHOD, path: PATH, client: CLIENT } = FIELD;
const routes = new RouteNames();
const sessions = new SessionCounter({ regionOf });
const totals = new RequestTotals();
const reader = new LineReader(compileFormat(formatName).parser(), (line) => {
  const { bytes, starts, ends } = line;
  const route = routes.idOf(bytes, starts[METHOD] ?? 0, ends[METHOD] ?? 0, starts[PATH] ?? 0, ends[PATH] ?? 0, line.status);
  if (routes.hasMoves) totals.move(routes.takeMoves());
  const client = sessions.add(bytes, starts[CLIENT] ?? 0, ends[CLIENT] ?? 0, line.endMilliseconds);
  totals.add(route, sessions.region(client), 0, line);
});
const before = process.cpuUsage();
await readLog(path, (chunk) => reader.feed(chunk));
reader.finish();
const latency = new LatencyHistogram();
const endpoints = new Set<number>();
for (const row of totals.rows()) {
  latency.merge(row.latency);
  endpoints.add(row.endpoint);
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({
  lines: reader.lines, bad: reader.bad.total, reasons: reader.bad.reasons(), cpuSeconds: (user + system) / 1e6, endpoints: endpoints.size, rows: totals.rows().length, clients: sessions.clients, sessions: sessions.sessions,
  p50: latency.quantile(0.5), p95: latency.quantile(0.95), p99: latency.quantile(0.99), names: [...endpoints].map((id) => routes.name(id)).slice(0, 40), maxRssMB: Math.round(process.resourceUsage().maxRSS / 1024),
})}\n`);
