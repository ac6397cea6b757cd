import { z } from 'zod';
import { alertsSetting } from './alerts.ts';
import { endpointsSetting } from './endpoints.ts';
import { FACTS } from './facts.ts';
import { KEYMAPS, SOURCES, THEMES } from './names.ts';
import { watchSetting } from './watch.ts';
import { absolutePath, columnsOf, duration, figure, lineOfText, perKind, sortOf, thresholds } from './settings.ts';

export { KEYMAPS, SOURCES, type Theme, THEMES } from './names.ts';

const nameOf = (expects: string, pattern: RegExp) => z.string().regex(pattern).register(FACTS, { expects });

const keysOfCommand = z.codec(z.union([lineOfText(32), z.array(lineOfText(32)).max(8)]), z.array(z.string()), {
  decode: (input) => (typeof input === 'string' ? [input] : input),
  encode: (keys) => keys,
}).register(FACTS, { expects: 'a key or a list of at most 8 keys' });

const redaction = z.strictObject({
  enabled: z.boolean().prefault(true).describe('Whether secrets are masked at all.'),
  patterns: z.array(lineOfText(100)).max(1000).register(FACTS, { expects: 'a list of at most 1000 words' }).prefault([])
    .describe('Words that name a secret besides the usual ones (password, secret, api_key ...): [internal_pin, licence].'),
});

const view = z.strictObject({
  theme: z.enum(THEMES).prefault('default').describe(`Colours: ${THEMES.join(', ')}.`),
  keymap: z.enum(KEYMAPS).prefault('default').describe(`Keys: ${KEYMAPS.join(', ')}.`),
  keys: z.record(nameOf('the name of a command (letters, digits, dots, dashes and colons)', /^[a-zA-Z][a-zA-Z0-9.:-]{0,63}$/), keysOfCommand)
    .prefault({}).describe('Keys of your own by command, a key or a list of keys; [] takes the keys away: { quit: [q, ctrl+q] }.').register(FACTS, { privileged: true }),
  mouse: z.boolean().prefault(true).describe('Whether clicks and the wheel are taken; off, the terminal keeps them for selecting text.'),
  tree: z.boolean().prefault(false).describe('Whether processes are shown as a tree at the start.'),
  columns: perKind((kind) => columnsOf(kind).prefault([...kind.columns])).describe('Columns of each table, left to right.'),
  sort: perKind((kind) => sortOf(kind).prefault(`${kind.sort.descending ? '-' : ''}${kind.sort.field}`))
    .describe('Order of each table by one column; - in front: the greatest first.'),
});

const DAY = 86_400;

const history = z.strictObject({
  enabled: z.boolean().prefault(true).describe('Whether top keeps what it sees, to go back to it.'),
  folder: absolutePath().optional().describe('Where it is kept, instead of $XDG_STATE_HOME/pyprocwatch: /var/lib/pyprocwatch.'),
  interval: duration(1, 3600).prefault('5s').describe('Time between two samples that are kept: what "pyprocwatch record" samples at, and what the screen keeps of what it shows.'),
  samples: duration(DAY, 30 * DAY).prefault('48h').describe('How long every sample is kept, 1d to 30d.'),
  minutes: duration(DAY, 3650 * DAY).prefault('90d').describe('How long one row a minute is kept.'),
  hours: duration(DAY, 36_500 * DAY).prefault('730d').describe('How long hourly totals are kept, which reports of long periods are made of.'),
  maxSize: figure('bytes').prefault('2GiB').describe('The oldest go first when the history would become larger.'),
});

const forecast = z.strictObject({
  holidays: z.array(z.iso.date().register(FACTS, { expects: 'a date such as 2026-12-25' })).max(2000).prefault([])
    .describe('Days unlike others of their week, past ones too so that they can be learned from: ["2025-12-25", "2026-12-25"].'),
});

/**
 * Every setting of `.pyprocwatchrc`: its type, its default and what it is for. The example file, the
 * checks, their messages and `config show` follow from it; no default stands anywhere else.
 */
export const SCHEMA = z.strictObject({
  interval: duration(0.1, 3600).prefault('1s')
    .describe('Time between two samples: a number of seconds, or with a unit (500ms, 2s, 1m); 100ms to 1h.'),
  source: z.enum(SOURCES).prefault('auto')
    .describe('Where processes are read: linux (/proc), portable (works anywhere, slower), or auto to choose.').register(FACTS, { privileged: true }),
  procRoot: absolutePath().prefault('/proc')
    .describe('Where the proc file system is mounted, for looking at a host from within a container.').register(FACTS, { privileged: true }),
  sysRoot: absolutePath().prefault('/sys').describe('Where the sysfs file system is mounted.').register(FACTS, { privileged: true }),
  readonly: z.boolean().prefault(false)
    .describe('Whether actions on processes (signals, niceness, limits) are switched off.').register(FACTS, { privileged: true }),
  redaction: redaction.prefault({}).describe('Masking of secrets in command lines and environments, before they are shown or stored.').register(FACTS, { privileged: true }),
  history: history.prefault({}).describe('What is kept of what was seen, and how long.').register(FACTS, { privileged: true }),
  endpoints: endpointsSetting.prefault({}).describe('What requests are read from, and how they are told apart.').register(FACTS, { privileged: true }),
  forecast: forecast.prefault({}).describe('What is known of the time to come.'),
  alerts: alertsSetting.prefault({}).describe('Alerts of "pyprocwatch watch": rules, and whom they tell what and when.').register(FACTS, { privileged: true }),
  watch: watchSetting.prefault({}).describe('"pyprocwatch watch", the service without a screen.').register(FACTS, { privileged: true }),
  view: view.prefault({}).describe('What the screen looks like.'),
  filters: z.record(lineOfText(64), lineOfText()).prefault({}).describe('Filters by a name of your own, to be had from the filter prompt: { busy: "cpu > 50" }.'),
  thresholds: thresholds({
    cpuPercent: { warn: 50, critical: 90 },
    memoryPercent: { warn: 10, critical: 25 },
    usedPercent: { warn: 80, critical: 95 },
    busyPercent: { warn: 70, critical: 90 },
    iowaitPercent: { warn: 10, critical: 30 },
    stealPercent: { warn: 5, critical: 20 },
    cpuPressurePercent: { warn: 10, critical: 40 },
    memoryPressurePercent: { warn: 5, critical: 20 },
    ioPressurePercent: { warn: 10, critical: 40 },
    celsius: { warn: 80, critical: 95 },
    errorPercent: { warn: 1, critical: 5 },
    p95Seconds: { warn: 1, critical: 3 },
  }).describe('From which value on a number is coloured as a warning or as critical, by column, in the column\'s unit (2GiB, 90s and 80% are understood).'),
});

export type Config = z.output<typeof SCHEMA>;

/** The configuration as it would be written: durations with their unit, sort orders as text. */
export type WrittenConfig = z.input<typeof SCHEMA>;

export const DEFAULTS: Config = SCHEMA.parse({});
