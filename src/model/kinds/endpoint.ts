import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { interval, route, traffic } from './traffic.ts';

/** How well the cost of an endpoint is known. */
export const COST_KNOWN = ['?', 'learning', 'known', 'sum only', 'withheld', 'exact'] as const;

export const endpoint = defineKind('endpoint', {
  plural: 'endpoints',
  help: 'An endpoint of a web service: the requests of one method and route, and what they cost.',
  key: ['site', 'method', 'route'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'requestsPerSecond',
  labels: ['site', 'method', 'route'],
  fields: {
    ...traffic,
    ...interval,
    costKnown: property('level', 'How well its CPU is known: learning (too few requests yet), known, sum only (always called with others), withheld (the host is too busy to tell, or the times in the log are too coarse), exact (measured in the program).', { header: 'KNOWN', width: 8, weight: 88, choices: COST_KNOWN, aliases: ['known'] }),
    concurrency: gauge('count', 'Requests that were under way at a time, on average over the last minute.', { header: 'OPEN', width: 5, weight: 45, precision: 0.01, rollup: 'sum', aliases: ['open', 'inflight'] }),
    upstreamPercent: gauge('percent', 'Part of the response time that was spent behind the gateway.', { most: 100, header: 'BACK%', width: 5, weight: 35, precision: 0.1, aliases: ['upstream'] }),
    memoryPerRequestBytes: gauge('bytes', 'Memory that the processes hold for each request under way, by regression; not known where its error is greater than itself.', { header: 'MEM/REQ', width: 7, weight: 20, course: 'level', aliases: ['mem'] }),
    ioPerRequestBytes: gauge('bytes', 'Bytes that the processes read from and wrote to disks for one request, by regression.', { header: 'IO/REQ', width: 6, weight: 20, course: 'level', aliases: ['io'] }),
    totalRequests: gauge('count', 'Requests since the start.', { header: 'TOTAL', width: 7, weight: 30, course: 'level', aliases: ['total'] }),
    ...route,
    group: text('Endpoints of which only the sum is known with this one.', { header: 'WITH', width: 16, changing: true }),
    id: text('Method and route, as links have it.', { header: 'ENDPOINT', width: 24 }),
  },
  columns: ['requestsPerSecond', 'errorPercent', 'p50Seconds', 'p95Seconds', 'p99Seconds', 'cpuPercent', 'cpuPerRequestSeconds', 'cpuSharePercent', 'costKnown', 'method', 'route'],
  links: [
    { kind: 'endpointProcess', title: 'Processes', by: { rows: 'endpoint', from: 'id' } },
    { kind: 'slowRequest', title: 'Slow requests', by: { rows: 'endpoint', from: 'id' } },
    { kind: 'endpointRegion', title: 'Regions', by: { rows: 'endpoint', from: 'id' } },
    { kind: 'serviceCall', title: 'Calls', by: { rows: 'caller', from: 'id' } },
  ],
});
