import { evaluateVector } from '../../src/alerts/language/evaluate.ts';
import { ExpressionError } from '../../src/alerts/language/expression-error.ts';
import { parseExpression } from '../../src/alerts/language/parser.ts';
import type { SeriesSource } from '../../src/alerts/language/value.ts';
import { parsePoints, parseSeries } from '../../src/alerts/testing/series-notation.ts';
import { SeriesStore } from '../../src/alerts/testing/series-store.ts';
import { thrownBy } from '../config/support.ts';

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Series as promtool writes them, one value each `interval` ms from `begin` on. */
export function storeOf(series: Readonly<Record<string, string>>, interval = MINUTE, begin = 0): SeriesStore {
  const store = new SeriesStore(interval);
  for (const [name, values] of Object.entries(series)) {
    parsePoints(values).forEach((point, index) => {
      if (point !== undefined) store.append(parseSeries(name), begin + index * interval, point);
    });
  }
  return store;
}

/** What an expression gives at a time, by series. */
export const valuesOf = (expression: string, source: SeriesSource, time: number): Record<string, number> =>
  Object.fromEntries(evaluateVector(parseExpression(expression), time, source).map(({ labels, value }) => [String(labels), value]));

/** The error of an expression: what, the piece of the text that it points at, and how to mend it. */
export function faultOf(text: string, work: (text: string) => unknown = parseExpression): { readonly what: string; readonly at: string; readonly from: number; readonly mend: string } {
  const error = thrownBy(() => work(text));
  if (!(error instanceof ExpressionError)) throw error;
  return { what: error.message, at: text.slice(error.span.from, error.span.to), from: error.span.from, mend: error.mend };
}
