import type { Argv } from 'yargs';
import { SOURCES, THEMES } from '../../config/names.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { parseValue } from '../../model/units.ts';

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
}

function readInterval(text: string): number {
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

/** `pyprocwatch top`, also what runs without a command. */
export function addTopCommand(parser: Argv, run: (args: TopArguments) => Promise<void>): Argv {
  return parser.command(['top', '$0'], 'Watch processes live; without a terminal, or with --once, print them once', (yargs) => yargs
    .option('once', { type: 'boolean', default: false, describe: 'Print one sample and end' })
    .option('json', { type: 'boolean', default: false, describe: 'As JSON (implies --once)' })
    .option('csv', { type: 'boolean', default: false, describe: 'As CSV (implies --once)' })
    .option('interval', { alias: 'd', type: 'string', requiresArg: true, describe: 'Time between samples: 2, 500ms, 1m (default 1s)' })
    .option('view', { type: 'string', requiresArg: true, default: 'process', describe: 'What to show: process, group, container, cpu, disk, interface, filesystem, sensor, fact' })
    .option('sort', { alias: 's', type: 'string', requiresArg: true, describe: 'Column to sort by; --sort=-rss greatest first, --sort=+rss smallest first' })
    .option('filter', { alias: 'f', type: 'string', requiresArg: true, describe: 'Only rows that pass: "cpu > 5 and user = www"' })
    .option('limit', { alias: 'n', type: 'number', requiresArg: true, describe: 'At most this many rows (with --once)' })
    .option('tree', { alias: 't', type: 'boolean', describe: 'Children under their parents' })
    .option('columns', { alias: 'c', type: 'string', requiresArg: true, describe: 'Columns, separated by commas: pid,cpu,pss,command' })
    .option('readonly', { type: 'boolean', describe: 'No signals, no priorities: look only' })
    .option('show-secrets', { type: 'boolean', default: false, describe: 'Do not mask passwords and tokens in command lines' })
    .option('theme', { type: 'string', requiresArg: true, choices: THEMES, describe: 'Colours' })
    .option('mouse', { type: 'boolean', describe: 'Take clicks and the wheel (--no-mouse leaves them to the terminal)' })
    .option('source', { type: 'string', requiresArg: true, choices: SOURCES, describe: 'Where figures come from' })
    .option('proc-root', { type: 'string', requiresArg: true, describe: 'Where the host\'s /proc is mounted' })
    .option('sys-root', { type: 'string', requiresArg: true, describe: 'Where the host\'s /sys is mounted' })
    .option('config', { type: 'string', requiresArg: true, describe: 'Configuration file' })
    .example('$0', 'Watch this machine')
    .example('$0 --filter "port = 8080"', 'Who holds port 8080?')
    .example('$0 --once --sort rss --limit 5', 'The five that take most memory')
    .example('$0 --once --json | jq .processes[0]', 'For scripts')
    .example('$0 --once --view group', 'Totals by program')
    .example('$0 --once --csv --columns pid,pss,command', 'For a spreadsheet'), async (argv) => {
    if (argv.json && argv.csv) throw new UserError('--json and --csv exclude each other', { mend: 'choose one', exitCode: EXIT.usage });
    await run({
      ...argv,
      interval: argv.interval === undefined ? undefined : readInterval(argv.interval),
      limit: argv.limit === undefined ? undefined : readLimit(argv.limit),
      columns: argv.columns?.split(',').map((name) => name.trim()).filter((name) => name !== ''),
    });
  });
}
