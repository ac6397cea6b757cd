import { expect, test } from 'vitest';
import { derive } from '../../src/engine/derive.ts';
import { container } from '../../src/model/kinds/container.ts';
import { group } from '../../src/model/kinds/group.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { processes, rowsOf } from '../model/support.ts';

const ID = '0123456789abcdef'.repeat(4);
const frame = processes(
  { pid: 1, group: 'nginx', user: 'www', container: 'nginx.service', cgroup: '/system.slice/nginx.service', cpuPercent: 1 },
  { pid: 2, group: 'nginx', user: 'root', container: 'nginx.service', cgroup: '/system.slice/nginx.service', cpuPercent: 2 },
  { pid: 3, group: 'node x.js', user: 'anna', container: '0123456789ab', cgroup: `/docker/${ID}`, cpuPercent: 4 },
  { pid: 4, group: 'bash', user: 'anna', cpuPercent: 8 },
);
const snapshot = new Snapshot(1, 1, [frame], [], derive);

test('groups follow from processes', () => {
  expect(rowsOf(snapshot.frame(group))).toEqual([
    { name: 'nginx', users: 'www,root', processes: 2, cpuPercent: 3 }, { name: 'node x.js', users: 'anna', processes: 1, cpuPercent: 4 }, { name: 'bash', users: 'anna', processes: 1, cpuPercent: 8 },
  ]);
});

test('containers follow from processes, those in none left out', () => {
  expect(rowsOf(snapshot.frame(container))).toEqual([
    { name: 'nginx.service', runtime: 'systemd', cgroup: '/system.slice/nginx.service', processes: 2, cpuPercent: 3 },
    { name: '0123456789ab', runtime: 'docker', cgroup: `/docker/${ID}`, processes: 1, cpuPercent: 4 },
  ]);
});

test.each(['process', 'disk', 'constructor', '__proto__', 'toString', ''])('nothing else is derived: %j', (kind) => {
  expect(derive(kind, snapshot)).toBeUndefined();
});

test('without processes nothing is derived', () => {
  expect(new Snapshot(1, 1, [], [], derive).frame(group)).toBeUndefined();
});
