import { seededRandom } from '../../analysis/seeded-random.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { type JsonValue, SCHEMA } from '../../model/json.ts';
import { type CapacityBacktest, capacityBacktest } from '../../monitors/capacity/backtest.ts';
import { SEED } from '../../monitors/capacity/made-plan.ts';
import { partWords } from '../../monitors/capacity/part.ts';
import type { ServiceHistory } from '../../monitors/capacity/service-history.ts';
import { textTable } from '../../model/text-table.ts';
import { counted, percentWords } from '../../model/words.ts';
import { isoTime } from '../history/words.ts';
import { HOLD, instanceFor } from '../../monitors/capacity/instance-wish.ts';
import type { PlanRequest } from './request.ts';
import { shareGiven } from '../../monitors/capacity/scenario-wish.ts';

const percent = (share: number): string => (Number.isFinite(share) ? percentWords(share) : 'no end');

/** `pyprocwatch capacity backtest`: what plans made in the past would have come to. */
export async function backtestText(history: ServiceHistory, request: PlanRequest, holidays: ReadonlySet<string>): Promise<string> {
  const instance = await instanceFor(history, request);
  const result = capacityBacktest(history, {
    days: request.days, confidence: request.confidence, margin: shareGiven('--margin', request.margin), holidays, clock: new WallClock(), instance, schedule: { hold: HOLD }, random: seededRandom(SEED),
    sizing: request.connections === undefined ? {} : { connectionsPerInstance: request.connections },
  });
  return request.format === 'json' ? `${JSON.stringify({ schema: SCHEMA, days: request.days, confidence: request.confidence, of: history.part === undefined ? null : { kind: history.part.kind, name: history.part.name }, instance: instance.type, ...backtestJson(result) }, undefined, 2)}\n` : words(result, request, history, instance.type);
}

const backtestJson = ({ origins, ways, peakErrors, broken }: CapacityBacktest): { readonly [name: string]: JsonValue } => ({
  origins: origins.map((seconds) => isoTime(seconds * 1000)), peakErrors: peakErrors.map((error) => Number(error.toPrecision(4))), boundBroken: broken,
  ways: ways.map(({ name, plans, held, shortHours, hours, worst, wastedCoreHours, instanceHours }) => ({ name, plans, held, hours, shortHours, worst: Number.isFinite(worst) ? Number(worst.toPrecision(4)) : null, wastedCoreHours: Math.round(wastedCoreHours * 10) / 10, instanceHours: Math.round(instanceHours * 10) / 10 })),
});

function words({ origins, ways, peakErrors, broken }: CapacityBacktest, { days, confidence }: PlanRequest, { part }: ServiceHistory, type: string): string {
  const typical = peakErrors.map(Math.abs).sort((one, other) => one - other)[Math.floor(peakErrors.length / 2)];
  return `${[
    `Plans of ${counted(days, 'day', 'days')}${part === undefined ? '' : ` of ${partWords(part)}`} at ${percent(confidence)}, on ${type}, as they would have been made at ${counted(origins.length, 'time', 'times')} of the past`, '',
    ...textTable([['PLANNED BY', 'HELD', 'HOURS SHORT', 'OF HOURS', 'AT WORST BEYOND IT', 'CORE-HOURS UNUSED', 'INSTANCE-HOURS'], ...ways.map(({ name, held, plans, shortHours, hours, worst, wastedCoreHours, instanceHours }) => [name, `${held} of ${plans}`, String(Math.round(shortHours * 10) / 10), String(Math.round(hours)), worst === 0 ? '-' : percent(worst), String(Math.round(wastedCoreHours)), String(Math.round(instanceHours))])], [false, true, true, true, true, true, true]), '',
    ...(typical === undefined ? [] : [`The highest CPU was typically ${percent(typical)} off; its bound was broken ${counted(broken, 'time', 'times')} of ${peakErrors.length}.`]),
    'Short: more was needed than all instances have. Costs of requests are those of now.',
  ].join('\n')}\n`;
}
