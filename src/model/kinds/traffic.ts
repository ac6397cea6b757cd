import { gauge, text } from '../fields.ts';

const second = { precision: 1e-6, course: 'level' } as const;

/** What is known of any set of requests: those of an endpoint, a region, a cohort, an edge. */
export const traffic = {
  requestsPerSecond: gauge('perSecond', 'Requests completed, over the last 10 seconds.', { header: 'REQ/s', width: 6, weight: 96, precision: 0.1, rollup: 'sum', aliases: ['rate', 'rps', 'req'], otel: 'http.server.requests' }),
  errorPercent: gauge('percent', 'Requests that failed (5xx, aborted), of those of the last minute.', { most: 100, header: 'ERR%', width: 5, weight: 92, precision: 0.1, aliases: ['errors', 'err'] }),
  clientErrorPercent: gauge('percent', 'Requests that were refused (4xx), of those of the last minute.', { most: 100, header: '4XX%', width: 5, weight: 40, precision: 0.1, aliases: ['4xx'] }),
  p50Seconds: gauge('latency', 'Response time that half of the requests of the last minute did not exceed.', { header: 'P50', width: 6, weight: 80, ...second, aliases: ['p50', 'median'] }),
  p95Seconds: gauge('latency', 'Response time that 95 % of the requests of the last minute did not exceed.', { header: 'P95', width: 6, weight: 90, ...second, aliases: ['p95', 'latency'] }),
  p99Seconds: gauge('latency', 'Response time that 99 % of the requests of the last minute did not exceed.', { header: 'P99', width: 6, weight: 70, ...second, aliases: ['p99'] }),
  sentBytesPerSecond: gauge('bytesPerSecond', 'Bytes sent in answers, over the last minute.', { header: 'SENT/s', width: 6, weight: 50, precision: 16, rollup: 'sum', aliases: ['sent'] }),
  receivedBytesPerSecond: gauge('bytesPerSecond', 'Bytes received with requests, over the last minute.', { header: 'RECV/s', width: 6, weight: 30, precision: 16, rollup: 'sum', aliases: ['received', 'recv'] }),
  cpuPercent: gauge('percent', 'CPU of the processes that serve it, spent on these requests; 100 is one core.', { header: 'CPU%', width: 6, weight: 99, precision: 0.1, rollup: 'sum', aliases: ['cpu', 'cpu%'] }),
  cpuSharePercent: gauge('percent', 'Part of the CPU of all requests.', { most: 100, header: 'SHARE', width: 5, weight: 60, precision: 0.1, aliases: ['share'] }),
  cpuPerRequestSeconds: gauge('latency', 'CPU of one request, from outside: by access log and the CPU of the processes.', { header: 'CPU/REQ', width: 7, weight: 98, ...second, aliases: ['cost', 'cpureq'] }),
} as const;

/** The interval of what one request costs. */
export const interval = {
  cpuLowSeconds: gauge('latency', 'Lower end of the 90 % interval of the CPU of one request.', { header: 'LOW', width: 6, ...second, aliases: ['low'] }),
  cpuHighSeconds: gauge('latency', 'Upper end of the 90 % interval of the CPU of one request.', { header: 'HIGH', width: 6, ...second, aliases: ['high'] }),
} as const;

/** Texts that say which endpoint. */
export const route = {
  site: text('Name of the gateway or log that told of it.', { header: 'SITE', width: 10, weight: 40 }),
  method: text('HTTP method.', { header: 'METHOD', width: 6, weight: 85, otel: 'http.request.method' }),
  route: text('Path with what varies in it left out.', { header: 'ROUTE', width: 24, weight: 100, grow: true, aliases: ['path'], otel: 'http.route' }),
} as const;
