import { text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { TOTAL_COLUMNS, totals } from './totals.ts';

export const group = defineKind('group', {
  plural: 'groups',
  help: 'All processes of what a person calls one program: a container or unit, a script of an interpreter, a master with its workers.',
  key: ['name'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'rssBytes',
  // Its owners come and go; it is the same program.
  labels: ['name'],
  fields: {
    ...totals,
    users: text('Owners of its processes.', { header: 'USERS', width: 12, aliases: ['user'] }),
    name: text('Name of the group.', { header: 'GROUP', width: 20, weight: 100, grow: true, aliases: ['group', 'program', 'command'] }),
  },
  columns: [...TOTAL_COLUMNS, 'users', 'name'],
  links: [{ kind: 'process', title: 'Processes', by: { rows: 'group', from: 'name' } }],
});
