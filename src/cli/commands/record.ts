import type { CommandModule } from 'yargs';
import type { SOURCES } from '../../config/names.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { parseValue } from '../../model/units.ts';
import { readInterval, sourceOptions } from './top.ts';

/** What `pyprocwatch record` was given. */
export interface RecordArguments {
  readonly interval: number | undefined;
  /** Seconds after which it ends by itself; Infinity for never. */
  readonly for: number;
  readonly source: (typeof SOURCES)[number] | undefined;
  readonly procRoot: string | undefined;
  readonly sysRoot: string | undefined;
  readonly config: string | undefined;
  readonly history: string | undefined;
}

function readLength(text: string): number {
  const seconds = parseValue('seconds', text);
  if (seconds === undefined || !(seconds > 0)) throw new UserError(`"${text}" is no length of time`, { where: '--for', mend: 'write 90s, 10m or 1h', exitCode: EXIT.usage });
  return seconds;
}

/** `pyprocwatch record`. */
export const recordCommand = (run: (args: RecordArguments) => Promise<void>): CommandModule => ({
  command: 'record',
  describe: 'Keep samples without a screen, until it is ended',
  builder: (yargs) => sourceOptions(yargs)
    .option('interval', { alias: 'd', type: 'string', requiresArg: true, describe: 'Time between samples (default 5s)' })
    .option('for', { type: 'string', requiresArg: true, describe: 'End by itself after this time: 10m, 1h' })
    .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history' })
    .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
    .example('$0 record', 'Keep a sample each 5 seconds')
    .example('$0 record --interval 1s --for 10m', 'Ten minutes, closely'),
  handler: async (argv) => {
    const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
    const interval = text('interval');
    const length = text('for');
    const source = text('source');
    await run({
      interval: interval === undefined ? undefined : readInterval(interval),
      for: length === undefined ? Number.POSITIVE_INFINITY : readLength(length),
      source: source === 'auto' || source === 'linux' || source === 'portable' ? source : undefined,
      procRoot: text('procRoot'),
      sysRoot: text('sysRoot'),
      config: text('config'),
      history: text('history'),
    });
  },
});
