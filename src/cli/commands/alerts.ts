import type { CommandModule } from 'yargs';
import { EXIT, UserError } from '../../model/errors.ts';
import { parseValue } from '../../model/units.ts';
import type { AlertsContext } from '../alerts/context.ts';
import type { HistoryResult } from '../history/open.ts';
import type { CommandOutput } from './output.ts';
import { several } from './several.ts';
import { NO_ARGUMENTS } from './top-defaults.ts';

type Given = Readonly<Record<string, unknown>>;

async function surroundings(argv: Given): Promise<AlertsContext> {
  const { settingsFrom } = await import('../settings.ts');
  const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
  const { config, historyFolder, ownUser } = await settingsFrom({ ...NO_ARGUMENTS, config: text('config'), history: text('history') });
  return { config, folder: historyFolder, now: Date.now(), user: ownUser };
}

/** Ms of `2h`, `30d`. Throws a `UserError`. */
export function lengthGiven(option: string, given: unknown): number {
  const seconds = parseValue('seconds', String(given));
  if (seconds === undefined || !(seconds > 0)) throw new UserError(`"${String(given)}" is no length of time`, { where: option, mend: 'write 30d, 2h or 15m', exitCode: EXIT.usage });
  return seconds * 1000;
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `pyprocwatch alerts list|silence|unsilence|ack|history|explain|send-test`. */
export function alertsCommand(io: CommandOutput, around: (argv: Given) => Promise<AlertsContext> = surroundings): CommandModule {
  const run = async (argv: Given, work: (context: AlertsContext) => Promise<HistoryResult>): Promise<void> => {
    const { out, err, exitCode } = await work(await around(argv));
    if (out !== '') io.out(out);
    if (err !== '') io.err(err);
    io.exit(exitCode);
  };
  return {
    command: 'alerts',
    describe: 'Alerts of "pyprocwatch watch": list, silence, acknowledge and explain them, and try channels',
    builder: (yargs) => yargs
      .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
      .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the state (default: where pyprocwatch keeps it)' })
      .command('list', 'What holds now, the worst first', (own) => own
        .option('all', { type: 'boolean', default: false, describe: 'Also what was resolved lately' })
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' }),
      (argv) => run(argv, async (context) => (await import('../alerts/list.ts')).listAlerts(context, { all: argv['all'] === true, json: argv['json'] === true })))
      .command('silence <matchers..>', 'Do not tell of what fits, for a while', (own) => several(own, 'matchers')
        .positional('matchers', { type: 'string', array: true, demandOption: true, describe: 'Name of a rule, or label=value, label=~pattern; all must fit' })
        .option('for', { type: 'string', requiresArg: true, default: '2h', describe: 'How long' })
        .option('comment', { type: 'string', requiresArg: true, default: '', describe: 'Why' })
        .option('author', { type: 'string', requiresArg: true, describe: 'Who (default: you)' })
        .example('$0 alerts silence MemoryLeak name=node --for 8h --comment "fix comes tomorrow"', ''),
      (argv) => run(argv, async (context) => (await import('../alerts/silence.ts')).addSilence(context, { matchers: listOf(argv['matchers']), for: lengthGiven('--for', argv['for']), comment: textOf(argv['comment']), author: textOf(argv['author']) || undefined })))
      .command('unsilence <id>', 'End a silence or an acknowledgement', (own) => own.positional('id', { type: 'string', demandOption: true, describe: 'Its id, or how it begins' }),
        (argv) => run(argv, async (context) => (await import('../alerts/silence.ts')).endSilence(context, textOf(argv['id']))))
      .command('ack <alert>', 'Say that it is seen to: it is not told again until it is resolved', (own) => own
        .positional('alert', { type: 'string', demandOption: true, describe: 'Its id, or the name of its rule' })
        .option('comment', { type: 'string', requiresArg: true, default: '', describe: 'What is done about it' }),
      (argv) => run(argv, async (context) => (await import('../alerts/silence.ts')).acknowledge(context, textOf(argv['alert']), textOf(argv['comment']))))
      .command('history', 'What happened to alerts', (own) => own
        .option('last', { type: 'string', requiresArg: true, default: '24h', describe: 'How far back' })
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' }),
      (argv) => run(argv, async (context) => (await import('../alerts/history.ts')).alertHistory(context, { last: lengthGiven('--last', argv['last']), json: argv['json'] === true })))
      .command('explain <id>', 'Everything that happened to one alert, and each attempt to tell it', (own) => own
        .positional('id', { type: 'string', demandOption: true, describe: 'Its id, or how it begins' })
        .option('json', { type: 'boolean', default: false, describe: 'As JSON' }),
      (argv) => run(argv, async (context) => (await import('../alerts/history.ts')).explainAlert(context, textOf(argv['id']), argv['json'] === true)))
      .command('send-test [channels..]', 'Send a message that says it is a test; exit code 1 if one does not get out', (own) => several(own, 'channels').positional('channels', { type: 'string', array: true, describe: 'Names of channels (default: all)' }),
        (argv) => run(argv, async (context) => (await import('../alerts/send-test.ts')).sendTest(context, listOf(argv['channels']))))
      .demandCommand(1, 'say what to do: list, silence, unsilence, ack, history, explain or send-test')
      .strict(),
    handler: () => undefined,
  };
}
