import { stderr, stdout } from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import { TIME_EXAMPLES } from '../../analysis/time-words.ts';
import { REQUEST_GROUPS } from '../../reports/requests/grouping.ts';
import type { RequestArguments } from '../requests/query.ts';
import type { RequestContext, RequestFormat } from '../requests/run.ts';
import type { CommandOutput } from './output.ts';

/** Where nobody says how wide it may be: a mail, a file. */
const USUAL_WIDTH = 120;
const CLEAR_LINE = '\r\u001B[K';
const SESSION_GROUPS = ['cohort', 'country', 'region', 'minute'];

const surroundings = (): RequestContext => ({ folder: stateFolder(process.env), now: Date.now(), width: stdout.columns ?? USUAL_WIDTH, progress: stderr.isTTY ? (text) => stderr.write(`${CLEAR_LINE}${text}`) : undefined });

interface Face {
  readonly command: string;
  readonly describe: string;
  readonly groups: readonly string[];
  readonly group: string;
  readonly examples: readonly (readonly [line: string, words: string])[];
}

const ENDPOINTS: Face = {
  command: 'endpoints', describe: 'What requests came to and cost, by endpoint: from what was counted, or from an access log', groups: REQUEST_GROUPS, group: 'endpoint',
  examples: [['$0 endpoints --last 1h', 'Which endpoint costs most?'], ['$0 endpoints --last 24h --group-by hour --route "/api/pay"', 'One endpoint, hour by hour'], ['$0 endpoints --log access.log', 'An access log, its format found by itself']],
};
const GEO: Face = {
  command: 'geo', describe: 'Where requests come from, and what they cost', groups: REQUEST_GROUPS, group: 'country',
  examples: [['$0 geo --last 24h', 'Requests, response times and CPU by country'], ['$0 geo --group-by region --json', 'By part of the world, as JSON']],
};
const SESSIONS: Face = {
  command: 'sessions', describe: 'How many sessions were active, by cohort or place', groups: SESSION_GROUPS, group: 'cohort',
  examples: [['$0 sessions --last 1h', 'Active sessions by cohort'], ['$0 sessions --group-by country', 'By country']],
};

function options(yargs: Argv, { groups, group, examples, command }: Face): Argv {
  const own = yargs
    .option('last', { type: 'string', requiresArg: true, describe: 'So long up to now: 15m, 1h, 7d (default: 1h)' })
    .option('from', { type: 'string', requiresArg: true, describe: `Beginning of the period: ${TIME_EXAMPLES}` })
    .option('to', { type: 'string', requiresArg: true, describe: 'End of the period (default: now)' })
    .option('group-by', { type: 'string', requiresArg: true, default: group, describe: `What is told apart: ${groups.join(', ')}` })
    .option('top', { type: 'number', requiresArg: true, default: 30, describe: 'So many, the largest' })
    .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
    .option('csv', { type: 'boolean', default: false, describe: 'As CSV' })
    .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' });
  const more = command === 'sessions' ? own : own
    .option('sort', { type: 'string', requiresArg: true, describe: 'Figure that decides which are the largest: requests, cpu, cost, p95, errors ... (default: requests)' })
    .option('route', { type: 'string', requiresArg: true, describe: 'Only endpoints with this in them' })
    .option('country', { type: 'string', requiresArg: true, describe: 'Only this country (DE) or part of the world (europe)' })
    .option('cohort', { type: 'string', requiresArg: true, describe: 'Only this cohort' })
    .option('served-from', { type: 'string', requiresArg: true, describe: 'Country in which it is served (DE): tells who is served from far' })
    .option('site', { type: 'string', requiresArg: true, describe: 'Only this log' })
    .option('log', { type: 'array', string: true, requiresArg: true, describe: 'Access logs to read now (.gz as well, - is standard input), instead of what was counted' })
    .option('log-format', { type: 'string', requiresArg: true, default: 'auto', describe: 'Their format: a name, or the format string of the gateway; see "pyprocwatch endpoints formats"' })
    .option('patterns', { type: 'string', requiresArg: true, describe: 'Routes by patterns of your own: /api/v1/users/*,/files/**' })
    .option('geo-db', { type: 'string', requiresArg: true, describe: 'Database of places (MMDB) instead of the one that comes along' });
  return examples.reduce((all, [line, words]) => all.example(line, words), more).strict();
}

/** `pyprocwatch endpoints`, `geo` and `sessions`. */
export function requestCommands(io: CommandOutput, around: () => RequestContext = surroundings): readonly CommandModule[] {
  return [ENDPOINTS, GEO, SESSIONS].map((face): CommandModule => ({
    command: face.command,
    describe: face.describe,
    builder: (yargs) => (face === ENDPOINTS ? options(yargs, face).command(formatsCommand(io)) : options(yargs, face)),
    handler: async (argv) => {
      const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
      const args: RequestArguments = {
        last: text('last'), from: text('from'), to: text('to'), groupBy: text('group-by') ?? face.group, sort: text('sort'), top: typeof argv['top'] === 'number' ? argv['top'] : 30,
        route: text('route'), country: text('country'), cohort: text('cohort'), site: text('site'), servedFrom: text('served-from'),
      };
      const format: RequestFormat = argv['json'] === true ? 'json' : argv['csv'] === true ? 'csv' : 'text';
      const context = around();
      const own = { ...context, folder: text('history') ?? context.folder };
      const logs = Array.isArray(argv['log']) ? argv['log'].map(String) : [];
      const { out, err, exitCode } = await answer(face, own, args, format, logs, { format: text('log-format') ?? 'auto', patterns: (text('patterns') ?? '').split(',').map((each) => each.trim()).filter((each) => each !== ''), geoDatabase: text('geo-db') });
      if (out !== '') io.out(out);
      if (err !== '') io.err(err);
      io.exit(exitCode);
    },
  }));
}

async function answer(face: Face, context: RequestContext, args: RequestArguments, format: RequestFormat, logs: readonly string[], how: { readonly format: string; readonly patterns: readonly string[]; readonly geoDatabase: string | undefined }) {
  if (face === SESSIONS) return (await import('../requests/audience.ts')).runSessions(context, args, format);
  if (logs.length > 0) return (await import('../requests/from-logs.ts')).runLogs(context, args, format, { ...how, logs });
  return (await import('../requests/run.ts')).runRequests(context, args, format);
}

function formatsCommand(io: CommandOutput): CommandModule {
  return {
    command: 'formats',
    describe: 'Formats of access logs, and what to put into the configuration of each gateway for full accuracy',
    builder: (yargs) => yargs.strict(),
    handler: async () => {
      const { formatsText } = await import('../requests/formats.ts');
      io.out(formatsText());
      io.exit(0);
    },
  };
}
