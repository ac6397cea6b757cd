import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Tiers } from '../../storage/history/tiers.ts';
import { stateFolder } from '../../storage/state-folder.ts';
import { REQUESTS_SOCKET } from '../middleware/wire.ts';
import type { Roots } from '../collectors/collector.ts';
import { DEFAULTS } from '../config/defaults.ts';
import type { Loaded } from '../config/load.ts';
import { located, surroundings } from '../config/locate.ts';
import { suggest } from '../analysis/nearest.ts';
import type { Config } from '../config/schema.ts';
import { CATALOG } from '../model/catalog.ts';
import { EXIT, UserError } from '../model/errors.ts';
import { findField, type Kind } from '../model/kind.ts';
import type { TrafficOptions } from '../engine/traffic/protocol.ts';
import type { TopArguments } from './commands/top.ts';

/** The configuration with what the command line says over it. */
export interface Settings {
  readonly config: Config;
  readonly loaded: Loaded;
  readonly kind: Kind;
  readonly roots: Roots;
  readonly redact: readonly string[] | false;
  readonly intervalSeconds: number;
  readonly columns: readonly string[];
  readonly sort: { readonly field: string; readonly descending: boolean };
  readonly tree: boolean;
  readonly readonly: boolean;
  readonly readonlyReason: string;
  readonly ownUser: string;
  readonly historyFolder: string;
  readonly tiers: Tiers;
}

/** A kind by the name, plural or first letters a person gives it. */
function kindNamed(name: string): Kind {
  const low = name.toLowerCase();
  const listed = CATALOG.filter((kind) => !['file', 'socket', 'thread', 'variable', 'limit', 'mapping', 'relative'].includes(kind.name));
  const found = listed.find((kind) => kind.name === low || kind.plural === low);
  if (found !== undefined) return found;
  throw new UserError(`there is no view "${name}"`, { where: '--view', mend: suggest(name, listed.map((kind) => kind.name)), exitCode: EXIT.usage });
}

function fieldNamed(kind: Kind, name: string, where: string): string {
  const found = findField(kind, name);
  if (found !== undefined) return found.name;
  const names = Object.entries(kind.fields).flatMap(([field, { aliases }]) => [field, ...(aliases ?? [])]);
  throw new UserError(`${kind.plural} have no "${name}"`, { where, mend: suggest(name, names), exitCode: EXIT.usage });
}

/** `rss`: the order people want (numbers greatest first); `-rss` greatest first, `+rss` smallest first. */
function sortNamed(kind: Kind, text: string): Settings['sort'] {
  const field = fieldNamed(kind, text.replace(/^[-+]/, ''), '--sort');
  const natural = kind.fields[field]?.type === 'number' && !kind.key.includes(field);
  return { field, descending: text.startsWith('-') || (natural && !text.startsWith('+')) };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry in the password file, as in many containers.
    return String(process.getuid?.() ?? '');
  }
}

/** The configuration; what reads it is loaded only if there is a file to read. */
export async function configOf(given: string | undefined): Promise<Loaded> {
  const around = surroundings();
  if (given === undefined && located(around).length === 0) return { config: DEFAULTS, path: undefined, trust: 'full', basePath: undefined, placeOf: () => undefined };
  const { loadConfiguration } = await import('../config/load.ts');
  return loadConfiguration(around, given);
}

export const tiersOf = ({ history }: Config): Tiers => ({
  samplesMilliseconds: history.samples * 1000, minutesMilliseconds: history.minutes * 1000, hoursMilliseconds: history.hours * 1000, mostBytes: history.maxSize,
});

export async function settingsFrom(args: TopArguments): Promise<Settings> {
  const loaded = await configOf(args.config);
  const { config } = loaded;
  const kind = kindNamed(args.view);
  const roots = { proc: args.procRoot ?? config.procRoot, sys: args.sysRoot ?? config.sysRoot };
  const foreign = roots.proc !== '/proc';
  return {
    config,
    loaded,
    kind,
    roots,
    redact: args.showSecrets || !config.redaction.enabled ? false : config.redaction.patterns,
    intervalSeconds: args.interval ?? config.interval,
    columns: args.columns === undefined ? (config.view.columns[kind.name] ?? kind.columns) : args.columns.map((name) => fieldNamed(kind, name, '--columns')),
    sort: args.sort === undefined ? (config.view.sort[kind.name] ?? kind.sort) : sortNamed(kind, args.sort),
    tree: args.tree ?? config.view.tree,
    // Pids of another host's /proc are not ours: a signal would hit somebody else.
    readonly: foreign || (args.readonly ?? config.readonly),
    readonlyReason: foreign ? 'this shows another host\'s /proc: its processes cannot be signalled from here' : 'this is read-only (--readonly or the configuration)',
    ownUser: userName(),
    historyFolder: args.history ?? config.history.folder ?? stateFolder(process.env),
    tiers: tiersOf(config),
  };
}

/** What is to be known of requests; undefined where the configuration names no source of them. `keep`: whether it is stored. */
export function trafficOptions({ config: { endpoints, history }, roots, historyFolder }: Settings, keep: boolean, command: string): TrafficOptions | undefined {
  if (endpoints.logs.length === 0 && !endpoints.otlp.enabled && !endpoints.middleware) return undefined;
  return { endpoints, roots, folder: keep ? historyFolder : undefined, socket: endpoints.middleware ? join(historyFolder, REQUESTS_SOCKET) : undefined, hostname: hostname(), command, minutesMilliseconds: history.samples * 1000, hoursMilliseconds: history.minutes * 1000 };
}
