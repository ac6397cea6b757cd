import { HistoryReader } from '../../../storage/history/reader.ts';
import { seededRandom } from '../../analysis/seeded-random.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { capacityOutlook } from '../../monitors/capacity/outlook.ts';
import { planOf } from '../../monitors/capacity/plan.ts';
import { scenarioOf, shareGiven } from '../../monitors/capacity/scenario.ts';
import { type ServiceHistory, serviceHistory } from '../../monitors/capacity/service-history.ts';
import { planWords } from '../../monitors/capacity/words.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said } from '../history/open.ts';
import { once, writeOut } from '../history/out-file.ts';
import { configOf } from '../settings.ts';
import { backtestText } from './backtest.ts';
import { planCsv } from './csv.ts';
import { planJson } from './json.ts';
import { type PlanRequest, SEED } from './request.ts';
import { planPdf, planText } from './text.ts';

type Context = Pick<HistoryContext, 'folder' | 'now'>;

/** `pyprocwatch capacity plan`. */
export const runPlan = (context: Context, request: PlanRequest): Promise<HistoryResult> => withService(context, request, async (history, holidays) => {
  const { days, confidence, format } = request;
  if (format === 'pdf' && request.out === undefined) throw new UserError('a PDF is no text for a terminal', { where: '--format pdf', mend: 'name a file: --out plan.pdf', exitCode: EXIT.usage });
  const outlook = capacityOutlook(history, { days, confidence, margin: shareGiven('--margin', request.margin), scenario: scenarioOf(request, context.now), holidays, clock: new WallClock(), random: seededRandom(SEED) });
  const plan = await planOf(outlook, request);
  const words = planWords(plan, history, request);
  const text = format === 'json' ? planJson(plan, request) : format === 'csv' ? planCsv(plan) : format === 'pdf' ? await planPdf(words, context.now) : planText(words);
  if (request.out === undefined) return text.toString();
  await writeOut(request.out, once(text), { force: request.force, now: context.now });
  return `${safeText(request.out)}: ${words.title}\n`;
});

/** `pyprocwatch capacity backtest`. */
export const runBacktest = (context: Context, request: PlanRequest): Promise<HistoryResult> => withService(context, request, (history, holidays) => backtestText(history, request, holidays));

function withService({ folder, now }: Context, { days, config }: PlanRequest, work: (history: ServiceHistory, holidays: ReadonlySet<string>) => Promise<string>): Promise<HistoryResult> {
  return reporting(folder, MEND_BY_CHECK, async () => {
    if (!(days > 0 && days <= 92)) throw new UserError(`${days} days cannot be planned`, { where: '--days', mend: 'give a number from 0 to 92', exitCode: EXIT.usage });
    const { forecast: { holidays } } = (await configOf(config)).config;
    const reader = await HistoryReader.open(folder);
    try {
      const until = Math.min(now, reader.bounds()?.to ?? now);
      const history = serviceHistory(reader, until);
      if (history === undefined) throw new UserError('nothing was recorded to plan by', { mend: 'pyprocwatch history info tells what there is', exitCode: EXIT.unavailable });
      return said(await work(history, new Set(holidays)));
    } finally {
      reader.close();
    }
  });
}
