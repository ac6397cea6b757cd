import type { Argv, CommandModule } from 'yargs';
import { surroundings, type Surroundings } from '../../config/locate.ts';
import { EXIT } from '../../model/errors.ts';
import type { CommandResult } from '../config/answers.ts';
import type { CommandOutput } from './output.ts';

/** The schema and its library are half of what a start would load: only these three need them. */
const answers = (): Promise<typeof import('../config/answers.ts')> => import('../config/answers.ts');

interface ConfigArguments {
  /** The program's own `--config FILE`. */
  readonly config?: string | undefined;
  readonly file?: string | undefined;
}

function print(io: CommandOutput, { text, exitCode }: CommandResult): void {
  if (exitCode === EXIT.ok) io.out(text);
  else io.err(text);
  io.exit(exitCode);
}

/** `pyprocwatch config path|show|check`. */
export function configCommand(io: CommandOutput, around: () => Surroundings = surroundings): CommandModule<object, object> {
  const withConfig = (yargs: Argv<object>): Argv<ConfigArguments> =>
    yargs.option('config', { type: 'string', requiresArg: true, describe: 'Configuration file to use instead of looking for one' });
  return {
    command: 'config',
    describe: 'Show and check the configuration (.pyprocwatchrc)',
    builder: (yargs) => withConfig(yargs)
      .command('path', 'Print which file counts, and where it was looked for', (own) => own.example('$0 config path', 'Which file counts here?'),
        async (argv) => { print(io, (await answers()).configPath(around(), argv.config)); })
      .command('show', 'Print the configuration in effect, and where each setting is from', (own) => own.example('$0 config show > ~/.pyprocwatchrc', 'Start a file of your own from what is in effect'),
        async (argv) => { print(io, (await answers()).configShow(around(), argv.config)); })
      .command('check [file]', 'Check a configuration file: every problem with its line, exit code 78 if there is one',
        (own) => own.positional('file', { type: 'string', describe: 'File to check (default: the one that counts)' }).example('$0 config check ./team.yaml', 'Check a file before it is used'),
        async (argv) => { print(io, (await answers()).configCheck(around(), argv.file ?? argv.config)); })
      .demandCommand(1, 1, 'choose one of path, show, check', 'choose one of path, show, check')
      .example('$0 config path', 'Which file counts?')
      .example('$0 config show > ~/.pyprocwatchrc', 'Start a file of your own from what is in effect')
      .example('$0 config check ./team.yaml', 'Check a file before it is used')
      .strict(),
    handler: () => undefined,
  };
}
