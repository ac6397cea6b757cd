import type { Argv, CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import { CLOUDS } from '../../model/instance-type.ts';
import type { HistoryContext } from '../history/open.ts';
import type { CommandOutput } from './output.ts';
import { several } from './several.ts';

type Context = Pick<HistoryContext, 'folder' | 'now'>;

const FORMATS = ['text', 'json', 'csv', 'pdf'] as const;

/** What both take. */
const common = (yargs: Argv): Argv => yargs
  .option('days', { type: 'number', requiresArg: true, default: 7, describe: 'So many days ahead' })
  .option('confidence', { type: 'number', requiresArg: true, default: 0.95, describe: 'How often what comes is to be within the plan, 0 to 1' })
  .option('of', { type: 'string', requiresArg: true, describe: 'Of a part alone: endpoint:/pay, endpoint:"GET /pay", region:DE, cohort:premium' })
  .option('margin', { type: 'string', requiresArg: true, default: '0%', describe: 'On top of what is needed: 10%' })
  .option('instance', { type: 'string', requiresArg: true, describe: 'Instance type of the catalogue: m7i.large, Standard_D4s_v5, n2-standard-4 (default: the cheapest that holds it)' })
  .option('region', { type: 'string', requiresArg: true, describe: 'Region of the cloud, where a type is in several' })
  .option('cloud', { choices: CLOUDS, requiresArg: true, describe: 'Only types of this cloud' })
  .option('burstable', { type: 'boolean', default: false, describe: 'Also types whose vCPUs are not their own all the time; they count by what they may use all the time' })
  .option('connections', { type: 'number', requiresArg: true, describe: 'Connections that one instance takes at most' })
  .option('json', { type: 'boolean', default: false, describe: 'The same as --format json' })
  .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' })
  .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file, for its list of holidays' });

const planOptions = (yargs: Argv): Argv => several(common(yargs), 'grow', 'cheaper', 'campaign', 'new-region', 'newRegion')
  .option('growth', { type: 'number', requiresArg: true, default: 1, describe: 'Of all requests (users): 1.2 is a fifth more' })
  .option('grow', { type: 'string', array: true, requiresArg: true, default: [], describe: 'Of one route: /pay=1.5' })
  .option('cheaper', { type: 'string', array: true, requiresArg: true, default: [], describe: 'What one request of a route costs less: /search=30%' })
  .option('new-region', { type: 'string', array: true, requiresArg: true, default: [], describe: 'Users like those of a region, so many of them, whose day begins so much later: DE=x0.5+6h' })
  .option('campaign', { type: 'string', array: true, requiresArg: true, default: [], describe: 'More for a while: 2026-12-04T18:00/4h=x1.8' })
  .option('format', { choices: FORMATS, default: 'text' as const, describe: 'How it is told' })
  .option('out', { type: 'string', requiresArg: true, describe: 'File to write, whole or not at all (default: standard output)' })
  .option('force', { type: 'boolean', default: false, describe: 'Replace the file if it is there' })
  .example('$0 capacity plan', 'What the next week needs, and which instances hold it cheapest')
  .example('$0 capacity plan --days 7 --growth 1.2 --instance m7i.large', 'With a fifth more users, on that type')
  .example('$0 capacity plan --format pdf --out plan.pdf', 'To hand on')
  .example('$0 capacity plan --cheaper /search=30% --campaign 2026-12-04T18:00/4h=x1.8', 'What if')
  .example('$0 capacity plan --new-region DE=x0.5+6h', 'A region that is not served yet: half of DE, six hours later')
  .example('$0 capacity plan --of endpoint:/pay --cloud gcp', 'What one endpoint takes')
  .strict();

const backtestOptions = (yargs: Argv): Argv => common(yargs)
  .option('format', { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'How it is told' })
  .example('$0 capacity backtest --instance m7i.large', 'Would the plans of the last weeks have held?')
  .strict();

/** `pyprocwatch capacity plan|backtest`. */
export function capacityCommand(io: CommandOutput, around: () => Context = () => ({ folder: stateFolder(process.env), now: Date.now() })): CommandModule {
  const run = async (what: 'runPlan' | 'runBacktest', argv: Readonly<Record<string, unknown>>): Promise<void> => {
    const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
    const number = (name: string, otherwise: number): number => (typeof argv[name] === 'number' ? argv[name] : otherwise);
    const list = (name: string): readonly string[] => (Array.isArray(argv[name]) ? argv[name].map(String) : []);
    const context = around();
    const runs = await import('../capacity/run.ts');
    const { out, err, exitCode } = await runs[what]({ ...context, folder: text('history') ?? context.folder }, {
      days: number('days', 7), confidence: number('confidence', 0.95), margin: text('margin') ?? '0%', growth: number('growth', 1), grow: list('grow'), cheaper: list('cheaper'), campaigns: list('campaign'), newRegions: list('newRegion'), of: text('of'),
      instance: text('instance'), region: text('region'), cloud: CLOUDS.find((cloud) => cloud === argv['cloud']), burstable: argv['burstable'] === true, connections: typeof argv['connections'] === 'number' ? argv['connections'] : undefined, config: text('config'),
      format: argv['json'] === true ? 'json' : FORMATS.find((format) => format === argv['format']) ?? 'text', out: text('out'), force: argv['force'] === true,
    });
    if (out !== '') io.out(out);
    if (err !== '') io.err(err);
    io.exit(exitCode);
  };
  return {
    command: 'capacity',
    describe: 'What will be needed when, on which instances, and what that costs',
    builder: (yargs) => yargs
      .command('plan', 'CPU, memory, connections and bandwidth to come, by the requests to come and what they cost', planOptions, (argv) => run('runPlan', argv))
      .command('backtest', 'Whether plans made in the past would have held, and what they would have wasted', backtestOptions, (argv) => run('runBacktest', argv))
      .demandCommand(1, 1, 'choose one of plan, backtest', 'choose one of plan, backtest'),
    handler: () => undefined,
  };
}
