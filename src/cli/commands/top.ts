import type { Argv } from 'yargs';
import { SOURCES, THEMES } from '../../config/names.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { parseValue } from '../../model/units.ts';
import { timeGiven } from '../time-given.ts';
import { NO_ARGUMENTS } from './top-defaults.ts';

/** What `pyprocwatch top` was given; undefined takes the configuration's word. */
export interface TopArguments {
  readonly once: boolean;
  readonly json: boolean;
  readonly csv: boolean;
  readonly interval: number | undefined;
  readonly view: string;
  readonly sort: string | undefined;
  readonly filter: string | undefined;
  readonly limit: number | undefined;
  readonly tree: boolean | undefined;
  readonly columns: readonly string[] | undefined;
  readonly readonly: boolean | undefined;
  readonly showSecrets: boolean;
  readonly theme: (typeof THEMES)[number] | undefined;
  readonly mouse: boolean | undefined;
  readonly source: (typeof SOURCES)[number] | undefined;
  readonly procRoot: string | undefined;
  readonly sysRoot: string | undefined;
  readonly config: string | undefined;
  readonly record: boolean | undefined;
  readonly history: string | undefined;
  /** Sample also where a service does. */
  readonly standalone: boolean;
}

/** What `pyprocwatch replay` was given: the screens of `top`, at another time. */
export interface ReplayArguments extends TopArguments {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Seconds of history in a second; 0 stands still. */
  readonly speed: number;
}

export function readInterval(text: string): number {
  const seconds = parseValue('seconds', text);
  if (seconds === undefined || seconds < 0.1 || seconds > 3600) {
    throw new UserError(`"${text}" is no interval`, { where: '--interval', mend: 'write 0.1 to 3600 seconds, or 500ms, 2s, 1m', exitCode: EXIT.usage });
  }
  return seconds;
}

function readLimit(value: number): number {
  if (!Number.isInteger(value) || value < 1) throw new UserError(`"${value}" is no number of rows`, { where: '--limit', mend: 'write 1 or more', exitCode: EXIT.usage });
  return value;
}

/** What is shown and how: of the present as of the past. */
const viewOptions = <T>(yargs: Argv<T>) => yargs
  .option('once', { type: 'boolean', default: false, describe: 'Print one sample and end' })
  .option('json', { type: 'boolean', default: false, describe: 'As JSON (implies --once)' })
  .option('csv', { type: 'boolean', default: false, describe: 'As CSV (implies --once)' })
  .option('view', { type: 'string', requiresArg: true, default: 'process', describe: 'What to show: process, group, user, container, finding, endpoint, region, session, cohort, backend, cpu, disk, interface, filesystem, sensor, fact' })
  .option('sort', { alias: 's', type: 'string', requiresArg: true, describe: 'Column to sort by; --sort=-rss greatest first, --sort=+rss smallest first' })
  .option('filter', { alias: 'f', type: 'string', requiresArg: true, describe: 'Only rows that pass: "cpu > 5 and user = www"' })
  .option('limit', { alias: 'n', type: 'number', requiresArg: true, describe: 'At most this many rows (with --once)' })
  .option('tree', { alias: 't', type: 'boolean', describe: 'Children under their parents' })
  .option('columns', { alias: 'c', type: 'string', requiresArg: true, describe: 'Columns, separated by commas: pid,cpu,pss,command' })
  .option('theme', { type: 'string', requiresArg: true, choices: THEMES, describe: 'Colours' })
  .option('mouse', { type: 'boolean', describe: 'Take clicks and the wheel (--no-mouse leaves them to the terminal)' })
  .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
  .option('history', { type: 'string', requiresArg: true, describe: 'Folder of the history' });

/** Where figures come from. */
export const sourceOptions = <T>(yargs: Argv<T>) => yargs
  .option('source', { type: 'string', requiresArg: true, choices: SOURCES, describe: 'Where figures come from' })
  .option('proc-root', { type: 'string', requiresArg: true, describe: 'Where the host\'s /proc is mounted' })
  .option('sys-root', { type: 'string', requiresArg: true, describe: 'Where the host\'s /sys is mounted' });

interface ViewWords {
  readonly json: boolean;
  readonly csv: boolean;
  readonly limit: number | undefined;
  readonly columns: string | undefined;
}

function viewValues({ json, csv, limit, columns }: ViewWords) {
  if (json && csv) throw new UserError('--json and --csv exclude each other', { mend: 'choose one', exitCode: EXIT.usage });
  return {
    limit: limit === undefined ? undefined : readLimit(limit),
    columns: columns?.split(',').map((name) => name.trim()).filter((name) => name !== ''),
  };
}

/** `pyprocwatch top`, also what runs without a command. */
export function addTopCommand(parser: Argv, run: (args: TopArguments) => Promise<void>): Argv {
  return parser.command(['top', '$0'], 'Watch processes live; without a terminal, or with --once, print them once', (yargs) => sourceOptions(viewOptions(yargs))
    .option('interval', { alias: 'd', type: 'string', requiresArg: true, describe: 'Time between samples: 2, 500ms, 1m (default 1s)' })
    .option('readonly', { type: 'boolean', describe: 'No signals, no priorities: look only' })
    .option('show-secrets', { type: 'boolean', default: false, describe: 'Do not mask passwords and tokens in command lines (nothing is recorded then)' })
    .option('record', { type: 'boolean', describe: 'Keep what is seen, to go back to it (--no-record: keep nothing)' })
    .option('standalone', { type: 'boolean', default: false, describe: 'Sample by itself although `pyprocwatch watch` runs' })
    .example('$0', 'Watch this machine')
    .example('$0 --filter "port = 8080"', 'Who holds port 8080?')
    .example('$0 --once --sort rss --limit 5', 'The five that take most memory')
    .example('$0 --once --json | jq .processes[0]', 'For scripts')
    .example('$0 --once --view group', 'Totals by program')
    .example('$0 --once --csv --columns pid,pss,command', 'For a spreadsheet'), async (argv) => {
    await run({ ...argv, ...viewValues(argv), interval: argv.interval === undefined ? undefined : readInterval(argv.interval) });
  });
}

const SPEEDS = '1 to 600';

/** `pyprocwatch replay`. */
export function addReplayCommand(parser: Argv, run: (args: ReplayArguments) => Promise<void>, now: () => number): Argv {
  return parser.command('replay', 'Show the past on the same screens', (yargs) => viewOptions(yargs)
    .option('at', { type: 'string', requiresArg: true, default: '-1m', describe: 'Time: "2026-11-19 03:12", "yesterday 3am", -2h, 03:12' })
    .option('speed', { type: 'number', requiresArg: true, default: 0, describe: `Play on at once, so many times as fast (${SPEEDS})` })
    .example('$0 replay --at -2h', 'Two hours ago')
    .example('$0 replay --at "yesterday 3am" --speed 60', 'A minute each second, from yesterday at 3')
    .example('$0 replay --at 03:12 --once --json', 'What top --once --json would have said then'), async (argv) => {
    const at = timeGiven('--at', argv.at, now());
    if (!(argv.speed >= 0 && argv.speed <= 600)) throw new UserError(`"${argv.speed}" is no speed`, { where: '--speed', mend: `write ${SPEEDS}, or 0 to stand still`, exitCode: EXIT.usage });
    await run({ ...NO_ARGUMENTS, ...argv, ...viewValues(argv), at, speed: argv.speed, record: false });
  });
}
