import { resolve } from 'node:path';
import { privilegedPaths, valueAt, withoutEmpty, withValue } from './data.ts';
import { located, type Candidate, type Surroundings } from './locate.ts';
import { parseBytes, type Parsed, type Place } from './parse.ts';
import { ConfigurationError, findings, MOST_PROBLEMS, pathText, type Finding, type Problem } from './problems.ts';
import { DEFAULTS, SCHEMA, type Config } from './schema.ts';
import { readTrusted, trustOf, type Trust } from './trust.ts';

/** A file and a place in it that a setting was taken from. */
export interface SettingPlace extends Place {
  readonly path: string;
}

export interface Loaded {
  readonly config: Config;
  /** The file that counted; undefined when there is none and these are the defaults. */
  readonly path: string | undefined;
  readonly trust: Trust;
  /** The user's own file that privileged settings were taken from, when a project's file counted. */
  readonly basePath: string | undefined;
  /** Where a setting was set; undefined when it has its default. For faults found later (in a filter, a key). */
  readonly placeOf: (path: readonly PropertyKey[]) => SettingPlace | undefined;
}

interface FileRead {
  readonly path: string;
  readonly parsed: Parsed;
  readonly data: unknown;
}

function problemsOf(parsed: Parsed, data: unknown, trust: Trust): Problem[] {
  const found: Finding[] = [];
  for (const issue of SCHEMA.safeParse(data).error?.issues.slice(0, MOST_PROBLEMS) ?? []) found.push(...findings(issue, SCHEMA, data));
  for (const path of trust === 'project' ? privilegedPaths(data, SCHEMA) : []) {
    found.push({ path, at: 'key', message: `"${pathText(path)}" may not be set by a project's file`, mend: 'put it into ~/.pyprocwatchrc' });
  }
  return found.map(({ path, at, message, mend }) => ({ ...parsed.placeOf(path, at), message, mend }));
}

function throwIfAny(path: string, problems: readonly Problem[]): void {
  const [first, ...rest] = problems.toSorted((left, right) => left.line - right.line || left.column - right.column).slice(0, MOST_PROBLEMS);
  if (first !== undefined) throw new ConfigurationError(path, [first, ...rest]);
}

function checked(path: string, bytes: Uint8Array, trust: Trust): FileRead {
  const parsed = parseBytes(bytes);
  const data = withoutEmpty(parsed.data, SCHEMA);
  throwIfAny(path, [...parsed.problems, ...problemsOf(parsed, data, trust)]);
  return { path, parsed, data };
}

/** The configuration that the bytes of one file make. Throws nothing but a ConfigurationError, with every problem in it. */
export const configurationFrom = (path: string, bytes: Uint8Array, trust: Trust = 'full'): Config =>
  SCHEMA.parse(checked(path, bytes, trust).data);

const readOne = ({ path, origin }: Candidate, userId: number | undefined): FileRead =>
  checked(path, readTrusted(path, userId), trustOf(origin));

/**
 * Finds and reads the configuration: the file given, else the first one found upward from the current
 * folder, in home, or in the XDG folder. A project's file counts for what it may set; privileged settings
 * are then the user's own file's, so that a folder cannot switch them off merely by having a file.
 * Throws a UserError (exit code 78): a ConfigurationError when what the file says is at fault.
 */
export function loadConfiguration(around: Surroundings, given?: string): Loaded {
  const files: readonly Candidate[] = given === undefined ? located(around) : [{ path: resolve(around.cwd, given), origin: 'given' }];
  const [counts] = files;
  if (counts === undefined) return { config: DEFAULTS, path: undefined, trust: 'full', basePath: undefined, placeOf: () => undefined };

  const trust = trustOf(counts.origin);
  const own = readOne(counts, around.userId);
  const personal = trust === 'project' ? files.find(({ origin }) => origin !== 'project') : undefined;
  const base = personal === undefined ? undefined : readOne(personal, around.userId);
  const taken = base === undefined ? [] : privilegedPaths(base.data, SCHEMA);
  const data = taken.reduce((merged, path) => withValue(merged, path, valueAt(base?.data, path)), own.data);
  return {
    config: SCHEMA.parse(data),
    path: own.path,
    trust,
    basePath: base?.path,
    placeOf(path) {
      const fromBase = taken.some((privileged) => privileged.every((key, index) => path[index] === key));
      const file = fromBase ? base : own;
      return file === undefined || valueAt(file.data, path) === undefined ? undefined : { path: file.path, ...file.parsed.placeOf(path, 'key') };
    },
  };
}
