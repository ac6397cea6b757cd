import { gauge, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { traffic } from './traffic.ts';

export const serviceCall = defineKind('serviceCall', {
  plural: 'serviceCalls',
  help: 'What one endpoint asks of another service, by trace context: the calls of the last minute.',
  key: ['caller', 'callee'],
  sort: { field: 'callsPerSecond', descending: true },
  fields: {
    callsPerSecond: gauge('perSecond', 'Calls, over the last minute.', { header: 'CALLS/s', width: 7, weight: 95, precision: 0.01, aliases: ['calls'] }),
    errorPercent: traffic.errorPercent,
    calleeSeconds: gauge('latency', 'What the one that was called took, on average.', { header: 'TOOK', width: 6, weight: 90, precision: 1e-6, course: 'level', aliases: ['took'] }),
    betweenSeconds: gauge('latency', 'What the caller waited beyond that: connecting, the way there and back, queues.', { header: 'BETWEEN', width: 7, weight: 80, precision: 1e-6, course: 'level', aliases: ['between'] }),
    caller: text('Endpoint that calls; outside where it is not known.', { header: 'CALLER', width: 28, weight: 99 }),
    callee: text('Endpoint that is called.', { header: 'CALLEE', width: 28, weight: 100, grow: true }),
  },
  columns: ['callsPerSecond', 'errorPercent', 'calleeSeconds', 'betweenSeconds', 'caller', 'callee'],
});
