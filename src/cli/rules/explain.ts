import { writeDuration } from '../../alerts/language/duration.ts';
import { evaluateVector } from '../../alerts/language/evaluate.ts';
import { ExpressionError, placeIn } from '../../alerts/language/expression-error.ts';
import { LabelSet } from '../../alerts/language/label-set.ts';
import { printExpression } from '../../alerts/language/print.ts';
import { SnapshotSource } from '../../alerts/live/snapshot-source.ts';
import { subjectOf } from '../../alerts/rules/subject-of.ts';
import { demandsOf } from '../../alerts/rules/demands.ts';
import { unknownSeries } from '../../alerts/rules/known-series.ts';
import { loadRules } from '../../alerts/rules/load-rules.ts';
import type { AlertRule, Rule } from '../../alerts/rules/rule.ts';
import { parseWhen } from '../../alerts/rules/when.ts';
import { subjectOfAlert, kindOfExpression } from '../../alerts/subject.ts';
import { unitOfExpression, valueWords } from '../../alerts/value-words.ts';
import { EXIT, errorMessage, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { everything, ProcessMonitor } from '../../monitors/process-monitor.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { type RulesContext, telling } from './context.ts';

const MOST_SHOWN = 5;

/** `rules explain`: what rules mean in canonical form, and what they say of this moment. `what`: a rule's name, a line of `when`, or '' for all rules. */
export function explainRules({ around, configured }: RulesContext, what: string, sample: typeof sampleFor = sampleFor): Promise<HistoryResult> {
  return telling(async () => {
    const known = loadRules(configured, around).groups.flatMap(({ rules }) => rules);
    const named = known.filter(({ name }) => name === what);
    const recorded = new Set(known.flatMap(({ type, name }) => (type === 'record' ? [name] : [])));
    const rules = what === '' ? known : named.length > 0 ? named : [typed(what, recorded)];
    const snapshot = await sample(rules);
    return said(`${rules.map((rule) => explained(rule, snapshot)).join('\n')}`);
  });
}

/** A rule that stands on the command line. */
function typed(text: string, recorded: ReadonlySet<string>): AlertRule {
  try {
    const { expression, for: held = 0, times } = parseWhen(text);
    for (const error of unknownSeries(expression, recorded)) throw error;
    return { type: 'alert', name: 'this rule', expression, text, labels: new Map(), annotations: new Map(), place: { path: '', line: 1, column: 1 }, for: held, keepFiringFor: 0, times, clear: undefined, noData: 'ok', to: undefined, repeat: undefined };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { line, column } = placeIn(text, error.span.from);
    throw new UserError(error.message, { where: `line ${line}, column ${column}`, mend: error.mend, exitCode: EXIT.usage, cause: error });
  }
}

/** Two readings, with all that the rules look at. */
async function sampleFor(rules: readonly Rule[]): Promise<Snapshot> {
  return new ProcessMonitor().sampleOnce(everything(['io', ...demandsOf([{ name: '', interval: undefined, rules }])]));
}

function explained(rule: Rule, snapshot: Snapshot): string {
  const lines = [`${rule.type === 'alert' ? 'alert' : 'record'} ${safeText(rule.name)}`, `  written    ${safeText(rule.text)}`, `  canonical  ${printExpression(rule.expression)}`];
  if (rule.type === 'alert') lines.push(...settingsOf(rule).map((line) => `  ${line}`));
  lines.push(...nowOf(rule, snapshot).map((line) => `  ${line}`), '');
  return lines.join('\n');
}

function settingsOf({ for: held, times, clear, keepFiringFor, noData, to, labels }: AlertRule): string[] {
  const words = [
    times === undefined ? (held === 0 ? 'at once' : `when it has held for ${writeDuration(held)}`) : `when it holds at ${times.least} of ${times.of} evaluations${held === 0 ? '' : ` for ${writeDuration(held)}`}`,
    ...(clear === undefined ? [] : [`until ${printExpression(clear)}`]), ...(keepFiringFor === 0 ? [] : [`and ${writeDuration(keepFiringFor)} longer`]),
    ...(noData === 'ok' ? [] : [`series that are gone: ${noData === 'keep' ? 'it goes on' : 'it fires for them'}`]),
  ];
  const severity = labels.get('severity')?.render({ labels: LabelSet.EMPTY, value: 0 }) ?? 'warning';
  return [`fires      ${words.join(', ')}`, `severity   ${safeText(severity)}`, ...(to === undefined ? [] : [`told to    ${to.map(safeText).join(', ')}`])];
}

/** What it looks at now, and for what it holds. */
function nowOf({ expression }: Rule, snapshot: Snapshot): string[] {
  const source = new SnapshotSource([expression], 1000);
  source.observe(snapshot);
  const kind = kindOfExpression(expression);
  const unit = unitOfExpression(expression);
  const lookback = SnapshotSource.reachOf([expression]);
  try {
    const subject = evaluateVector(subjectOf(expression), snapshot.time, source);
    const held = evaluateVector(expression, snapshot.time, source);
    const lines = [`looks at   ${subject.length} series${lookback > 0 ? `, over ${writeDuration(lookback)} (of which there is but one moment here)` : ''}`];
    lines.push(`holds now  ${held.length === 0 ? 'for none' : `for ${held.length}`}`);
    const shown = (held.length > 0 ? held : subject).toSorted((left, right) => right.value - left.value).slice(0, MOST_SHOWN);
    for (const { labels, value } of shown) lines.push(`           ${safeText(subjectOfAlert(kind, labels).name)}: ${valueWords(value, unit)}`);
    return lines;
  } catch (error) {
    return [`cannot be evaluated: ${safeText(errorMessage(error))}`];
  }
}
