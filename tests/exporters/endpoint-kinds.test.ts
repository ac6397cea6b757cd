import { describe, expect, test } from 'vitest';
import { renderMetrics, TEXT } from '../../src/exporters/metrics-text.ts';
import { familiesOf } from '../../src/exporters/families.ts';
import { selectRows } from '../../src/exporters/selection.ts';
import type { Kind } from '../../src/model/kind.ts';
import { cohort, edge, region, session } from '../../src/model/kinds/audience.ts';
import { backend } from '../../src/model/kinds/backend.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../../src/model/kinds/endpoint-parts.ts';
import { serviceCall } from '../../src/model/kinds/service-call.ts';
import { frameOf, type Row } from '../model/support.ts';
import { sampleSnapshot } from './sample.ts';

const many = (row: (index: number) => Row) => Array.from({ length: 3000 }, (_, index) => row(index));
const endpoints = frameOf(endpoint, many((index) => ({ site: 'shop', method: 'GET', route: `/r${index}`, id: `GET /r${index}`, group: `secret${index}`, cpuPercent: index, requestsPerSecond: 3000 - index, p95Seconds: 0.02 })));

describe('what of requests leaves this host', () => {
  test.each<[string, Kind, Row]>([
    ['sessions', session, { id: 'abcdefghijkl', requests: 1, cpuSeconds: 1 }], ['slow requests', slowRequest, { id: 'x-1', durationSeconds: 1, session: 'abcdefghijkl' }], ['endpoints by process', endpointProcess, { endpoint: 'GET /', process: '7', pid: 7, cpuPercent: 1 }],
    ['endpoints by country', endpointRegion, { endpoint: 'GET /', country: 'DE', requestsPerSecond: 1 }],
  ])('no %s', (_, kind, row) => {
    expect(selectRows(frameOf(kind, [row]), { top: 1000, processes: 1000 }).rows).toEqual([]);
  });

  test('of endpoints those that cost most and those that are asked for most, by site, method and route alone', () => {
    const { rows, labels } = selectRows(endpoints, { top: 10 });
    expect(rows).toHaveLength(20);
    expect(labels[0]?.pairs.map(([name]) => name).toSorted()).toEqual(['method', 'route', 'site']);
  });

  test.each<[Kind, (index: number) => Row]>([
    [region, (index) => ({ country: `c${index}`, requestsPerSecond: index })], [cohort, (index) => ({ name: `c${index}`, cpuPercent: index })], [edge, (index) => ({ name: `e${index}`, requestsPerSecond: index })],
    [backend, (index) => ({ site: 's', address: `a${index}`, cpuPercent: index })], [serviceCall, (index) => ({ caller: `a${index}`, callee: 'b', callsPerSecond: index })],
  ])('$name: a bounded number of series', (kind, row) => {
    expect(selectRows(frameOf(kind, many(row)), {}).rows.length).toBeLessThanOrEqual(100);
  });

  test('a page of metrics has their figures in the units of Prometheus, and no name of a session', () => {
    const text = renderMetrics(familiesOf(sampleSnapshot({ more: [endpoints, frameOf(session, [{ id: 'abcdefghijkl', requests: 5 }])] }), { top: 5 }), TEXT);
    expect(text).toMatch(/endpoint_p95_seconds\{[^}]*method="GET"[^}]*\} 0\.02/);
    expect(text).not.toMatch(/abcdefghijkl|secret/);
    expect(text.split('\n').filter((line) => line.includes('endpoint_p95_seconds{'))).toHaveLength(10);
  });
});
