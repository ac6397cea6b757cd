import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { SnapshotSource } from '../../../src/alerts/live/snapshot-source.ts';
import { filesystem } from '../../../src/model/kinds/host-parts.ts';
import { valuesOf } from '../support.ts';
import { BEGIN, findingFrame, framesOf, snapshotWith } from './snapshots.ts';

const SECONDS = BEGIN / 1000;
const SNAPSHOT = snapshotWith(BEGIN, [
  { pid: 1, startTime: 5.25, name: 'node', group: 'shop', rssBytes: 100 }, { pid: 2, startTime: 6, name: 'node', group: 'shop', rssBytes: 100 }, { pid: 3, startTime: 7, name: 'bash', group: 'bash', rssBytes: 5 },
], [
  ...framesOf([filesystem, [{ mount: '/', usedBytes: 90 }, { mount: '/srv', usedBytes: 10 }]]),
  findingFrame(
    { id: '1', type: 'anomaly', score: 93, subjectKind: 'group', subject: 'shop', subjectKey: 'shop', figure: 'cpuPercent' },
    { id: '2', type: 'anomaly', score: 70, subjectKind: 'host', subject: 'here', subjectKey: 'here', figure: 'memoryUsedBytes' },
    { id: '3', type: 'LEAK', score: 88, subjectKind: 'process', subject: 'node (1)', subjectKey: '1@5.25', figure: 'anonymousBytes', limitAt: SECONDS + 7200 },
    { id: '4', type: 'growing', score: 60, subjectKind: 'process', subject: 'node (2)', subjectKey: '2@6', figure: 'openFiles' },
    { id: '5', type: 'runs out', score: 90, subjectKind: 'filesystem', subject: '/', subjectKey: '/', figure: 'usedBytes', limitAt: SECONDS + 3600 },
    { id: '6', type: 'runs out', score: 90, subjectKind: 'filesystem', subject: '/srv', subjectKey: '/srv', figure: 'usedBytes', limitAt: SECONDS - 10 },
  ),
]);

const values = (expression: string): Record<string, number> => {
  const source = new SnapshotSource([parseExpression(expression)], 1000);
  source.observe(SNAPSHOT);
  return Object.fromEntries(Object.entries(valuesOf(expression, source, BEGIN)).map(([labels, value]) => [/(?:pid|mount)="([^"]*)"/.exec(labels)?.[1] ?? 'all', value]));
};

describe('what detectors found', () => {
  test('an anomaly of a program is one of each of its processes', () => {
    expect(values('anomaly(process.cpu)')).toEqual({ 1: 93, 2: 93, 3: 0 });
    expect(values('anomaly(process.cpu[7d]) > 90')).toEqual({ 1: 93, 2: 93 });
    expect(values('anomaly(group.cpu{name="shop"})')).toEqual({ all: 93 });
    expect(values('anomaly(process.rss)')).toEqual({ 1: 0, 2: 0, 3: 0 });
    expect(values('anomaly(host.memoryUsed)')).toEqual({ all: 70 });
    expect(values('anomaly(host.memoryAvailable)')).toEqual({ all: 70 });
    expect(values('anomaly(host.load1)')).toEqual({ all: 0 });
  });

  test('a leak is of one process; resident memory leaks as its own part of it', () => {
    expect(values('leak(process.anonymous) >= 80')).toEqual({ 1: 88 });
    expect(values('leak(process.rss{name="node"})')).toEqual({ 1: 88, 2: 0 });
    expect(values('leak(process.fds{pid="2"})')).toEqual({ 2: 60 });
    expect(values('leak(process.cpu)')).toEqual({ 1: 0, 2: 0, 3: 0 });
  });

  test('seconds to the limit, none in sight, none left', () => {
    expect(values('seconds_to_limit(filesystem.used)')).toEqual({ '/': 3600, '/srv': 0 });
    expect(values('seconds_to_limit(filesystem.used) < 1d')).toEqual({ '/': 3600, '/srv': 0 });
    expect(values('seconds_to_limit(process.rss)')).toEqual({ 1: 7200, 2: Infinity, 3: Infinity });
    expect(values('seconds_to_limit(filesystem.usedPercent)')).toEqual({ '/': 3600, '/srv': 0 });
  });

  test('of series that there are not, nothing', () => {
    expect(values('anomaly(sensor.celsius)')).toEqual({});
    expect(values('anomaly(nothing)')).toEqual({});
  });
});
