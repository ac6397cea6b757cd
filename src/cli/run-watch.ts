import { LiveTimeline } from '../engine/live-timeline.ts';
import { staySmall } from '../engine/stay-small.ts';
import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import { makeLog } from '../service/log.ts';
import { watch } from '../service/watch.ts';
import { NO_ARGUMENTS } from './commands/top-defaults.ts';
import type { WatchArguments } from './commands/watch.ts';
import { rulesAround } from './rules/context.ts';
import { settingsFrom, trafficOptions } from './settings.ts';
import { VERSION } from './version.ts';

const COMMAND = 'pyprocwatch watch';
/** Seldom: it throws away compiled code too, and the evaluations after it take twice as long. */
const COLLECT_MILLISECONDS = 300_000;

/** Runs the service until a signal ends it. */
export async function runWatch(args: WatchArguments): Promise<ExitCode> {
  process.title = COMMAND;
  staySmall(COLLECT_MILLISECONDS);
  const settings = await settingsFrom({ ...NO_ARGUMENTS, ...args });
  const { config, historyFolder, tiers, roots, redact } = settings;
  if (redact === false) throw new UserError('nothing is watched while secrets are not masked', { where: 'redaction.enabled', mend: 'switch it on', exitCode: EXIT.configuration });
  const intervalSeconds = args.interval ?? config.watch.interval;
  const timeline = new LiveTimeline({
    source: args.source ?? config.source, sourceOptions: { roots, redact, oneShot: false, patient: true }, intervalMilliseconds: intervalSeconds * 1000,
    history: args.record ? { folder: historyFolder, tiers, intervalMilliseconds: intervalSeconds * 1000, compactAfterMilliseconds: 0, command: COMMAND } : undefined,
    traffic: trafficOptions(settings, args.record, COMMAND),
  });
  // A log that nobody reads, or that has no room, must not end what watches.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error').on('error', () => undefined);
  const { end, onReload, release } = signals();
  try {
    return await watch({
      config, timeline, intervalSeconds, folder: historyFolder, records: args.record, version: VERSION, env: process.env, rules: rulesAround(), log: makeLog(config.watch.log, process.stdout),
      reread: async () => (await settingsFrom({ ...NO_ARGUMENTS, ...args })).config, end, onReload,
    });
  } finally {
    release();
    await timeline.close();
  }
}

/** What signals ask for: SIGTERM and SIGINT end it, SIGHUP reads anew. */
function signals(): { readonly end: Promise<string>; readonly onReload: (reload: () => void) => void; readonly release: () => void } {
  let reload: () => void = () => undefined;
  let stop: (why: string) => void = () => undefined;
  const end = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const onHangUp = (): void => reload();
  const onStop = (signal: NodeJS.Signals): void => stop(signal);
  process.on('SIGHUP', onHangUp).on('SIGTERM', onStop).on('SIGINT', onStop);
  return {
    end,
    onReload: (given) => {
      reload = given;
    },
    release: () => {
      process.off('SIGHUP', onHangUp).off('SIGTERM', onStop).off('SIGINT', onStop);
    },
  };
}
