import { counter, gauge, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

const bytes = (help: string, header: string) => gauge('bytes', help, { header, width: 7, precision: 4096, course: 'level' });
const count = (help: string, header: string) => gauge('count', help, { header, width: 7, course: 'level' });
const share = (help: string, header: string) => gauge('percent', help, { header, width: 6, precision: 0.1, most: 100, course: 'level' });

export const cgroup = defineKind('cgroup', {
  plural: 'cgroups',
  help: 'A cgroup that sets a limit of its own on memory or tasks (a unit, a container, a slice), with what is used of it. Those below it are counted in.',
  key: ['path'],
  sort: { field: 'memoryUsedPercent', descending: true },
  ties: 'memoryBytes',
  fields: {
    path: text('Its path.', { header: 'CGROUP', width: 20, grow: true, aliases: ['cgroup'] }),
    name: text('Short container ID, pod and container, unit or user.', { header: 'NAME', width: 24, weight: 100, aliases: ['container', 'unit'] }),
    memoryBytes: bytes('Memory in use, page cache and the kernel\'s own for it included.', 'MEM'),
    anonymousBytes: bytes('Memory in use that only swapping frees: anonymous and shared. Known where memory is limited.', 'ANON'),
    memoryLimitBytes: bytes('Memory it may have. At this, cache is dropped, then processes are killed.', 'LIMIT'),
    memoryHighBytes: bytes('Memory from which on it is slowed down and made to give back; nothing is killed for it.', 'HIGH'),
    memoryUsedPercent: share('Memory in use, of its limit.', 'MEM%'),
    tasks: count('Processes and threads.', 'TASKS'),
    tasksLimit: count('Processes and threads it may have; further ones are refused.', 'TASKLIM'),
    tasksUsedPercent: share('Processes and threads, of their limit.', 'TASK%'),
    outOfMemoryKills: counter('count', 'Processes that were killed for want of memory since it was made.', { header: 'OOMKILL', width: 7, course: 'level' }),
  },
  columns: ['name', 'memoryBytes', 'anonymousBytes', 'memoryLimitBytes', 'memoryUsedPercent', 'tasks', 'tasksLimit', 'tasksUsedPercent', 'outOfMemoryKills', 'path'],
  links: [{ kind: 'process', title: 'Processes', by: { rows: 'cgroup', from: 'path' } }],
});
