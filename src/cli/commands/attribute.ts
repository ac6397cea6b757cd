import type { CommandModule } from 'yargs';
import { EXIT, UserError } from '../../model/errors.ts';
import type { CommandOutput } from './output.ts';

/** `pyprocwatch attribute`. */
export function attributeCommand(io: CommandOutput): CommandModule {
  return {
    command: 'attribute',
    describe: 'What one request of each endpoint costs in CPU, from an access log and samples of the backends, with intervals',
    builder: (yargs) => yargs
      .option('log', { type: 'string', requiresArg: true, demandOption: true, describe: 'Access log of the gateway, gzip or not' })
      .option('log-format', { type: 'string', requiresArg: true, default: 'auto', describe: 'Name of its format, or the format as it stands in the gateway\'s configuration' })
      .option('cpu', { type: 'string', requiresArg: true, demandOption: true, describe: 'CSV time_ms,<upstream address>,...[,<address>:delay,...]: epoch ms, cumulative ns; - is standard input' })
      .option('patterns', { type: 'string', requiresArg: true, describe: 'Routes, separated by commas: /api/v1/users/*,GET /orders/:id (default: learned from the paths)' })
      .option('clock-offset', { type: 'number', requiresArg: true, describe: 'Milliseconds to add to the log\'s times (default: found by itself)' })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' })
      .example('$0 attribute --log access.log --cpu cpu.csv', 'CPU of a request, by endpoint')
      .strict(),
    handler: async (argv) => {
      const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
      const offset = argv['clock-offset'];
      if (typeof offset === 'number' && !Number.isFinite(offset)) throw new UserError('--clock-offset is no number', { mend: 'give milliseconds, such as -200', exitCode: EXIT.usage });
      const { runAttribute } = await import('../attribute/run.ts');
      io.out(await runAttribute({
        log: text('log') ?? '', logFormat: text('log-format') ?? 'auto', cpu: text('cpu') ?? '', json: argv['json'] === true,
        patterns: (text('patterns') ?? '').split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== ''), clockOffset: typeof offset === 'number' ? offset : undefined,
      }));
    },
  };
}
