import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { evaluateVector } from '../../../src/alerts/language/evaluate.ts';
import { parseDuration } from '../../../src/alerts/language/duration.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { readRuleFile } from '../../../src/alerts/rules/rule-file.ts';
import { RuleRun } from '../../../src/alerts/testing/rule-run.ts';
import { parsePoints, parseSeries } from '../../../src/alerts/testing/series-notation.ts';
import { SeriesStore } from '../../../src/alerts/testing/series-store.ts';
import type { Case } from './generate.ts';

export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** Alerts with their state at each time, as ours has it; undefined where a rule cannot be evaluated. */
export function ourTimeline({ interval, evaluation, series, rules, times }: Case): Map<string, readonly { labels: string; value: number }[]> | undefined {
  const groups = readRuleFile('rules.yaml', Buffer.from(stringify({ groups: [{ name: 'g', rules }] })), { known: false });
  const step = parseDuration(interval) ?? 0;
  const every = parseDuration(evaluation) ?? 0;
  const store = new SeriesStore(every);
  const run = new RuleRun(groups, store);
  const input = series.map((each) => ({ labels: parseSeries(each.series), points: parsePoints(each.values) }));
  const end = Math.max(...times.map((time) => parseDuration(time) ?? 0));
  let stored = 0;
  for (let time = 0; time <= end; time += every) {
    for (; stored * step <= time; stored += 1) for (const { labels, points } of input) {
      const point = points[stored];
      if (point !== undefined) store.append(labels, stored * step, point);
    }
    if (run.evaluate(time).length > 0) return undefined;
  }
  const alerts = parseExpression('ALERTS');
  return new Map(times.map((time) => [time, evaluateVector(alerts, parseDuration(time) ?? 0, store).map(({ labels, value }) => ({ labels: String(labels), value }))]));
}

/** Writes what promtool is to check; gives the file, or undefined where ours cannot evaluate the rules. */
function writeCase(folder: string, made: Case): { readonly file: string; readonly fails: boolean } {
  const timeline = ourTimeline(made);
  const rules = join(folder, `rules-${made.seed}.yaml`);
  const file = join(folder, `test-${made.seed}.yaml`);
  writeFileSync(rules, stringify({ groups: [{ name: 'g', rules: made.rules }] }));
  writeFileSync(file, stringify({
    rule_files: [rules], evaluation_interval: made.evaluation,
    tests: [{ interval: made.interval, input_series: made.series, promql_expr_test: made.times.map((time) => ({ expr: 'ALERTS', eval_time: time, exp_samples: timeline?.get(time) ?? [] })) }],
  }));
  return { file, fails: timeline === undefined };
}

/** The cases in which promtool sees something else than ours, with what it says. */
export function differences(folder: string, cases: readonly Case[]): { readonly seed: number; readonly says: string }[] {
  const written = cases.map((made) => ({ made, ...writeCase(folder, made) }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', ...written.map(({ file }) => file)], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const failed = new Map(verdicts(stdout, stderr, written.map(({ file }) => file)));
  return written.flatMap(({ made, file, fails }) => {
    const says = failed.get(file);
    return (says !== undefined) === fails ? [] : [{ seed: made.seed, says: says ?? 'ours cannot evaluate it, promtool can' }];
  });
}

/** Files that failed, and why. Order of verdicts is that of files; reasons follow `FAILED:` lines. */
function verdicts(stdout: string, stderr: string, files: readonly string[]): [string, string][] {
  const parts = stdout.split(/^Unit Testing: +/m).slice(1);
  const reasons = stderr.split(/^ {2}FAILED:\s*$/m).slice(1);
  let reason = 0;
  return files.flatMap((file, index): [string, string][] => {
    if (/SUCCESS/.test(parts[index] ?? '')) return [];
    reason += 1;
    return [[file, reasons[reason - 1] ?? parts[index] ?? 'no verdict']];
  });
}
