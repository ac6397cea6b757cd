import { describe, expect, test } from 'vitest';
import { rowKey } from '../../src/model/row-key.ts';
import { parseExpression } from '../../src/alerts/language/parser.ts';
import { evaluateVector } from '../../src/alerts/language/evaluate.ts';
import { SnapshotSource } from '../../src/alerts/live/snapshot-source.ts';
import { kindOfExpression, type Subject, subjectOfAlert } from '../../src/alerts/subject.ts';
import { cgroup } from '../../src/model/kinds/cgroup.ts';
import { cpu, filesystem, sensor } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process } from '../../src/model/kinds/process.ts';
import { BEGIN, framesOf, snapshotOf } from './live/snapshots.ts';

// As the collector makes it: seconds of the boot and ticks after it, with what rounding does to them.
const START = 1_772_438_359.27 + 0.1 + 0.2;
const SNAPSHOT = snapshotOf(BEGIN, framesOf(
  [process, [
    { pid: 10, startTime: START, name: 'node', user: 'www', group: 'shop', container: 'shop.service', cgroup: '/system.slice/shop.service', cpuPercent: 50 },
    { pid: 11, startTime: START + 7, name: 'node', user: 'www', group: 'shop', container: 'shop.service', cgroup: '/system.slice/shop.service/worker', cpuPercent: 70 },
  ]],
  [host, [{ name: 'here', cpuPercent: 99, kernel: '6.1' }]], [cpu, [{ id: 3, usedPercent: 99 }]], [filesystem, [{ mount: '/srv', device: '/dev/b', usedPercent: 99 }]], [sensor, [{ name: 'core 0', celsius: 99 }]],
  [cgroup, [{ path: '/system.slice/shop.service', name: 'shop.service', memoryUsedPercent: 99 }]],
));

function subjects(text: string): Subject[] {
  const expression = parseExpression(text);
  const source = new SnapshotSource([expression], 5000);
  source.observe(SNAPSHOT);
  return evaluateVector(expression, BEGIN, source).map(({ labels }) => subjectOfAlert(kindOfExpression(expression), labels.with([['alertname', 'A'], ['severity', 'warning']]), SNAPSHOT));
}

describe('what an alert is about, by the row that is its own', () => {
  test.each([
    ['process.cpu > 60', 'process', 'node (11)'], ['process.cpu{pid="10"}', 'process', 'node (10)'], ['avg_over_time(process.cpu[10s]) > 60', 'process', 'node (11)'], ['process.cpu > on (pid, started, name) process.cpu - 1 and on (pid) process.cpu > 60', 'process', 'node (11)'],
    ['group.cpu > 60', 'group', 'shop'], ['sum by (group) (process.cpu) > 60', 'group', 'shop'], ['max by (group, user) (process.cpu) > 60', 'group', 'shop'],
    ['container.cpu > 60', 'container', 'shop.service'], ['sum by (container) (process.cpu) > 60', 'container', 'shop.service'],
    ['host.cpu > 90', 'host', 'here'], ['host.cpu / host.cpu > 0', 'host', 'here'], ['cpu.used > 90', 'cpu', '3'], ['filesystem.usedPercent > 97', 'filesystem', '/srv'], ['sensor.celsius > 90', 'sensor', 'core 0'], ['cgroup.memoryUsedPercent > 90', 'cgroup', 'shop.service'], ['user.cpu > 60', 'user', 'www'], ['pyprocwatch_user_cpu_ratio > 0.6', 'user', 'www'], ['{__name__="user.cpu"} > 60', 'user', 'www'],
  ])('%s: %s %s', (text, kind, name) => {
    const all = subjects(text);
    const frame = SNAPSHOT.named(kind);
    const keys = frame === undefined ? [] : Array.from({ length: frame.count }, (_, row) => rowKey(frame, row));
    for (const subject of all) {
      expect(subject).toMatchObject({ kind, name });
      expect(keys).toContain(subject.key);
    }
    expect(all).toHaveLength(1);
  });

  test.each([
    ['count(process.up) > 1', { kind: 'process', key: '', name: '' }], ['sum by (name) (process.cpu)', { kind: 'process', key: '', name: 'node' }], ['sum by (user) (process.cpu)', { kind: 'process', key: '', name: 'user=www' }],
    ['sum by (runtime) (container.cpu)', { kind: 'container', key: '', name: 'runtime=systemd' }], ['vector(1)', { kind: '', key: '', name: '' }], ['absent(process.up{name="worker"})', { kind: 'process', key: '', name: 'worker' }],
  ])('%s is about no one row', (text, wanted) => expect(subjects(text)).toEqual([wanted]));

  test('one that is gone goes by what its labels say', () => {
    const [labels] = evaluateVector(parseExpression('process.cpu{pid="10"}'), BEGIN, (() => {
      const source = new SnapshotSource([], 5000);
      source.observe(SNAPSHOT);
      return source;
    })()).map((sample) => sample.labels);
    if (labels === undefined) throw new Error('no process');
    expect(subjectOfAlert(process, labels, snapshotOf(BEGIN, []))).toEqual({ kind: 'process', key: '10@1772438359.57', name: 'node (10)' });
  });
});
