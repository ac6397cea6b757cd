import { isDeepStrictEqual } from 'node:util';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { valueAt } from '../../config/data.ts';
import { settingsText } from '../../config/example.ts';
import { loadConfiguration, type Loaded, type SettingPlace } from '../../config/load.ts';
import { candidates, located, type Surroundings } from '../../config/locate.ts';
import { DEFAULTS, SCHEMA } from '../../config/schema.ts';
import { EXIT, UserError, type ExitCode } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';

/** What a command has to say. `text` ends with a line break; it is for stderr when `exitCode` is not 0. */
export interface CommandResult {
  readonly text: string;
  readonly exitCode: ExitCode;
}

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

function reporting(work: () => string): CommandResult {
  try {
    return { text: work(), exitCode: EXIT.ok };
  } catch (error) {
    if (error instanceof UserError) return { text: lines(error.line), exitCode: error.exitCode };
    throw error;
  }
}

/** One line a folder: `~/.pyprocwatchrc (or .pyprocwatchrc.yaml, ...)`. */
function lookedFor(around: Surroundings): string[] {
  const folders = new Map<string, string[]>();
  for (const { path } of candidates(around)) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), basename(path)]);
  return [...folders].map(([folder, [first = '', ...others]]) => `${join(folder, first)} (or ${others.join(', ')})`);
}

/** The file that counts and all places that were looked at, the first one first. */
export function configPath(around: Surroundings, given?: string): CommandResult {
  return reporting(() => {
    const counts = given ?? located(around)[0]?.path;
    const looked = lookedFor(around).map((text) => `  ${safeText(text)}`);
    const head = counts === undefined ? 'none: the defaults are in effect' : safeText(counts);
    return lines(head, '', given === undefined ? 'Looked for, the first one found counts:' : 'Without --config these would be looked for, the first one found counts:', ...looked);
  });
}

const placeText = ({ path, line, column }: SettingPlace): string => safeText(`${path}:${line}:${column}`);

function describeFiles({ path, basePath, trust }: Loaded): string[] {
  if (path === undefined) return ['# No configuration file: these are the defaults.'];
  const own = `# From ${safeText(path)}${trust === 'project' ? ' (of a project: it may not set everything)' : ''}; all else has its default.`;
  return basePath === undefined ? [own] : [own, `# What a project may not set is from ${safeText(basePath)}.`];
}

/** The configuration in effect, as YAML that could be used as it is; settings that are not the default say where they are from. */
export function configShow(around: Surroundings, given?: string): CommandResult {
  return reporting(() => {
    const loaded = loadConfiguration(around, given);
    const written = z.encode(SCHEMA, loaded.config);
    const remark = (path: readonly string[]): string | undefined => {
      if (isDeepStrictEqual(valueAt(loaded.config, path), valueAt(DEFAULTS, path))) return undefined;
      const place = loaded.placeOf(path);
      return place === undefined ? undefined : placeText(place);
    };
    return `${lines(...describeFiles(loaded), '')}${settingsText(written, remark)}`;
  });
}

/** Whether the file (given, or the one that counts) is in order: every problem in it, one to a line. */
export function configCheck(around: Surroundings, file?: string): CommandResult {
  return reporting(() => {
    const { path, basePath } = loadConfiguration(around, file);
    if (path === undefined) return lines('no configuration file: the defaults are in effect');
    return lines(`${safeText(path)}: ok`, ...(basePath === undefined ? [] : [`${safeText(basePath)}: ok`]));
  });
}
