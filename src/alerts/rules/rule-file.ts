import { parseBytes } from '../../config/parse.ts';
import { ConfigurationError, type Finding, findings, MOST_PROBLEMS, type Problem } from '../../config/problems.ts';
import { parseDuration } from '../language/duration.ts';
import type { Rule, RuleGroup } from './rule.ts';
import { RuleBuilder } from './rule-from.ts';
import { RULE_FILE, type RuleShape } from './rule-shape.ts';

export { ruleShape } from './rule-shape.ts';

export interface RuleFileOptions {
  /** Whether names of series must be ours; those that other rules record always may be used. */
  readonly known: boolean;
  /** Names that rules of other files record. */
  readonly recorded?: Iterable<string>;
}

/** Reads the bytes of a file of rules: Prometheus' groups, and our own short list. Throws a `ConfigurationError` with every problem in it. */
export function readRuleFile(path: string, bytes: Uint8Array, options: RuleFileOptions = { known: true }): RuleGroup[] {
  const parsed = parseBytes(bytes);
  const problems: Problem[] = [...parsed.problems];
  const checked = RULE_FILE.safeParse(parsed.data);
  const problem = ({ path: at, at: what, message, mend }: Finding): Problem => ({ ...parsed.placeOf(at, what), message, mend });
  for (const issue of checked.error?.issues.slice(0, MOST_PROBLEMS) ?? []) problems.push(...findings(issue, RULE_FILE, parsed.data).map(problem));
  const groups: RuleGroup[] = [];
  if (checked.success) {
    const { groups: given = [], rules = [] } = checked.data;
    const source = { path, parsed, text: new TextDecoder().decode(bytes) };
    const recorded = new Set([...options.recorded ?? [], ...recordedIn(rules), ...given.flatMap((group) => recordedIn(group.rules))]);
    const build = (shapes: readonly RuleShape[], at: readonly PropertyKey[]): Rule[] => shapes.flatMap((shape, index) => {
      const builder = new RuleBuilder(source, shape, [...at, index]);
      const rule = builder.build(options.known ? recorded : undefined);
      problems.push(...builder.problems);
      return rule ?? [];
    });
    if (rules.length > 0) groups.push({ name: 'rules', interval: undefined, rules: build(rules, ['rules']) });
    given.forEach(({ name, interval, limit = 0, rules: own }, index) => groups.push({
      name, interval: interval === undefined ? undefined : parseDuration(interval), rules: build(own, ['groups', index, 'rules']).map((rule) => (limit > 0 ? { ...rule, limit } : rule)),
    }));
  }
  const [first, ...rest] = problems.toSorted((left, right) => left.line - right.line || left.column - right.column).slice(0, MOST_PROBLEMS);
  if (first !== undefined) throw new ConfigurationError(path, [first, ...rest]);
  return groups;
}

const recordedIn = (rules: readonly RuleShape[]): string[] => rules.flatMap(({ record }) => record ?? []);
