import type { CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import { TIME_EXAMPLES } from '../../analysis/time-words.ts';
import type { HistoryContext } from '../history/open.ts';
import type { CommandOutput } from './output.ts';

type Context = Pick<HistoryContext, 'folder' | 'now'>;

/** `pyprocwatch predict`. */
export function predictCommand(io: CommandOutput, around: () => Context = () => ({ folder: stateFolder(process.env), now: Date.now() })): CommandModule {
  return {
    command: 'predict',
    describe: 'When a process, a cgroup, a disk or the memory of the host will be at its limit, with an interval',
    builder: (yargs) => yargs
      .option('pid', { type: 'number', requiresArg: true, describe: 'One process alone' })
      .option('at', { type: 'string', requiresArg: true, default: 'now', describe: `As it could be told then: ${TIME_EXAMPLES}` })
      .option('all', { type: 'boolean', default: false, describe: 'Also what is not on its way to its limit' })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
      .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' })
      .example('$0 predict', 'What will run out?')
      .example('$0 predict --pid 4711', 'Memory, open files and tasks of one process')
      .strict(),
    handler: async (argv) => {
      const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
      const context = around();
      const { runPredict } = await import('../predict/run.ts');
      const { out, err, exitCode } = await runPredict({ ...context, folder: text('history') ?? context.folder }, {
        at: text('at') ?? 'now', pid: typeof argv['pid'] === 'number' ? argv['pid'] : undefined, all: argv['all'] === true, json: argv['json'] === true,
      });
      if (out !== '') io.out(out);
      if (err !== '') io.err(err);
      io.exit(exitCode);
    },
  };
}
