import type { CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import type { HistoryContext } from '../history/open.ts';
import type { CommandOutput } from './output.ts';

type Context = Pick<HistoryContext, 'folder' | 'now'>;

/** `pyprocwatch forecast`. */
export function forecastCommand(io: CommandOutput, around: () => Context = () => ({ folder: stateFolder(process.env), now: Date.now() })): CommandModule {
  return {
    command: 'forecast [figure]',
    describe: 'What a figure will be, with an interval and how well it can be told at all; from the history or a CSV file',
    builder: (yargs) => yargs
      .positional('figure', { type: 'string', describe: 'A figure of the history by name and labels, as in rules: host.cpu, \'endpoint.requests{route="/pay"}\'' })
      .option('in', { type: 'string', requiresArg: true, describe: 'CSV of timestamp,value (UTC, ISO 8601 or seconds since 1970), gzip or not; - is standard input' })
      .option('days', { type: 'number', requiresArg: true, describe: 'So many days ahead (default: 7)' })
      .option('horizon', { type: 'string', requiresArg: true, describe: 'So many steps of the series ahead (48), or a time (36h, 2w)' })
      .option('confidence', { type: 'number', requiresArg: true, default: 0.95, describe: 'How often what comes is to be within the interval, 0 to 1' })
      .option('all', { type: 'boolean', default: false, describe: 'Each step as a line, not days' })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
      .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' })
      .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file, for its list of holidays' })
      .example('$0 forecast host.cpu', 'The next week of this machine')
      .example('$0 forecast \'endpoint.requests{route="/pay"}\' --days 7', 'Requests of one route')
      .example('$0 forecast --in traffic.csv --horizon 48 --json', 'The next 48 steps of a series in a file')
      .strict(),
    handler: async (argv) => {
      const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
      const number = (name: string): number | undefined => (typeof argv[name] === 'number' ? argv[name] : undefined);
      const context = around();
      const { runForecast } = await import('../forecast/run.ts');
      const { out, err, exitCode } = await runForecast({ ...context, folder: text('history') ?? context.folder }, {
        figure: text('figure'), input: text('in'), days: number('days'), horizon: text('horizon'), confidence: number('confidence') ?? 0.95, all: argv['all'] === true, json: argv['json'] === true, config: text('config'),
      });
      if (out !== '') io.out(out);
      if (err !== '') io.err(err);
      io.exit(exitCode);
    },
  };
}
