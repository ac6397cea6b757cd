import { HistoryReader } from '../../storage/history/reader.ts';
import { ReplayedTimeline } from '../engine/replayed-timeline.ts';
import { EXIT, UserError } from '../model/errors.ts';
import type { CommandOutput } from './commands/output.ts';
import type { ReplayArguments } from './commands/top.ts';
import { printSnapshot } from './run-once.ts';
import type { Settings } from './settings.ts';

/** Prints one moment of the past as `top --once` printed it then. */
export async function replayOnce(args: ReplayArguments, settings: Settings, io: CommandOutput): Promise<void> {
  const reader = await HistoryReader.open(settings.historyFolder);
  const timeline = new ReplayedTimeline(reader);
  try {
    const { from } = timeline.position();
    if (args.at < from) throw new UserError(`history begins at ${new Date(from).toLocaleString('sv')}`, { where: '--at', mend: 'ask for a later time', exitCode: EXIT.unavailable });
    timeline.seek(args.at);
    const snapshot = timeline.latest();
    if (snapshot === undefined || snapshot.collected().length === 0) {
      throw new UserError(snapshot?.notices[0]?.message ?? 'nothing is recorded', { where: new Date(args.at).toLocaleString('sv'), mend: 'pyprocwatch history info tells what there is', exitCode: EXIT.unavailable });
    }
    printSnapshot(snapshot, args, settings, io);
  } finally {
    await timeline.close();
    reader.close();
  }
}
