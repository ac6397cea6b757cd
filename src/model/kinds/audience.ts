import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { traffic } from './traffic.ts';

const activeSessions = gauge('count', 'Sessions with a request in the last five minutes.', { header: 'USERS', width: 6, weight: 94, course: 'level', aliases: ['users', 'sessions'] });

export const session = defineKind('session', {
  plural: 'sessions',
  help: 'A user session, by a name that means nothing elsewhere: the dearest of those with a request in the last five minutes.',
  key: ['id'],
  sort: { field: 'cpuSeconds', descending: true },
  ties: 'requests',
  labels: ['id'],
  fields: {
    requests: gauge('count', 'Requests since it began.', { header: 'REQS', width: 6, weight: 95, course: 'level', aliases: ['reqs'] }),
    requestsPerSecond: traffic.requestsPerSecond,
    errors: gauge('count', 'Its requests that failed (5xx, aborted).', { header: 'ERRS', width: 5, weight: 85, course: 'level' }),
    cpuSeconds: gauge('latency', 'CPU spent on its requests.', { header: 'CPU', width: 7, weight: 99, precision: 1e-5, course: 'level', aliases: ['cpu'] }),
    sentBytes: gauge('bytes', 'Bytes sent to it.', { header: 'SENT', width: 6, weight: 70, course: 'level' }),
    receivedBytes: gauge('bytes', 'Bytes received from it.', { header: 'RECV', width: 6, weight: 40, course: 'level' }),
    meanSeconds: gauge('latency', 'Response time of its requests on average.', { header: 'MEAN', width: 6, weight: 60, precision: 1e-4, course: 'level' }),
    connectionSeconds: gauge('seconds', 'Time of its WebSocket and long-poll connections.', { header: 'CONN', width: 8, weight: 45, precision: 0.1, course: 'level' }),
    since: property('timestamp', 'When its first request was answered.', { header: 'SINCE', width: 8, weight: 75, precision: 0.001 }),
    lastAt: property('timestamp', 'When its last request was answered.', { header: 'LAST', width: 8, weight: 65, precision: 1 }),
    cohort: text('Cohort, by the rules of the configuration.', { header: 'COHORT', width: 10, weight: 80, changing: true }),
    country: text('Country of its client.', { header: 'CC', width: 3, weight: 78, changing: true }),
    id: text('Name of the session, which changes with the key it is made with.', { header: 'SESSION', width: 14, weight: 100, grow: true }),
  },
  columns: ['cpuSeconds', 'requests', 'requestsPerSecond', 'errors', 'sentBytes', 'meanSeconds', 'connectionSeconds', 'since', 'lastAt', 'country', 'cohort', 'id'],
});

export const cohort = defineKind('cohort', {
  plural: 'cohorts',
  help: 'Users of one kind (premium, free ...), by rules of the configuration.',
  key: ['name'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'requestsPerSecond',
  fields: {
    activeSessions,
    ...traffic,
    cpuPerSessionSeconds: gauge('latency', 'CPU by session and minute, over the last minute.', { header: 'CPU/USR', width: 7, weight: 88, precision: 1e-6, course: 'level' }),
    memoryPerSessionBytes: gauge('bytes', 'Memory of the processes that grows with each active session, by regression; not known where its error is greater than itself.', { header: 'MEM/USR', width: 7, weight: 40, course: 'level' }),
    connections: gauge('count', 'WebSocket and long-poll connections open at a time, on average over the last minute.', { header: 'CONNS', width: 6, weight: 45, precision: 0.01 }),
    name: text('Name of the cohort.', { header: 'COHORT', width: 16, weight: 100, grow: true }),
  },
  columns: ['activeSessions', 'requestsPerSecond', 'errorPercent', 'p95Seconds', 'cpuPercent', 'cpuSharePercent', 'cpuPerRequestSeconds', 'cpuPerSessionSeconds', 'sentBytesPerSecond', 'connections', 'name'],
  links: [{ kind: 'session', title: 'Sessions', by: { rows: 'cohort', from: 'name' } }],
});

export const region = defineKind('region', {
  plural: 'regions',
  help: 'Where requests come from: a country, and the part of the world that it is in.',
  key: ['country'],
  sort: { field: 'requestsPerSecond', descending: true },
  ties: 'cpuPercent',
  fields: {
    activeSessions,
    ...traffic,
    distanceKilometres: gauge('count', 'How far its clients are from what serves them, where that is known.', { header: 'KM', width: 6, weight: 50, course: 'level', aliases: ['km'] }),
    country: text('Country, two letters (ISO 3166-1); local for private addresses, ?? where it is not known.', { header: 'CC', width: 5, weight: 97 }),
    area: text('Part of the world: north-america, europe, asia ...', { header: 'AREA', width: 13, weight: 70 }),
    name: text('Name of the country.', { header: 'COUNTRY', width: 20, weight: 100, grow: true }),
  },
  columns: ['country', 'activeSessions', 'requestsPerSecond', 'errorPercent', 'p50Seconds', 'p95Seconds', 'cpuPercent', 'cpuSharePercent', 'sentBytesPerSecond', 'distanceKilometres', 'area', 'name'],
  links: [{ kind: 'endpointRegion', title: 'Endpoints', by: { rows: 'country', from: 'country' } }, { kind: 'session', title: 'Sessions', by: { rows: 'country', from: 'country' } }],
});

export const edge = defineKind('edge', {
  plural: 'edges',
  help: 'An edge of the content delivery network, by what its headers or log fields say.',
  key: ['name'],
  sort: { field: 'requestsPerSecond', descending: true },
  fields: {
    requestsPerSecond: traffic.requestsPerSecond,
    hitPercent: gauge('percent', 'Requests that the edge answered by itself, of those of the last minute whose cache status is known.', { most: 100, header: 'HIT%', width: 5, weight: 95, precision: 0.1, aliases: ['hit'] }),
    errorPercent: traffic.errorPercent,
    p95Seconds: traffic.p95Seconds,
    sentBytesPerSecond: traffic.sentBytesPerSecond,
    cpuPercent: gauge('percent', 'CPU of our processes for what the edge did not have; 100 is one core.', { header: 'CPU%', width: 6, weight: 90, precision: 0.1 }),
    name: text('Name of the edge or point of presence.', { header: 'EDGE', width: 16, weight: 100, grow: true }),
  },
  columns: ['requestsPerSecond', 'hitPercent', 'errorPercent', 'p95Seconds', 'sentBytesPerSecond', 'cpuPercent', 'name'],
});
