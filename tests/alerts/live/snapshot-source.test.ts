import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { SnapshotSource } from '../../../src/alerts/live/snapshot-source.ts';
import { cpu, filesystem } from '../../../src/model/kinds/host-parts.ts';
import { cgroup } from '../../../src/model/kinds/cgroup.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process } from '../../../src/model/kinds/process.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { frameOf } from '../../model/support.ts';
import { valuesOf } from '../support.ts';
import { BEGIN, framesOf, snapshotOf } from './snapshots.ts';

const SECONDS = BEGIN / 1000;
const SNAPSHOT = snapshotOf(BEGIN, framesOf(
  [process, [
    { pid: 10, startTime: SECONDS - 50.27, name: 'node', user: 'www', group: 'shop', container: 'shop.service', cgroup: '/system.slice/shop.service', cpuPercent: 50, rssBytes: 1000, openFiles: 7, command: 'node shop.js', executable: '/usr/bin/node' },
    { pid: 11, startTime: SECONDS - 40, name: 'node', user: 'www', group: 'shop', container: 'shop.service', cgroup: '/system.slice/shop.service', cpuPercent: 25, rssBytes: 3000 },
    { pid: 12, startTime: SECONDS - 30, name: 'bash', user: 'ann', group: 'bash', cpuPercent: 1 },
  ]],
  [host, [{ name: 'here', cpuPercent: 40, memoryTotalBytes: 8000, memoryAvailableBytes: 2000, kernel: '6.1' }]],
  [cpu, [{ id: 0, usedPercent: 10 }, { id: 1, usedPercent: 70 }]],
  [filesystem, [{ mount: '/', device: '/dev/a', type: 'ext4', usedPercent: 90, usedBytes: 900 }, { mount: '/srv', device: '/dev/b', type: 'xfs', usedPercent: 20, usedBytes: 200 }]],
  [cgroup, [{ path: '/system.slice/shop.service', name: 'shop.service', anonymousBytes: 96, memoryLimitBytes: 100, outOfMemoryKills: 0 }]],
));

function sourceOf(expression: string, snapshot: Snapshot = SNAPSHOT): SnapshotSource {
  const source = new SnapshotSource([parseExpression(expression)], 1000);
  source.observe(snapshot);
  return source;
}
const values = (expression: string): unknown => valuesOf(expression, sourceOf(expression), BEGIN);
const NODE_10 = '{container="shop.service", group="shop", name="node", pid="10", started="2026-03-02T07:59:09.730Z", user="www"}';
const NODE_11 = '{container="shop.service", group="shop", name="node", pid="11", started="2026-03-02T07:59:20.000Z", user="www"}';
const BASH = '{group="bash", name="bash", pid="12", started="2026-03-02T07:59:30.000Z", user="ann"}';

describe('series of the present', () => {
  test.each([
    ['process.rss', { [NODE_10]: 1000, [NODE_11]: 3000 }],
    ['process.cpu{name="node"} > 30', { [NODE_10]: 50 }],
    ['process.cpu{name=~"no.*",pid!="10"}', { [NODE_11]: 25 }],
    ['process.cpu{pid="12"}', { [BASH]: 1 }], ['process.cpu{started="2026-03-02T07:59:20.000Z"}', { [NODE_11]: 25 }], ['process.cpu{container=""}', { [BASH]: 1 }], ['process.cpu{container!=""}', { [NODE_10]: 50, [NODE_11]: 25 }],
    // Labels that series do not show may be asked for: long texts.
    ['process.cpu{command=~".*shop.js"}', { [NODE_10]: 50 }], ['process.cpu{executable="/usr/bin/node"}', { [NODE_10]: 50 }],
    ['process.cpu{nothing="x"}', {}], ['process.cpu{nothing="",pid="12"}', { [BASH]: 1 }], ['process.cpu{nothing!="x",pid="12"}', { [BASH]: 1 }], ['process.cpu{nothing=~".*",pid="12"}', { [BASH]: 1 }], ['process.cpu{pid="12",pid="13"}', {}], ['process.cpu{pid="12",name="node"}', {}],
    ['sum by (group) (process.cpu)', { '{group="shop"}': 75, '{group="bash"}': 1 }], ['count(process.up)', { '{}': 3 }], ['process.up{pid="12"}', { [BASH]: 1 }],
    ['group.cpu', { '{name="shop"}': 75, '{name="bash"}': 1 }],
    ['container.rss', { '{name="shop.service", runtime="systemd"}': 4000 }], ['container.processes{name="shop.service"}', { '{name="shop.service", runtime="systemd"}': 2 }], ['user.cpu{name="ann"}', { '{name="ann"}': 1 }],
    ['cpu.used > 50%', { '{id="1"}': 70 }], ['cpu.used{id="0"}', { '{id="0"}': 10 }], ['filesystem.usedPercent{mount="/"}', { '{device="/dev/a", mount="/", type="ext4"}': 90 }], ['filesystem.used{type!="ext4"}', { '{device="/dev/b", mount="/srv", type="xfs"}': 200 }],
    ['host.memoryAvailable / host.memoryTotal', { '{kernel="6.1", name="here"}': 0.25 }], ['cgroup.anonymous / cgroup.memoryLimit > 0.95', { '{name="shop.service", path="/system.slice/shop.service"}': 0.96 }],
    ['pyprocwatch_process_cpu_ratio{pid="10"}', { [NODE_10]: 0.5 }], ['pyprocwatch_process_cpu_ratio > 0.3', { [NODE_10]: 0.5 }], ['{__name__="pyprocwatch_process_cpu_ratio",pid="10"}', { [NODE_10]: 0.5 }], ['{__name__="process.cpu",pid="10"}', { [NODE_10]: 50 }], ['process.cpu.utilization{pid="10"}', { [NODE_10]: 0.5 }],
    ['sensor.celsius', {}], ['absent(sensor.celsius{name="cpu"})', { '{name="cpu"}': 1 }], ['absent(process.up{name="worker"})', { '{name="worker"}': 1 }], ['absent(process.up{name="node"})', {}], ['up', {}], ['thread.cpu', {}],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));

  test('what is not known is not there', () => {
    expect(values('process.openFiles')).toEqual({ [NODE_10]: 7 });
    expect(values('process.rss < 1e9')).toEqual({ [NODE_10]: 1000, [NODE_11]: 3000 });
    expect(values('process.rss == NaN')).toEqual({});
  });

  test('every kind that has figures can be asked', () => {
    const names = ['host.load1', 'cpu.used', 'disk.busy', 'interface.errors', 'filesystem.used', 'sensor.celsius', 'process.rss', 'group.rss', 'user.rss', 'container.rss', 'cgroup.tasks', 'finding.score'];
    for (const name of names) expect(() => values(`${name} > 0`), name).not.toThrow();
  });

  test('nothing was seen yet', () => {
    expect(valuesOf('process.cpu', new SnapshotSource([], 1000), BEGIN)).toEqual({});
  });
});

describe('rows of before, since they could not be read now', () => {
  const stale = snapshotOf(BEGIN, [frameOf(filesystem, [{ mount: '/', usedPercent: 99 }], true), frameOf(host, [{ name: 'here', load1: 1 }])]);

  test('say nothing of now: a rule about them cannot be evaluated', () => {
    for (const expression of ['filesystem.usedPercent > 97', 'filesystem.used', 'absent(filesystem.up)', 'filesystem.up{mount="/"}']) expect(() => valuesOf(expression, sourceOf(expression, stale), BEGIN), expression).toThrow('filesystems could not be read');
    expect(valuesOf('host.load1', sourceOf('host.load1', stale), BEGIN)).toEqual({ '{name="here"}': 1 });
  });

  test('are left out of what is kept of the past', () => {
    const expression = 'count_over_time(filesystem.up[10s])';
    const source = sourceOf(expression, snapshotOf(BEGIN, framesOf([filesystem, [{ mount: '/', usedPercent: 98 }]])));
    source.observe(snapshotOf(BEGIN + 1000, stale.collected()));
    expect(valuesOf(expression, source, BEGIN + 1000)).toEqual({ '{mount="/"}': 1 });
  });
});
