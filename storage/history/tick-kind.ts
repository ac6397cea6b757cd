import { gauge, text } from '../../src/model/fields.ts';
import { defineKind } from '../../src/model/kind.ts';

/** That there was a sample at all, over what time its rates count, and what could not be seen. One row a tick. */
export const tickKind = defineKind('tick', {
  plural: 'ticks',
  help: 'One sample of everything.',
  key: ['of'],
  fields: {
    of: text('What was sampled.', { header: 'OF', width: 8 }),
    intervalSeconds: gauge('seconds', 'Time that rates are measured over.', { header: 'EVERY', width: 8, precision: 0.001, course: 'level' }),
    notices: text('What could not be seen, as JSON.', { header: 'NOTICES', width: 8, changing: true }),
  },
  columns: ['intervalSeconds', 'notices'],
});
