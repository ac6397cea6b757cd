import { Backtest, type PastAlert } from '../../alerts/backtest.ts';
import { writeDuration } from '../../alerts/language/duration.ts';
import { loadRules } from '../../alerts/rules/load-rules.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { SCHEMA } from '../../model/json.ts';
import { host } from '../../model/kinds/host.ts';
import { safeText } from '../../model/safe-text.ts';
import { History } from '../../monitors/history.ts';
import { type HistoryResult, MEND_BY_CHECK, reporting, said } from '../history/open.ts';
import { textTable } from '../../model/text-table.ts';
import { counted } from '../../model/words.ts';
import { isoTime, localTime } from '../history/words.ts';
import type { RulesContext } from './context.ts';

export interface BacktestRequest {
  readonly files: readonly string[];
  /** Ms. */
  readonly last: number;
  /** Ms between two looks; undefined for what the length asks for. */
  readonly step: number | undefined;
  readonly json: boolean;
}

/** More looks take minutes. */
const MOST_LOOKS = 6000;
const LEAST_STEP = 5000;
const MINUTE = 60_000;

/** `rules backtest`: what the rules would have said of what was recorded. */
export function backtestRules({ around, configured, folder, now, progress }: RulesContext, { files, last, step, json }: BacktestRequest): Promise<HistoryResult> {
  return reporting(folder, MEND_BY_CHECK, async () => {
    const { groups } = loadRules(files.length > 0 ? files : configured, around);
    using history = await History.open(folder);
    const bounds = history.bounds();
    if (bounds === undefined) throw new UserError('nothing was recorded yet', { mend: 'record something: pyprocwatch record', exitCode: EXIT.unavailable });
    const from = Math.max(bounds.from, now - last);
    const to = Math.min(bounds.to, now);
    const every = step ?? Math.max(LEAST_STEP, Math.ceil((to - from) / MOST_LOOKS / LEAST_STEP) * LEAST_STEP);
    const backtest = new Backtest(groups, '', every);
    let looks = 0;
    let before = Number.NaN;
    for (let time = from; time <= to; time += every) {
      const snapshot = history.at(time);
      // A gap, or no newer tick than the last look saw.
      if (snapshot === undefined || snapshot.time === before || snapshot.frame(host) === undefined) continue;
      before = snapshot.time;
      backtest.add(snapshot);
      looks += 1;
      if (looks % 100 === 0) progress?.(`${Math.round(((time - from) / (to - from)) * 100)} %`);
    }
    const { alerts, faults } = backtest;
    const days = (to - from) / 86_400_000;
    const told = faults.map((fault) => `not evaluated: ${safeText(fault)}\n`).join('');
    return said(json ? asJson(alerts, { from, to, every }) : asText(alerts, { from, to, every, looks, days }), EXIT.ok, told);
  });
}

interface Looked {
  readonly from: number;
  readonly to: number;
  readonly every: number;
}

const asJson = (alerts: readonly PastAlert[], { from, to, every }: Looked): string => `${JSON.stringify({
  schema: SCHEMA, from: isoTime(from), to: isoTime(to), stepSeconds: every / 1000,
  alerts: alerts.map(({ rule, subject, labels, firedAt, resolvedAt, detail }) => ({ rule, subject, labels, firedAt: isoTime(firedAt), resolvedAt: resolvedAt === undefined ? null : isoTime(resolvedAt), detail })),
}, undefined, 2)}\n`;

function asText(alerts: readonly PastAlert[], { from, to, every, looks, days }: Looked & { readonly looks: number; readonly days: number }): string {
  const lines = [`${localTime(from)} to ${localTime(to)}, ${counted(looks, 'look', 'looks')}${every >= MINUTE ? ` each ${writeDuration(every)}: what lasts shorter is not seen` : ''}`, ''];
  if (alerts.length === 0) lines.push('nothing would have fired');
  else {
    lines.push(...textTable([
      ['FIRED', 'FOR', 'RULE', 'SUBJECT', 'WHY'],
      ...alerts.map(({ firedAt, resolvedAt, rule, subject, detail }) => [localTime(firedAt), resolvedAt === undefined ? 'still' : writeDuration(resolvedAt - firedAt), safeText(rule.slice(rule.indexOf('/') + 1)), safeText(subject), safeText(detail)]),
    ], [false, true, false, false, false]), '');
    const byRule = Map.groupBy(alerts, ({ rule }) => rule);
    lines.push(...[...byRule].map(([rule, own]) => `${safeText(rule.slice(rule.indexOf('/') + 1))}: ${counted(own.length, 'alert', 'alerts')}, ${(own.length / Math.max(days, 1 / 24)).toFixed(1)} a day`));
  }
  return `${lines.join('\n')}\n`;
}
