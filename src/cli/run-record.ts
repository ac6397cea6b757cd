import { setTimeout as sleep } from 'node:timers/promises';
import { prepareFolder } from '../../storage/state-folder.ts';
import { WriterLock } from '../../storage/history/writer-lock.ts';
import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import type { Notice } from '../model/snapshot.ts';
import { everything, ProcessMonitor } from '../monitors/process-monitor.ts';
import type { CommandOutput } from './commands/output.ts';
import type { RecordArguments } from './commands/record.ts';
import type { Settings } from './settings.ts';

const COMMAND = 'pyprocwatch record';

/** Records until it is told to end, or the time is over. What it cannot see is said once, when it changes. */
export async function runRecord(args: RecordArguments, settings: Settings, io: CommandOutput): Promise<ExitCode> {
  process.title = COMMAND;
  if (settings.redact === false) {
    throw new UserError('nothing is recorded while secrets are not masked', { where: 'redaction.enabled', mend: 'switch it on to record', exitCode: EXIT.configuration });
  }
  await mayWrite(settings.historyFolder);
  const seconds = args.interval ?? settings.config.history.interval;
  const timeline = new ProcessMonitor({
    source: args.source ?? settings.config.source,
    roots: settings.roots,
    redact: settings.redact,
    intervalSeconds: seconds,
    history: { folder: settings.historyFolder, tiers: settings.tiers, intervalMilliseconds: seconds * 1000, compactAfterMilliseconds: 0, command: COMMAND },
  }).start();
  // Nobody looks at a row: what is asked for is asked for all.
  timeline.demand(everything(['io', 'files']));
  io.err(`recording a sample each ${seconds} s into ${settings.historyFolder}; end it with Ctrl-C\n`);
  let said: readonly Notice[] = [];
  timeline.subscribe((snapshot) => {
    const { notices } = snapshot;
    for (const { source, message } of notices) if (!said.some((before) => before.message === message)) io.err(`${source}: ${message}\n`);
    for (const { source, message } of said) if (source === 'history' && !notices.some((now) => now.message === message)) io.err('history: recording goes on\n');
    said = notices;
  });
  await ending(args.for);
  await timeline.close();
  return EXIT.ok;
}

/** Rejects before anything is sampled when another process records there. */
async function mayWrite(folder: string): Promise<void> {
  const refused = await prepareFolder(folder);
  if (refused !== undefined) throw new UserError(`history cannot be kept: ${refused}`, { where: folder, mend: 'choose another folder with --history', exitCode: EXIT.unavailable });
  const lock = await WriterLock.take(folder, { pid: process.pid, command: COMMAND, since: Date.now() });
  lock.release();
}

/** Resolves on SIGINT, SIGTERM or SIGHUP, or after so many seconds. */
async function ending(seconds: number): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of signals) process.on(signal, onSignal);
  // Longer than a timer can be set for: in pieces.
  const end = Date.now() + seconds * 1000;
  while (!stop.signal.aborted && Date.now() < end) {
    await sleep(Math.min(86_400_000, end - Date.now()), undefined, { signal: stop.signal }).catch(() => undefined);
  }
  for (const signal of signals) process.off(signal, onSignal);
}
