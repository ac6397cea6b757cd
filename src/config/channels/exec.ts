import { z } from 'zod';
import { safeText } from '../../model/safe-text.ts';
import { FACTS } from '../facts.ts';
import { duration } from '../settings.ts';
import { textOrSecret } from '../secrets.ts';
import { rate } from './common.ts';

const argument = z.string().max(4000).refine((text) => safeText(text) === text)
  .register(FACTS, { expects: 'text of at most 4000 characters without control characters' });
const command = z.array(argument).min(1).max(64).refine(([program = '']) => program.startsWith('/'))
  .register(FACTS, { expects: 'a list: the path of a program (it starts with /), and at most 63 arguments' });

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/).register(FACTS, { expects: 'the name of a variable (letters, digits and _)' });

/** A program of your own, with the alerts as JSON on its standard input. */
export const exec = z.strictObject({
  type: z.literal('exec').describe('A program of your own, with the alerts as JSON on its standard input; no shell.'),
  command: command.describe('Path of the program, then its arguments, which are passed as they stand: [/usr/local/bin/on-alert, --page].'),
  environment: z.record(variable, textOrSecret('text of one line', () => undefined)).prefault({})
    .describe('Variables for it besides PATH and LANG: { PAGER_KEY: "${env:PAGER_KEY}" }.'),
  timeout: duration(1, 600).prefault('30s').describe('Longest that it may run before it is ended, 1s to 10m.'),
  rate: rate(3, 0.2),
});
export type ExecSettings = z.output<typeof exec>;
