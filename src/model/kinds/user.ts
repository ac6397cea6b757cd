import { text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { TOTAL_COLUMNS, totals } from './totals.ts';

export const user = defineKind('user', {
  plural: 'users',
  help: 'All processes of one user.',
  key: ['name'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'rssBytes',
  fields: {
    ...totals,
    name: text('User.', { header: 'USER', width: 20, weight: 100, grow: true, aliases: ['user'] }),
  },
  columns: [...TOTAL_COLUMNS, 'name'],
  links: [{ kind: 'process', title: 'Processes', by: { rows: 'user', from: 'name' } }],
});
