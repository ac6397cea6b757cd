import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { EXIT, UserError } from '../model/errors.ts';
import { configCommand } from './commands/config.ts';
import type { CommandOutput } from './commands/output.ts';
import { addTopCommand, type TopArguments } from './commands/top.ts';
import { VERSION } from './version.ts';

/** Parses the command line and runs what it asks for. Rejects with `UserError` on what it does not understand. */
export async function parseCommandLine(argv: readonly string[], top: (args: TopArguments) => Promise<void>, io: CommandOutput): Promise<void> {
  const parser = yargs(hideBin([...argv]))
    .scriptName('pyprocwatch')
    .version(VERSION)
    .command(configCommand(io))
    .completion('completion', 'Print a completion script for bash or zsh')
    .strict()
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .epilogue('Settings: .pyprocwatchrc (see `pyprocwatch config --help`). Exit codes: 0 done, 64 usage, 69 not to be had here, 70 internal error, 78 configuration, 130 interrupted.')
    .fail((message: string | null, error: unknown) => {
      throw error ?? new UserError(message ?? 'this is not understood', { mend: 'see pyprocwatch --help', exitCode: EXIT.usage });
    });
  await addTopCommand(parser, top).parseAsync();
}
