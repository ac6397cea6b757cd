import { text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { TOTAL_COLUMNS, totals } from './totals.ts';

export const container = defineKind('container', {
  plural: 'containers',
  help: 'A container, pod, systemd unit or user slice: the processes of one cgroup.',
  key: ['cgroup'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'rssBytes',
  // One that has cgroups within goes by different paths as its processes come and go; its name stays.
  labels: ['name', 'runtime'],
  fields: {
    ...totals,
    runtime: text('Who made it: docker, containerd, cri-o, podman, kubernetes, lxc, systemd, user.', { header: 'RUNTIME', width: 10, weight: 75 }),
    name: text('Short container ID, pod and container, unit or user.', { header: 'CONTAINER', width: 24, weight: 100, aliases: ['container', 'unit'] }),
    cgroup: text('Path of its cgroup.', { header: 'CGROUP', width: 20, grow: true }),
  },
  columns: [...TOTAL_COLUMNS, 'runtime', 'name', 'cgroup'],
  links: [{ kind: 'process', title: 'Processes', by: { rows: 'container', from: 'name' } }],
});
