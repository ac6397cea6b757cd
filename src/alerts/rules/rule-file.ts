import { z } from 'zod';
import { FACTS } from '../../config/facts.ts';
import { parseBytes, type Parsed } from '../../config/parse.ts';
import { ConfigurationError, type Finding, findings, MOST_PROBLEMS, type Problem } from '../../config/problems.ts';
import { errorMessage } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type Expression, selectorsOf } from '../language/ast.ts';
import { parseDuration } from '../language/duration.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { mendMetric, metricNamed } from '../language/metrics.ts';
import { parseExpression } from '../language/parser.ts';
import { SEVERITIES } from '../notification.ts';
import { NO_DATA, type Rule, type RuleGroup } from './rule.ts';
import { Template, TemplateError } from './template.ts';
import { parseClear, parseWhen } from './when.ts';

const LABEL = /^[a-zA-Z_]\w*$/;
const text = z.string().min(1).max(20_000).register(FACTS, { expects: 'text' });
const durationText = z.string().refine((value) => parseDuration(value) !== undefined).register(FACTS, { expects: 'a duration such as 30s, 5m or 1h30m' });
const pairs = z.record(z.string().regex(LABEL).register(FACTS, { expects: 'a name of letters, digits and _' }), z.union([z.string(), z.number(), z.boolean()]).register(FACTS, { expects: 'text' }));
const names = z.union([text, z.array(text).max(100)]).register(FACTS, { expects: 'a name, or a list of names' });

/** What may stand in a rule. */
export const ruleShape = z.strictObject({
  alert: text.optional().describe('Its name.'),
  record: text.optional().describe('Name of the series that it gives, instead of an alert.'),
  expr: text.optional().describe('What must hold, as Prometheus writes it.'),
  when: text.optional().describe('What must hold, with how long: process.rss{name="node"} > 2GiB for 5m.'),
  for: durationText.optional().describe('How long it must hold.'),
  keep_firing_for: durationText.optional().describe('How long it goes on when it holds no more.'),
  clear: text.optional().describe('Once it fires, it goes on until this holds: < 1.8GiB.'),
  nodata: z.enum(NO_DATA).optional().describe('When the series of a firing alert are gone: ok (resolve), keep (go on), alert (fire for what was there and is gone).'),
  severity: z.enum(SEVERITIES).optional().describe('Label severity.'),
  summary: text.optional().describe('Annotation summary.'),
  description: text.optional().describe('Annotation description.'),
  labels: pairs.optional().describe('Labels that are added; values may be templates.'),
  annotations: pairs.optional().describe('Texts for people; values may be templates.'),
  to: names.optional().describe('Channels.'),
  repeat: durationText.optional().describe('Told again this often while it fires.'),
});

const groupShape = z.strictObject({ name: text, interval: durationText.optional(), limit: z.number().optional(), rules: z.array(ruleShape).max(10_000).default([]) });

const FILE = z.strictObject({ groups: z.array(groupShape).max(1000).optional(), rules: z.array(ruleShape).max(10_000).optional() });

type RuleShape = z.output<typeof ruleShape>;

export interface RuleFileOptions {
  /** Whether names of series must be ours; those that other rules record always may be used. */
  readonly known: boolean;
}

/** Reads the bytes of a file of rules: Prometheus' groups, and our own short list. Throws a `ConfigurationError` with every problem in it. */
export function readRuleFile(path: string, bytes: Uint8Array, options: RuleFileOptions = { known: true }): RuleGroup[] {
  const parsed = parseBytes(bytes);
  const problems: Problem[] = [...parsed.problems];
  const checked = FILE.safeParse(parsed.data);
  const problem = ({ path: at, at: what, message, mend }: Finding): Problem => ({ ...parsed.placeOf(at, what), message, mend });
  for (const issue of checked.error?.issues.slice(0, MOST_PROBLEMS) ?? []) problems.push(...findings(issue, FILE, parsed.data).map(problem));
  const groups: RuleGroup[] = [];
  if (checked.success) {
    const { groups: given = [], rules = [] } = checked.data;
    const build = (shapes: readonly RuleShape[], at: readonly PropertyKey[]): Rule[] => shapes.flatMap((shape, index) => ruleFrom(shape, [...at, index], { path, parsed, problems }) ?? []);
    if (rules.length > 0) groups.push({ name: 'rules', interval: undefined, rules: build(rules, ['rules']) });
    given.forEach(({ name, interval, rules: own }, index) => groups.push({ name, interval: interval === undefined ? undefined : parseDuration(interval), rules: build(own, ['groups', index, 'rules']) }));
    if (options.known) unknownNames(groups, problems);
  }
  const [first, ...rest] = problems.toSorted((left, right) => left.line - right.line || left.column - right.column).slice(0, MOST_PROBLEMS);
  if (first !== undefined) throw new ConfigurationError(path, [first, ...rest]);
  return groups;
}

interface Around {
  readonly path: string;
  readonly parsed: Parsed;
  readonly problems: Problem[];
}

function ruleFrom(shape: RuleShape, at: readonly PropertyKey[], around: Around): Rule | undefined {
  const { parsed, problems, path } = around;
  const report = (key: string, message: string, mend: string, offset = 0): void => {
    const place = parsed.placeOf([...at, key], 'value');
    problems.push({ line: place.line, column: place.column + offset, message: safeText(message), mend: safeText(mend) });
  };
  /** Runs what may find a fault in the text of a setting. */
  const attempt = <Result>(key: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof ExpressionError) report(key, error.message, error.mend, error.span.from);
      else if (error instanceof TemplateError) report(key, error.message, error.mend, error.at);
      else report(key, errorMessage(error), 'correct it');
      return undefined;
    }
  };
  const written = shape.when ?? shape.expr;
  const key = shape.when === undefined ? 'expr' : 'when';
  if (written === undefined || (shape.when !== undefined && shape.expr !== undefined)) {
    report(written === undefined ? 'alert' : 'expr', written === undefined ? 'this rule says not when it holds' : 'this rule has both "when" and "expr"', 'write when: process.rss{name="node"} > 2GiB for 5m');
    return undefined;
  }
  const when = attempt(key, () => (shape.when === undefined ? { expression: parseExpression(written), for: undefined, times: undefined } : parseWhen(written)));
  const labels = templates({ ...(shape.severity === undefined ? {} : { severity: shape.severity }), ...shape.labels }, 'labels', attempt);
  const annotations = templates({ ...(shape.summary === undefined ? {} : { summary: shape.summary }), ...(shape.description === undefined ? {} : { description: shape.description }), ...shape.annotations }, 'annotations', attempt);
  if (when === undefined) return undefined;
  const { expression } = when;
  const place = { path, ...parsed.placeOf([...at, key], 'value') };
  if (shape.record !== undefined) {
    if (shape.alert !== undefined) report('record', 'this rule is an alert and a record', 'make two rules of it');
    if (!/^[a-zA-Z_:][\w:]*$/.test(shape.record)) report('record', `"${shape.record}" is no name of series`, 'use letters, digits, _ and :');
    return { type: 'record', name: shape.record, expression, text: written, labels, place };
  }
  if (when.for !== undefined && shape.for !== undefined) report('for', 'how long it must hold is said twice', 'remove one of the two');
  const clear = shape.clear === undefined ? undefined : attempt('clear', () => parseClear(shape.clear ?? '', expression));
  return {
    type: 'alert', name: shape.alert ?? nameFrom(expression), expression, text: written, labels, annotations, place,
    for: when.for ?? milliseconds(shape.for) ?? 0, keepFiringFor: milliseconds(shape.keep_firing_for) ?? 0, times: when.times, clear, noData: shape.nodata ?? 'ok',
    to: shape.to === undefined ? undefined : [shape.to].flat(), repeat: milliseconds(shape.repeat),
  };
}

const milliseconds = (written: string | undefined): number | undefined => (written === undefined ? undefined : parseDuration(written));

function templates(given: Readonly<Record<string, string | number | boolean>>, key: string, attempt: <Result>(key: string, work: () => Result) => Result | undefined): Map<string, Template> {
  const made = new Map<string, Template>();
  for (const [name, value] of Object.entries(given)) {
    const template = attempt(key, () => Template.parse(String(value)));
    if (template !== undefined) made.set(name, template);
  }
  return made;
}

/** A rule without a name goes by what it looks at: `process.memory.rss` is ProcessMemoryRss. */
function nameFrom(expression: Expression): string {
  const [first] = selectorsOf(expression);
  const name = first?.selector.name ?? '';
  const words = (name === '' ? 'rule' : name).split(/[._:]+/).filter((word) => word !== '' && word !== 'pyprocwatch');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Names that neither our kinds nor the records have. */
function unknownNames(groups: readonly RuleGroup[], problems: Problem[]): void {
  const recorded = new Set(groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.type === 'record' ? [rule.name] : []))));
  for (const { expression, place } of groups.flatMap(({ rules }) => rules)) {
    for (const { selector } of selectorsOf(expression)) {
      const { name } = selector;
      const own = name === '' ? selector.matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value : name;
      if (own === undefined || recorded.has(own) || own === 'ALERTS' || metricNamed(own) !== undefined) continue;
      problems.push({ line: place.line, column: place.column + selector.from, message: `there are no series "${safeText(own)}"`, mend: mendMetric(own) });
    }
  }
}
