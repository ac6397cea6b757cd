import { z } from 'zod';
import { FACTS } from '../../config/facts.ts';
import { parseBytes } from '../../config/parse.ts';
import { ConfigurationError, findings, type Problem } from '../../config/problems.ts';
import { parseDuration, writeDuration } from '../language/duration.ts';
import { evaluateVector } from '../language/evaluate.ts';
import { goFloat } from '../language/go-float.ts';
import { LabelSet } from '../language/label-set.ts';
import { parseExpression } from '../language/parser.ts';
import type { Sample } from '../language/value.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { RuleRun } from './rule-run.ts';
import { parsePoints, parseSeries } from './series-notation.ts';
import { SeriesStore } from './series-store.ts';

const duration = z.string().refine((value) => parseDuration(value) !== undefined).register(FACTS, { expects: 'a duration such as 30s or 5m' });
/** NaN and Infinity too. */
const anyNumber = z.custom<number>((value) => typeof value === 'number').register(FACTS, { expects: 'a number' });
const labels = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const FILE = z.strictObject({
  rule_files: z.array(z.string()).default([]),
  evaluation_interval: duration.default('1m'),
  group_eval_order: z.array(z.string()).default([]),
  tests: z.array(z.strictObject({
    name: z.string().optional(),
    interval: duration.optional(),
    input_series: z.array(z.strictObject({ series: z.string(), values: z.union([z.string(), z.number()]) })).default([]),
    alert_rule_test: z.array(z.strictObject({
      eval_time: duration, alertname: z.string(),
      exp_alerts: z.array(z.strictObject({ exp_labels: labels.nullable().default({}), exp_annotations: labels.nullable().default({}) })).nullable().default([]),
    })).default([]),
    promql_expr_test: z.array(z.strictObject({
      expr: z.string(), eval_time: duration.default('0s'),
      exp_samples: z.array(z.strictObject({ labels: z.string().default(''), value: anyNumber })).nullable().default([]),
    })).default([]),
    external_labels: labels.default({}),
    external_url: z.string().default(''),
  })).default([]),
});

type ParsedFile = z.output<typeof FILE>;
type UnitTest = ParsedFile['tests'][number] & { readonly interval: string };

export interface UnitTestFile extends Omit<ParsedFile, 'tests'> {
  readonly tests: readonly UnitTest[];
}

/** Reads a file of tests as promtool has them. Throws a `ConfigurationError`. */
export function readUnitTests(path: string, bytes: Uint8Array): UnitTestFile {
  const parsed = parseBytes(bytes);
  const checked = FILE.safeParse(parsed.data);
  const problems: Problem[] = [...parsed.problems, ...(checked.error?.issues.slice(0, 100) ?? []).flatMap((issue) => findings(issue, FILE, parsed.data).map(({ path: at, at: what, message, mend }) => ({ ...parsed.placeOf(at, what), message, mend })))];
  const [first, ...rest] = problems;
  if (first !== undefined) throw new ConfigurationError(path, [first, ...rest]);
  const file = FILE.parse(parsed.data);
  // Nothing is a minute, as in promtool; samples are as far apart as evaluations.
  const usual = orElse(file.evaluation_interval, '1m');
  return { ...file, evaluation_interval: usual, tests: file.tests.map((each) => ({ ...each, interval: orElse(each.interval, usual) })) };
}

const orElse = (text: string | undefined, usual: string): string => (text === undefined || parseDuration(text) === 0 ? usual : text);
const milliseconds = (text: string): number => parseDuration(text) ?? 0;
const wanted = (given: UnitTest['external_labels'] | null): LabelSet => LabelSet.of(Object.entries(given ?? {}).map(([name, value]) => [name, String(value)] as const));

/** Runs one test; gives what is not as it should be, a line each. Throws an `ExpressionError` on what cannot be read. */
export function runUnitTest(test: UnitTest, groups: readonly RuleGroup[], evaluationInterval: number): string[] {
  const store = new SeriesStore(evaluationInterval);
  const interval = milliseconds(test.interval);
  const input = test.input_series.map(({ series, values }) => ({ labels: parseSeries(series), points: parsePoints(String(values)) }));
  const times = [...test.alert_rule_test, ...test.promql_expr_test].map(({ eval_time: time }) => milliseconds(time));
  const run = new RuleRun(groups, store);
  const faults: string[] = [];
  const alerts = test.alert_rule_test.toSorted((left, right) => milliseconds(left.eval_time) - milliseconds(right.eval_time));
  let stored = 0;
  for (let time = 0; time <= Math.max(0, ...times); time += evaluationInterval) {
    // Everything that was there until now.
    for (; stored * interval <= time && input.some(({ points }) => stored < points.length); stored += 1) {
      for (const { labels: own, points } of input) {
        const point = points[stored];
        if (point !== undefined) store.append(own, stored * interval, point);
      }
    }
    faults.push(...run.evaluate(time).map((fault) => `at ${writeDuration(time)}: ${fault}`));
    // Alerts are as they were at the last evaluation up to the time asked for.
    while (alerts[0] !== undefined && milliseconds(alerts[0].eval_time) < time + evaluationInterval) {
      const asked = alerts.shift();
      if (asked !== undefined) faults.push(...alertFaults(asked, run));
    }
  }
  for (const { expr, eval_time: at, exp_samples: expected } of test.promql_expr_test) faults.push(...sampleFaults(expr, milliseconds(at), expected ?? [], store));
  return faults;
}

function alertFaults({ alertname, eval_time: time, exp_alerts: expected }: UnitTest['alert_rule_test'][number], run: RuleRun): string[] {
  const words = (own: LabelSet, annotations: LabelSet): string => `labels ${own} annotations ${annotations}`;
  const got = run.firing(alertname).map(({ labels: own, annotations }) => words(own, LabelSet.of(annotations))).sort();
  const want = (expected ?? []).map(({ exp_labels: own, exp_annotations: annotations }) => words(wanted(own).without('alertname'), wanted(annotations))).sort();
  return difference(`alertname ${alertname}, time ${time}`, want, got);
}

function sampleFaults(expression: string, time: number, expected: readonly { readonly labels: string; readonly value: number }[], store: SeriesStore): string[] {
  const words = ({ labels: own, value }: Sample): string => `${own} ${goFloat(value)}`;
  const got = evaluateVector(parseExpression(expression), time, store).map(words).sort();
  const want = expected.map(({ labels: own, value }) => words({ labels: own === '' ? LabelSet.EMPTY : parseSeries(own), value })).sort();
  return difference(`expr ${JSON.stringify(expression)}, time ${writeDuration(time)}`, want, got);
}

function difference(what: string, want: readonly string[], got: readonly string[]): string[] {
  if (want.length === got.length && want.every((each, index) => each === got[index])) return [];
  return [`${what}: expected [${want.join('; ')}], got [${got.join('; ')}]`];
}
