import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import { addTopCommand, type TopArguments } from './commands/top.ts';
import { configCommand, type CommandOutput } from './commands/config.ts';
import { settingsFrom } from './settings.ts';
import { VERSION } from './version.ts';

const io: CommandOutput = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  exit: (code) => {
    process.exitCode = code;
  },
};

/** A reader that went away (`| head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
}

async function top(args: TopArguments): Promise<void> {
  const settings = settingsFrom(args);
  // Decided before Ink is loaded: a pipe gets text, once.
  const flat = args.once || args.json || args.csv || process.stdin.isTTY !== true || process.stdout.isTTY !== true;
  if (flat) {
    const { runOnce } = await import('./run-once.ts');
    await runOnce(args, settings, io);
    return;
  }
  const { runDashboard } = await import('./run-dashboard.ts');
  io.exit(await runDashboard(args, settings));
}

function fail(error: unknown): ExitCode {
  if (error instanceof UserError) {
    // A configuration may have several faults: each has its line.
    for (const line of error.line.split('\n')) io.err(`pyprocwatch: ${safeText(line)}\n`);
    return error.exitCode;
  }
  io.err(`pyprocwatch: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.internal;
}

const parser = yargs(hideBin(process.argv))
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

try {
  await addTopCommand(parser, top).parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}
