import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { DemoArguments } from './commands/demo.ts';
import type { CommandOutput } from './commands/output.ts';
import { NO_ARGUMENTS } from './commands/top-defaults.ts';
import type { RecordArguments } from './commands/record.ts';
import type { ReplayArguments, TopArguments } from './commands/top.ts';
import type { WatchArguments } from './commands/watch.ts';
import { settingsFrom } from './settings.ts';

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
    if (error.code !== 'EPIPE' && stream !== process.stderr) process.stderr.write(`pyprocwatch: cannot write: ${error.message}\n`);
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.runtime);
  });
}

/** Decided before Ink is loaded: a pipe gets text, once. */
const isFlat = (args: TopArguments): boolean => args.once || args.json || args.csv || process.stdin.isTTY !== true || process.stdout.isTTY !== true;

async function top(args: TopArguments): Promise<void> {
  const settings = await settingsFrom(args);
  if (isFlat(args)) {
    const { runOnce } = await import('./run-once.ts');
    await runOnce(args, settings, io);
    return;
  }
  const { runDashboard } = await import('./run-dashboard.ts');
  io.exit(await runDashboard(args, settings));
}

async function replay(args: ReplayArguments): Promise<void> {
  const settings = await settingsFrom(args);
  if (isFlat(args)) {
    const { replayOnce } = await import('./run-replay.ts');
    await replayOnce(args, settings, io);
    return;
  }
  const { runDashboard } = await import('./run-dashboard.ts');
  io.exit(await runDashboard(args, settings, args));
}

async function record(args: RecordArguments): Promise<void> {
  const settings = await settingsFrom({ ...NO_ARGUMENTS, ...args, interval: args.interval });
  const { runRecord } = await import('./run-record.ts');
  io.exit(await runRecord(args, settings, io));
}

async function watch(args: WatchArguments): Promise<void> {
  const { runWatch } = await import('./run-watch.ts');
  io.exit(await runWatch(args));
}

async function demo(args: DemoArguments): Promise<void> {
  const { runDemo } = await import('./run-demo.ts');
  io.exit(await runDemo(args, io));
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

try {
  // The usual start has nothing to parse: it does not wait for the parser, nor for what the other commands load.
  if (process.argv.length <= 2) await top(NO_ARGUMENTS);
  else {
    const { parseCommandLine } = await import('./command-line.ts');
    await parseCommandLine(process.argv, { top, replay, record, watch, demo }, io);
  }
} catch (error) {
  process.exitCode = fail(error);
}
