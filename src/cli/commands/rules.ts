import { stderr } from 'node:process';
import type { CommandModule } from 'yargs';
import type { HistoryResult } from '../history/open.ts';
import type { RulesContext } from '../rules/context.ts';
import { lengthGiven } from './alerts.ts';
import { several } from './several.ts';
import { NO_ARGUMENTS } from './top-defaults.ts';
import type { CommandOutput } from './output.ts';

const CLEAR_LINE = '\r\u{1B}[K';

/** The user's rules and history, by the configuration. */
async function surroundings(argv: Readonly<Record<string, unknown>>): Promise<RulesContext> {
  const [{ settingsFrom }, { rulesAround }] = await Promise.all([import('../settings.ts'), import('../rules/context.ts')]);
  const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
  const { config, historyFolder } = await settingsFrom({ ...NO_ARGUMENTS, config: text('config'), history: text('history') });
  return {
    around: rulesAround(), configured: config.alerts.rules, folder: historyFolder, now: Date.now(),
    progress: stderr.isTTY === true ? (words) => { stderr.write(`${CLEAR_LINE}${words}`); } : undefined,
  };
}

const filesOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** `pyprocwatch rules check|explain|test|backtest|init`. */
export function rulesCommand(io: CommandOutput, around: (argv: Readonly<Record<string, unknown>>) => Promise<RulesContext> = surroundings): CommandModule {
  const run = async (argv: Readonly<Record<string, unknown>>, work: (context: RulesContext) => Promise<HistoryResult>): Promise<void> => {
    const context = await around(argv);
    const { out, err, exitCode } = await work(context);
    context.progress?.('');
    if (out !== '') io.out(out);
    if (err !== '') io.err(err);
    io.exit(exitCode);
  };
  return {
    command: 'rules',
    describe: 'Rules of alerts: check, explain and test them, and see what they would have said',
    builder: (yargs) => yargs
      .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
      .command('check [files..]', 'Say every mistake in the rules, with its line', (own) => several(own, 'files')
        .positional('files', { type: 'string', array: true, describe: 'Files of rules (default: those that count)' })
        .example('$0 rules check', 'Are my rules all right?'),
      (argv) => run(argv, async (context) => (await import('../rules/check.ts')).checkRules(context, filesOf(argv['files']))))
      .command('explain [rule]', 'Say what a rule means, and what it says of this moment', (own) => own
        .positional('rule', { type: 'string', describe: 'Name of a rule, or a line of "when" (default: all rules)' })
        .example('$0 rules explain \'process.rss{name="node"} > 2GiB for 5m\'', 'Try a rule before it is written down'),
      (argv) => run(argv, async (context) => (await import('../rules/explain.ts')).explainRules(context, typeof argv['rule'] === 'string' ? argv['rule'] : '')))
      .command('test <files..>', 'Run unit tests as promtool has them; exit code 1 if one fails', (own) => several(own, 'files')
        .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Files of tests' }),
      (argv) => run(argv, async (context) => (await import('../rules/test.ts')).testRules(context, filesOf(argv['files']))))
      .command('backtest [files..]', 'Say what the rules would have said of what was recorded', (own) => several(own, 'files')
        .positional('files', { type: 'string', array: true, describe: 'Files of rules (default: those that count)' })
        .option('last', { type: 'string', requiresArg: true, default: '30d', describe: 'How far back' })
        .option('step', { type: 'string', requiresArg: true, describe: 'Time between two looks (default: by the length)' })
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
        .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history' })
        .example('$0 rules backtest --last 7d', 'How often would they have woken me?'),
      (argv) => run(argv, async (context) => (await import('../rules/backtest.ts')).backtestRules(context, {
        files: filesOf(argv['files']), last: lengthGiven('--last', argv['last']), step: typeof argv['step'] === 'string' ? lengthGiven('--step', argv['step']) : undefined, json: argv['json'] === true,
      })))
      .command('init [file]', 'Write the program\'s own rules to a file, to be changed', (own) => own
        .positional('file', { type: 'string', describe: 'File (default: where rules are looked for)' })
        .option('force', { type: 'boolean', default: false, describe: 'Replace it if it is there' }),
      (argv) => run(argv, async (context) => (await import('../rules/init.ts')).initRules(context, typeof argv['file'] === 'string' ? argv['file'] : undefined, argv['force'] === true)))
      .demandCommand(1, 'say what to do: check, explain, test, backtest or init')
      .strict(),
    handler: () => undefined,
  };
}
