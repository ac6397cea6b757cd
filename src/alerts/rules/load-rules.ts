import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readTrusted } from '../../config/trust.ts';
import { EXIT, UserError } from '../../model/errors.ts';
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
  const groups = paths.length === 0 ? readRuleFile(BUILT_IN, Buffer.from(DEFAULT_RULES)) : paths.flatMap((path) => readRuleFile(path, readTrusted(path, around.userId)));
  const names = new Map<string, string>();
  for (const { name, rules } of groups) {
    for (const rule of rules) {
      const id = `${name}/${rule.name}`;
      const where = `${rule.place.path}:${rule.place.line}`;
      const before = names.get(id);
      // The state of an alert is kept by the name of its rule.
      if (rule.type === 'alert' && before !== undefined) throw new UserError(`rule "${rule.name}" is there twice (also at ${before})`, { where, mend: 'give one of the two another name, or put it into a group', exitCode: EXIT.configuration });
      names.set(id, where);
    }
  }
  return { groups, paths };
}
