import { HistoryReader } from '../../../storage/history/reader.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { historyFor, madePlan } from '../../monitors/capacity/made-plan.ts';
import type { ServiceHistory } from '../../monitors/capacity/service-history.ts';
import { planWords } from '../../monitors/capacity/words.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said } from '../history/open.ts';
import { confidenceGiven } from '../confidence.ts';
import { once, writeOut } from '../history/out-file.ts';
import { configOf } from '../settings.ts';
import { backtestText } from './backtest.ts';
import { planCsv } from './csv.ts';
import { planJson } from './json.ts';
import type { PlanRequest } from './request.ts';
import { planPdf, planText } from './text.ts';

type Context = Pick<HistoryContext, 'folder' | 'now'>;

/** `pyprocwatch capacity plan`. */
export const runPlan = (context: Context, request: PlanRequest): Promise<HistoryResult> => withService(context, request, async (history, holidays) => {
  const { format } = request;
  if (format === 'pdf' && request.out === undefined) throw new UserError('a PDF is no text for a terminal', { where: '--format pdf', mend: 'name a file: --out plan.pdf', exitCode: EXIT.usage });
  const plan = await madePlan(history, request, { now: context.now, holidays });
  const words = planWords(plan, history, request);
  const text = format === 'json' ? planJson(plan, request) : format === 'csv' ? planCsv(plan) : format === 'pdf' ? await planPdf(words, context.now) : planText(words);
  if (request.out === undefined) return text.toString();
  await writeOut(request.out, once(text), { force: request.force, now: context.now });
  return `${safeText(request.out)}: ${words.title}\n`;
});

/** `pyprocwatch capacity backtest`. */
export const runBacktest = (context: Context, request: PlanRequest): Promise<HistoryResult> => withService(context, request, (history, holidays) => backtestText(history, request, holidays));

function withService({ folder, now }: Context, request: PlanRequest, work: (history: ServiceHistory, holidays: ReadonlySet<string>) => Promise<string>): Promise<HistoryResult> {
  return reporting(folder, MEND_BY_CHECK, async () => {
    const { days, config, confidence, connections } = request;
    confidenceGiven(confidence);
    if (connections !== undefined && !(connections > 0)) throw new UserError('this is no number of connections', { where: '--connections', mend: 'give one above 0', exitCode: EXIT.usage });
    if (!(days >= 0.01 && days <= 92)) throw new UserError(Number.isNaN(days) ? 'this is no number of days' : `${days} days cannot be planned`, { where: '--days', mend: 'give a number from 0.01 to 92', exitCode: EXIT.usage });
    const { forecast: { holidays } } = (await configOf(config)).config;
    const reader = await HistoryReader.open(folder);
    try {
      const history = historyFor(reader, request, now);
      const faults = reader.faults.map((fault) => `not readable: ${safeText(fault)}\n`).join('');
      return said(await work(history, new Set(holidays)), faults === '' ? EXIT.ok : EXIT.data, faults);
    } finally {
      reader.close();
    }
  });
}
