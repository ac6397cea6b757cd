import type { CommandModule } from 'yargs';
import { EXIT, UserError } from '../../model/errors.ts';

export interface DemoArguments {
  /** Requests a second on average. */
  readonly rate: number;
  /** Without a screen: print what there is after so many seconds. */
  readonly seconds: number | undefined;
  readonly json: boolean;
}

const MOST_RATE = 500;

/** `pyprocwatch demo endpoints`. */
export function demoCommand(run: (args: DemoArguments) => Promise<void>): CommandModule {
  return {
    command: 'demo <what>',
    describe: 'Look at something made up: endpoints (a small shop with a gateway and users, on loopback)',
    builder: (yargs) => yargs
      .positional('what', { choices: ['endpoints'] as const, demandOption: true, describe: 'What is shown' })
      .option('rate', { type: 'number', requiresArg: true, default: 40, describe: `Requests a second, up to ${MOST_RATE}` })
      .option('seconds', { type: 'number', requiresArg: true, describe: 'Without a screen: print the endpoints after so many seconds, and end' })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON (with --seconds)' })
      .example('$0 demo endpoints', 'What each request of a shop costs, live')
      .strict(),
    handler: async (argv) => {
      const rate = typeof argv['rate'] === 'number' ? argv['rate'] : 40;
      if (!(rate > 0 && rate <= MOST_RATE)) throw new UserError(`"${String(argv['rate'])}" is no number of requests`, { where: '--rate', mend: `write 1 to ${MOST_RATE}`, exitCode: EXIT.usage });
      const seconds = typeof argv['seconds'] === 'number' ? argv['seconds'] : undefined;
      if (seconds !== undefined && !(seconds >= 1 && seconds <= 3600)) throw new UserError(`"${String(argv['seconds'])}" is no time`, { where: '--seconds', mend: 'write 1 to 3600', exitCode: EXIT.usage });
      await run({ rate, seconds, json: argv['json'] === true });
    },
  };
}
