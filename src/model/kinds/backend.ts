import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { traffic } from './traffic.ts';

export const BACKEND_ROLES = ['?', 'backend', 'gateway', 'elsewhere'] as const;

export const backend = defineKind('backend', {
  plural: 'backends',
  help: 'Processes that serve requests: those that listen at one address, and the gateway itself.',
  key: ['site', 'address'],
  sort: { field: 'cpuPercent', descending: true },
  fields: {
    role: property('level', 'backend: serves requests; gateway: passes them on; elsewhere: not on this host.', { header: 'ROLE', width: 9, weight: 90, choices: BACKEND_ROLES }),
    requestsPerSecond: traffic.requestsPerSecond,
    processes: gauge('count', 'Processes that serve it.', { header: 'PROCS', width: 5, weight: 70, course: 'level' }),
    cpuPercent: gauge('percent', 'CPU of its processes; 100 is one core.', { header: 'CPU%', width: 6, weight: 99, precision: 0.1, aliases: ['cpu'] }),
    cpuPerRequestSeconds: gauge('latency', 'CPU of its processes by request: for a gateway its own cost.', { header: 'CPU/REQ', width: 7, weight: 98, precision: 1e-6, course: 'level', aliases: ['cost'] }),
    delayPercent: gauge('percent', 'Time that its threads were ready to run and had to wait for a CPU.', { header: 'WAIT%', width: 5, weight: 60, precision: 0.1 }),
    otherPercent: gauge('percent', 'Part of its CPU that no request accounts for.', { most: 100, header: 'OTHER', width: 5, weight: 75, precision: 0.1 }),
    concurrency: gauge('count', 'Requests that were under way at a time, on average over the last minute.', { header: 'OPEN', width: 5, weight: 65, precision: 0.01 }),
    p95Seconds: traffic.p95Seconds,
    bendConcurrency: gauge('count', 'Requests under way from which on its response time grows faster with each more; not known while it is a straight line.', { header: 'BENDS', width: 6, weight: 35, precision: 0.01, course: 'level', aliases: ['bend'] }),
    rssBytes: gauge('bytes', 'Resident memory of its processes.', { header: 'RSS', width: 6, weight: 50, precision: 4096 }),
    samplingMilliseconds: property('level', 'Time between two readings of its CPU, in ms.', { header: 'EACH', width: 5 }),
    samplingPercent: gauge('percent', 'What reading the CPU of all backends costs by itself; 100 is one core.', { header: 'SELF%', width: 5, precision: 0.01 }),
    site: text('Name of the gateway or log that told of it.', { header: 'SITE', width: 10, weight: 40 }),
    address: text('Address at which it listens; of a gateway, its program.', { header: 'ADDRESS', width: 24, weight: 100, grow: true }),
    pids: text('Its processes.', { header: 'PIDS', width: 16, list: true, changing: true, weight: 45 }),
  },
  columns: ['role', 'requestsPerSecond', 'cpuPercent', 'cpuPerRequestSeconds', 'otherPercent', 'delayPercent', 'p95Seconds', 'concurrency', 'bendConcurrency', 'rssBytes', 'processes', 'pids', 'address'],
  links: [{ kind: 'endpointProcess', title: 'Endpoints', by: { rows: 'backend', from: 'address' } }],
});
