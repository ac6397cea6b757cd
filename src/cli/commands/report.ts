import { stdout } from 'node:process';
import type { CommandModule } from 'yargs';
import { stateFolder } from '../../../storage/state-folder.ts';
import { TIME_EXAMPLES } from '../../analysis/time-words.ts';
import { GROUP_BY, REPORT_FORMATS, REPORT_KINDS } from '../report/request.ts';
import type { ReportContext } from '../report/run.ts';
import type { CommandOutput } from './output.ts';

/** Where nobody says how wide it may be: a mail, a file. */
const USUAL_WIDTH = 120;

const surroundings = (): ReportContext => ({ folder: stateFolder(process.env), now: Date.now(), width: stdout.columns ?? USUAL_WIDTH });

/** `pyprocwatch report`. */
export function reportCommand(io: CommandOutput, around: () => ReportContext = surroundings): CommandModule {
  return {
    command: 'report',
    describe: 'What was used in a period: averages, percentiles, peaks, totals, and the change since the one before',
    builder: (yargs) => yargs
      .option('from', { type: 'string', requiresArg: true, default: '-24h', describe: `Beginning of the period: ${TIME_EXAMPLES}` })
      .option('to', { type: 'string', requiresArg: true, default: 'now', describe: 'End of the period' })
      .option('kind', { type: 'string', requiresArg: true, default: 'process', describe: `What the report is of: ${REPORT_KINDS.join(', ')}` })
      .option('group-by', { choices: GROUP_BY, requiresArg: true, describe: 'What processes are added up by (default: name)' })
      .option('top', { type: 'number', requiresArg: true, default: 20, describe: 'So many, the largest' })
      .option('sort', { type: 'string', requiresArg: true, describe: 'Figure that decides which are the largest: cpu, memory, write, memory.p95, cpu.peak ... (default: cpu)' })
      .option('format', { choices: REPORT_FORMATS, requiresArg: true, describe: 'Format (default: what the name of the file says, else text)' })
      .option('out', { type: 'string', requiresArg: true, describe: 'File to write (default: standard output)' })
      .option('force', { type: 'boolean', default: false, describe: 'Replace the file if it is there' })
      .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history (default: where pyprocwatch keeps its state)' })
      .example('$0 report', 'What used most in the last 24 hours?')
      // A time may begin with a minus, which would be taken for an option.
      .example("$0 report --from='-7d' --group-by user --out week.pdf", 'A week, by user, as PDF')
      .example('$0 report --kind disk --from "yesterday 3am" --to "yesterday 4am"', 'The disks in an hour of last night')
      .strict(),
    handler: async (argv) => {
      const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
      const format = REPORT_FORMATS.find((each) => each === text('format'));
      const context = around();
      const { runReport } = await import('../report/run.ts');
      const { out, err, exitCode } = await runReport({ ...context, folder: text('history') ?? context.folder }, {
        from: text('from') ?? '-24h', to: text('to') ?? 'now', kind: text('kind') ?? 'process', groupBy: text('group-by'),
        top: typeof argv['top'] === 'number' ? argv['top'] : 20, sort: text('sort'), format, out: text('out'), force: argv['force'] === true,
      });
      if (out !== '') io.out(out);
      if (err !== '') io.err(err);
      io.exit(exitCode);
    },
  };
}
