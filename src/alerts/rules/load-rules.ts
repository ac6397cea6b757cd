import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readTrusted } from '../../config/trust.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { DEFAULT_RULES } from '../default-rules.ts';
import type { RuleGroup } from './rule.ts';
import { readRuleFile } from './rule-file.ts';

export interface RulesAround {
  /** Where names of files that are not absolute begin. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly userId: number | undefined;
}

/** Where rules came from. */
export interface LoadedRules {
  readonly groups: readonly RuleGroup[];
  /** Files that were read; none when these are the program's own rules. */
  readonly paths: readonly string[];
}

export const BUILT_IN = 'the program\'s own rules';

/** Where the user's rules are when the configuration names none: `$XDG_CONFIG_HOME/pyprocwatch/rules.yaml`. */
export function usualRulesFile({ env, home }: Pick<RulesAround, 'env' | 'home'>): string {
  const set = env['XDG_CONFIG_HOME'];
  return join(set !== undefined && isAbsolute(set) ? set : join(home, '.config'), 'pyprocwatch', 'rules.yaml');
}

const expanded = (path: string, { home, cwd }: RulesAround): string => (path.startsWith('~/') ? join(home, path.slice(2)) : resolve(cwd, path));

/**
 * The rules that count: of the files given, else of the usual file, else the program's own. Files are read only when nobody
 * else could have written them. Throws a `UserError` (exit code 78), a `ConfigurationError` with every problem of a file.
 */
export function loadRules(given: readonly string[], around: RulesAround): LoadedRules {
  const usual = usualRulesFile(around);
  const paths = given.length > 0 ? given.map((path) => expanded(path, around)) : existsSync(usual) ? [usual] : [];
  const files = paths.length === 0 ? [{ path: BUILT_IN, bytes: Buffer.from(DEFAULT_RULES) }] : paths.map((path) => ({ path, bytes: readTrusted(path, around.userId) }));
  // What one file records, rules of another may look at.
  const recorded = files.length === 1 ? [] : files.flatMap(({ path, bytes }) => readRuleFile(path, bytes, { known: false })).flatMap(({ rules }) => rules.flatMap(({ type, name }) => (type === 'record' ? [name] : [])));
  const groups = files.flatMap(({ path, bytes }) => readRuleFile(path, bytes, { known: true, recorded }));
  mustDiffer(groups);
  return { groups, paths };
}

/** Alerts of two rules of the same name are told apart by their labels alone: `severity`, say, of two limits. */
function mustDiffer(groups: readonly RuleGroup[]): void {
  const known = new Map<string, string>();
  for (const { name: group, rules } of groups) {
    for (const { type, name, labels, place } of rules) {
      if (type === 'record') continue;
      const key = JSON.stringify([group, name, ...[...labels].map(([label, { text }]) => [label, text]).sort()]);
      const where = `${safeText(place.path)}:${place.line}`;
      const before = known.get(key);
      if (before !== undefined) throw new UserError(`rule "${safeText(name)}" is there twice (also at ${before})`, { where, mend: 'give one of the two another name or another severity, or put it into a group', exitCode: EXIT.configuration });
      known.set(key, where);
    }
  }
}
