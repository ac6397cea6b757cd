import type { Outlook } from '../../engine/outlook.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { SCHEMA, type JsonValue } from '../../model/json.ts';
import { unitOf } from '../../model/kind.ts';
import { process as processKind } from '../../model/kinds/process.ts';
import { safeText } from '../../model/safe-text.ts';
import { formatValue, UNKNOWN } from '../../model/units.ts';
import { spanWords } from '../../analysis/leaks/evidence.ts';
import { History } from '../../monitors/history.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said } from '../history/open.ts';
import { textTable } from '../../model/text-table.ts';
import { counted } from '../../model/words.ts';
import { isoTime, localTime } from '../history/words.ts';
import { timeGiven } from '../time-given.ts';

export interface PredictRequest {
  /** A time in words: what was recorded after it does not count. */
  readonly at: string;
  readonly pid: number | undefined;
  /** Also what does not head for its limit. */
  readonly all: boolean;
  readonly json: boolean;
}

/** `pyprocwatch predict`: when what has a limit will be at it. */
export function runPredict({ folder, now }: Pick<HistoryContext, 'folder' | 'now'>, { at, pid, all, json }: PredictRequest): Promise<HistoryResult> {
  return reporting(folder, MEND_BY_CHECK, async () => {
    const time = timeGiven('--at', at, now);
    using history = await History.open(folder);
    // Where nothing is recorded now, the last that was is what there is.
    const last = Math.min(time, history.bounds()?.to ?? time);
    const found = history.predict(last).filter(({ kind, key }) => pid === undefined || (kind === processKind && key.startsWith(`${pid}@`)));
    if (found.length === 0) {
      const what = pid === undefined ? 'nothing with a limit was recorded' : `process ${pid} was not recorded`;
      throw new UserError(`${what} at ${localTime(last)}`, { mend: 'pyprocwatch history info tells what there is', exitCode: EXIT.unavailable });
    }
    const shown = all || pid !== undefined ? found : found.filter(({ forecast }) => forecast !== undefined);
    const faults = history.faults.map((fault) => `not readable: ${safeText(fault)}\n`).join('');
    const out = json
      ? `${JSON.stringify({ schema: SCHEMA, time: isoTime(last), predictions: shown.map((outlook) => predictionJson(outlook, last)) }, undefined, 2)}\n`
      : predictionText(shown, found.length - shown.length, last);
    return said(out, faults === '' ? EXIT.ok : EXIT.data, faults);
  });
}

/** One prediction: figures in the unit that the name of the figure tells. Without a forecast it does not head for its limit. */
function predictionJson({ kind, key, subject, figure, value, limit, of, forecast }: Outlook, time: number): JsonValue {
  const at = (seconds: number | undefined): string | null => (seconds === undefined ? null : isoTime(time + seconds * 1000));
  return {
    kind: kind.name, key, subject, figure, value, limit, of,
    limitAt: at(forecast?.secondsToLimit), limitFrom: at(forecast?.low), limitUntil: at(forecast?.high),
    secondsToLimit: forecast === undefined ? null : Math.round(forecast.secondsToLimit),
    confidence: forecast === undefined ? null : Math.round(forecast.confidence * 1000) / 1000,
    slopePerHour: forecast === undefined ? null : Math.round(forecast.slopePerHour * 100) / 100,
    historySeconds: forecast === undefined ? null : Math.round(forecast.historySeconds),
  };
}

function predictionText(shown: readonly Outlook[], others: number, time: number): string {
  const lines = [`When what has a limit will be at it, by what was recorded up to ${localTime(time)}`, ''];
  if (shown.length > 0) {
    lines.push(...textTable([
      ['KIND', 'SUBJECT', 'FIGURE', 'NOW', 'LIMIT', 'GROWS', 'IN ABOUT', 'INTERVAL (90 %)', 'AT', 'SURE', 'THE LIMIT IS'],
      ...shown.map((outlook) => rowOf(outlook, time)),
    ], [false, false, false, true, true, true, true, false, false, true, false]), '');
  }
  if (others > 0) lines.push(`${shown.length === 0 ? 'Nothing is on its way to its limit' : 'Not on their way to it'}: ${counted(others, 'other figure', 'other figures')}; --all shows ${others === 1 ? 'it' : 'them'}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowOf({ kind, key, subject, figure, value, limit, of, forecast }: Outlook, time: number): string[] {
  const unit = unitOf(kind, figure);
  const name = kind === processKind ? `${subject} (${key.slice(0, key.indexOf('@'))})` : subject;
  const known = [kind.name, name, figure, formatValue(unit, value), formatValue(unit, limit)];
  if (forecast === undefined) return [...known, UNKNOWN, UNKNOWN, 'not on its way there', UNKNOWN, UNKNOWN, of];
  const { slopePerHour, secondsToLimit, low, high, confidence } = forecast;
  return [...known, `${formatValue(unit, slopePerHour)}/h`, spanWords(secondsToLimit), `${spanWords(low)} to ${spanWords(high)}`, localTime(time + secondsToLimit * 1000).slice(0, 16), `${Math.round(confidence * 100)}%`, of];
}
