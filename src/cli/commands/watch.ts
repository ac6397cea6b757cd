import type { CommandModule } from 'yargs';
import type { SOURCES } from '../../config/names.ts';
import { readInterval, sourceOptions } from './top.ts';

/** What `pyprocwatch watch` was given; undefined takes the configuration's word. */
export interface WatchArguments {
  readonly interval: number | undefined;
  readonly record: boolean;
  readonly source: (typeof SOURCES)[number] | undefined;
  readonly procRoot: string | undefined;
  readonly sysRoot: string | undefined;
  readonly config: string | undefined;
  readonly history: string | undefined;
}

/** `pyprocwatch watch`. */
export const watchCommand = (run: (args: WatchArguments) => Promise<void>): CommandModule => ({
  command: 'watch',
  describe: 'Watch without a screen: record, evaluate rules, and get alerts out, until it is ended',
  builder: (yargs) => sourceOptions(yargs)
    .option('interval', { alias: 'd', type: 'string', requiresArg: true, describe: 'Time between samples (default: watch.interval, 5s)' })
    .option('record', { type: 'boolean', default: true, describe: 'Keep what is seen in the history; --no-record does not' })
    .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history and of the state of alerts' })
    .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
    .example('$0 watch', 'As a service: see docs/alerts.md for a unit of systemd')
    .epilogue('It logs lines of JSON to standard output. SIGHUP reads rules and channels anew; SIGTERM and SIGINT end it within 5 s.'),
  handler: async (argv) => {
    const text = (name: string): string | undefined => (typeof argv[name] === 'string' ? argv[name] : undefined);
    const interval = text('interval');
    const source = text('source');
    await run({
      interval: interval === undefined ? undefined : readInterval(interval), record: argv['record'] !== false,
      source: source === 'auto' || source === 'linux' || source === 'portable' ? source : undefined, procRoot: text('procRoot'), sysRoot: text('sysRoot'), config: text('config'), history: text('history'),
    });
  },
});
