import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { nearest } from '../analysis/nearest.ts';
import { EXIT, UserError } from '../model/errors.ts';
import { alertsCommand } from './commands/alerts.ts';
import { attributeCommand } from './commands/attribute.ts';
import { capacityCommand } from './commands/capacity.ts';
import { configCommand } from './commands/config.ts';
import { detectCommand } from './commands/detect.ts';
import { demoCommand, type DemoArguments } from './commands/demo.ts';
import { forecastCommand } from './commands/forecast.ts';
import { requestCommands } from './commands/endpoints.ts';
import { historyCommand } from './commands/history.ts';
import type { CommandOutput } from './commands/output.ts';
import { predictCommand } from './commands/predict.ts';
import { recordCommand, type RecordArguments } from './commands/record.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { addReplayCommand, addTopCommand, type ReplayArguments, type TopArguments } from './commands/top.ts';
import { watchCommand, type WatchArguments } from './commands/watch.ts';
import { gatherLogs } from './requests/gather-logs.ts';
import { VERSION } from './version.ts';

const COMPLETE = '--get-yargs-completions';

/** Without a command it is `top`: the shell is offered its options too. */
function withCommand(words: readonly string[]): readonly string[] {
  const at = words.indexOf(COMPLETE);
  return at >= 0 && words[at + 2]?.startsWith('-') === true ? words.toSpliced(at + 2, 0, 'top') : words;
}

const UNKNOWN = /^Unknown (argument|command)s?: ([^\s,]+)/;

/** `did you mean "--interval"?`, from the help that the user would read. */
async function meant(message: string, help: () => Promise<string>): Promise<string | undefined> {
  const [, , word] = UNKNOWN.exec(message) ?? [];
  if (word === undefined) return undefined;
  const text = await help();
  const commands = [...text.matchAll(/^ {2}pyprocwatch (\w+)/gm)].map(([, name = '']) => name);
  const options = [...text.matchAll(/--([a-z][\w-]+)/g)].map(([, name = '']) => name);
  const option = nearest(word, options);
  const command = nearest(word, commands);
  const found = command ?? (option === undefined ? undefined : `--${option}`);
  return found === undefined ? undefined : `did you mean "${found}"?`;
}

/** What runs a command, once its words are understood. */
export interface Runners {
  readonly top: (args: TopArguments) => Promise<void>;
  readonly replay: (args: ReplayArguments) => Promise<void>;
  readonly record: (args: RecordArguments) => Promise<void>;
  readonly watch: (args: WatchArguments) => Promise<void>;
  readonly demo: (args: DemoArguments) => Promise<void>;
}

/** Parses the command line and runs what it asks for. Rejects with `UserError` on what it does not understand. */
export async function parseCommandLine(argv: readonly string[], runners: Runners, io: CommandOutput): Promise<void> {
  const parser = yargs(withCommand(gatherLogs(hideBin([...argv]))))
    .scriptName('pyprocwatch')
    .version(VERSION)
    .command(watchCommand(runners.watch))
    .command(recordCommand(runners.record))
    .command(historyCommand(io))
    .command(reportCommand(io))
    .command(predictCommand(io))
    .command(forecastCommand(io))
    .command(capacityCommand(io))
    .command([...requestCommands(io)])
    .command(demoCommand(runners.demo))
    .command(attributeCommand(io))
    .command(rulesCommand(io))
    .command(alertsCommand(io))
    .command(detectCommand(io))
    .command(configCommand(io))
    // Not the parser's own command, which prints its script where its help is asked for.
    .command('completion', 'Print a completion script for bash or zsh', (own) => own
      .example('$0 completion >> ~/.bashrc', 'For bash, from the next shell on')
      .example('SHELL=zsh $0 completion >> ~/.zshrc', 'For zsh'), () => {
      parser.showCompletionScript();
    })
    // Of an option given twice the last one counts, as everywhere.
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .strict()
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .epilogue('Settings: .pyprocwatchrc (see `pyprocwatch config --help`). Exit codes: 0 done, 64 usage, 65 unreadable data, 69 not to be had here, 70 internal error, 78 configuration, 130 interrupted.')
    .fail((message: string | null, error: unknown) => {
      // What the parser itself throws (an option without its value) is the user's mistake too.
      if (error !== undefined && error !== null && !(error instanceof Error && error.name === 'YError')) throw error;
      const words = message ?? (error instanceof Error ? error.message : 'this is not understood');
      throw new UserError(words.replaceAll(/\s*\n\s*/g, ' '), { mend: 'see pyprocwatch --help', exitCode: EXIT.usage });
    });
  addTopCommand(parser, runners.top);
  addReplayCommand(parser, runners.replay, () => Date.now());
  try {
    await parser.parseAsync();
  } catch (error) {
    const mend = error instanceof UserError ? await meant(error.message, () => parser.getHelp()) : undefined;
    if (error instanceof UserError && mend !== undefined) throw new UserError(error.message, { mend, exitCode: error.exitCode });
    throw error;
  }
}
