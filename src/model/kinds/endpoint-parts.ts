import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { traffic } from './traffic.ts';

const ofEndpoint = text('Which endpoint.', { header: 'ENDPOINT', width: 28, weight: 100, grow: true });

/** The join of the two: an endpoint in a process. */
export const endpointProcess = defineKind('endpointProcess', {
  plural: 'endpointProcesses',
  help: 'What one process did for one endpoint.',
  key: ['endpoint', 'process'],
  sort: { field: 'cpuPercent', descending: true },
  fields: {
    pid: property('id', 'Process ID.', { header: 'PID', width: 7, weight: 98 }),
    requestsPerSecond: traffic.requestsPerSecond,
    cpuPercent: traffic.cpuPercent,
    cpuSharePercent: gauge('percent', 'Part of the CPU of the process.', { most: 100, header: 'SHARE', width: 5, weight: 60, precision: 0.1 }),
    backend: text('Address that it serves.', { header: 'BACKEND', width: 21, weight: 70 }),
    process: text('Process ID, as links have it.', { header: 'PROC', width: 7 }),
    name: text('Program.', { header: 'PROGRAM', width: 16, weight: 90 }),
    endpoint: ofEndpoint,
  },
  columns: ['pid', 'name', 'backend', 'requestsPerSecond', 'cpuPercent', 'cpuSharePercent', 'endpoint'],
  links: [{ kind: 'process', title: 'Process', by: { rows: 'pid', from: 'pid' } }],
});

export const endpointRegion = defineKind('endpointRegion', {
  plural: 'endpointRegions',
  help: 'What one country asked of one endpoint.',
  key: ['endpoint', 'country'],
  sort: { field: 'requestsPerSecond', descending: true },
  fields: {
    requestsPerSecond: traffic.requestsPerSecond,
    errorPercent: traffic.errorPercent,
    p95Seconds: traffic.p95Seconds,
    cpuPercent: traffic.cpuPercent,
    country: text('Country, two letters (ISO 3166-1).', { header: 'CC', width: 3, weight: 90 }),
    name: text('Name of the country.', { header: 'COUNTRY', width: 18, weight: 95 }),
    endpoint: ofEndpoint,
  },
  columns: ['country', 'name', 'requestsPerSecond', 'errorPercent', 'p95Seconds', 'cpuPercent', 'endpoint'],
});

export const slowRequest = defineKind('slowRequest', {
  plural: 'slowRequests',
  help: 'The slowest requests of the last five minutes, some of each endpoint.',
  key: ['id'],
  sort: { field: 'durationSeconds', descending: true },
  fields: {
    endedAt: property('timestamp', 'When it was answered.', { header: 'AT', width: 8, weight: 90, precision: 0.001 }),
    durationSeconds: gauge('latency', 'How long it took.', { header: 'TOOK', width: 6, weight: 99, precision: 1e-6, course: 'level', aliases: ['took'] }),
    upstreamSeconds: gauge('latency', 'How long of that behind the gateway.', { header: 'BACK', width: 6, weight: 70, precision: 1e-6, course: 'level' }),
    status: property('id', 'HTTP status.', { header: 'ST', width: 3, weight: 80, otel: 'http.response.status_code' }),
    sentBytes: gauge('bytes', 'Bytes of the answer.', { header: 'SENT', width: 6, weight: 50, course: 'level' }),
    id: text('Which request.', { header: 'ID', width: 12 }),
    backend: text('Address that served it.', { header: 'BACKEND', width: 21, weight: 60 }),
    country: text('Country of the client.', { header: 'CC', width: 3, weight: 65 }),
    session: text('Session, as a name that means nothing elsewhere.', { header: 'SESSION', width: 12, weight: 55 }),
    endpoint: ofEndpoint,
  },
  columns: ['endedAt', 'durationSeconds', 'upstreamSeconds', 'status', 'sentBytes', 'country', 'session', 'backend', 'endpoint'],
});
