import { stderr } from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import { TIME_EXAMPLES } from '../../analysis/time-words.ts';
import { FORMATS } from '../history/formats/format.ts';
import type { HistoryContext, HistoryResult } from '../history/open.ts';
import type { CommandOutput } from './output.ts';

/** What the commands depend on, so that a test can say it. */
export interface HistorySurroundings {
  /** Where history is unless --history says otherwise. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly pid: number;
  /** Whether a person reads stderr. */
  readonly terminal: boolean;
}

const surroundings = (): HistorySurroundings => ({ folder: stateFolder(process.env), now: Date.now(), pid: process.pid, terminal: stderr.isTTY === true });

const CLEAR_LINE = '\r\u{1B}[K';

interface HistoryArguments {
  readonly history?: string | undefined;
}

/** `pyprocwatch history info|check|export|prune`. */
export function historyCommand(io: CommandOutput, around: () => HistorySurroundings = surroundings): CommandModule<object, object> {
  const run = async ({ history }: HistoryArguments, work: (context: HistoryContext) => Promise<HistoryResult>): Promise<void> => {
    const { folder, now, pid, terminal } = around();
    const { out, err, exitCode } = await work({ folder: history ?? folder, now, pid, progress: terminal ? (text) => { io.err(`${CLEAR_LINE}${text}`); } : undefined });
    if (terminal) io.err(CLEAR_LINE);
    if (out !== '') io.out(out);
    if (err !== '') io.err(err);
    io.exit(exitCode);
  };
  const withHistory = (yargs: Argv<object>): Argv<HistoryArguments> =>
    yargs.option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' });
  return {
    command: 'history',
    describe: 'What was recorded: show, check, export and prune it',
    builder: (yargs) => withHistory(yargs)
      .command('info', 'Show what is recorded, from when to when, and what it takes', (own) => own
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
        .example('$0 history info', 'What is there?'),
      (argv) => run(argv, async (context) => (await import('../history/info.ts')).historyInfo(context, argv)))
      .command('check', 'Read everything there is; exit code 65 if something is wrong with it', (own) => own
        .option('repair', { type: 'boolean', default: false, describe: 'Move aside what cannot be read; while nobody records' })
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
        .example('$0 history check --repair', 'After a damaged disk'),
      (argv) => run(argv, async (context) => (await import('../history/check.ts')).historyCheck(context, argv)))
      .command('export', 'Write rows as CSV, JSON lines or Parquet', (own) => own
        .option('kind', { type: 'string', default: 'process', requiresArg: true, describe: 'What to export: process, host, disk ...' })
        .option('from', { type: 'string', requiresArg: true, describe: `First time (default: the first there is): ${TIME_EXAMPLES}` })
        .option('to', { type: 'string', requiresArg: true, describe: 'Last time (default: now)' })
        .option('format', { choices: FORMATS, requiresArg: true, describe: 'Format (default: what the name of the file says, else csv)' })
        .option('columns', { type: 'string', requiresArg: true, describe: 'Fields, separated by commas (default: all)' })
        .option('out', { type: 'string', requiresArg: true, describe: 'File to write (default: standard output)' })
        .option('force', { type: 'boolean', default: false, describe: 'Replace the file if it is there' })
        .example('$0 history export --from -2h --columns pid,cpu,rss,command > last.csv', 'The last two hours')
        .example('$0 history export --from "yesterday 3am" --to "yesterday 4am" --out night.parquet', 'An hour of last night for a notebook'),
      (argv) => run(argv, async (context) => (await import('../history/export.ts')).historyExport(context, argv, io.out)))
      .command('prune', 'Remove what ended before a time', (own) => own
        .option('before', { type: 'string', requiresArg: true, demandOption: true, describe: `The time: ${TIME_EXAMPLES}` })
        .option('kind', { type: 'string', requiresArg: true, describe: 'Of this kind only' })
        .option('yes', { type: 'boolean', default: false, describe: 'Remove it, rather than say what would go' })
        .example("$0 history prune --before '30 days ago'", 'What is older than a month?'),
      (argv) => run(argv, async (context) => (await import('../history/prune.ts')).historyPrune(context, argv)))
      .demandCommand(1, 1, 'choose one of info, check, export, prune', 'choose one of info, check, export, prune')
      .example('$0 history info', 'What is there?')
      .example("$0 history export --from '2h ago' --out last.csv", 'The last two hours as a table')
      .strict(),
    handler: () => undefined,
  };
}
