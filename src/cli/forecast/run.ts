import { HistoryReader } from '../../../storage/history/reader.ts';
import { parseDuration } from '../../alerts/language/duration.ts';
import { ExpressionError, placeIn } from '../../alerts/language/expression-error.ts';
import { forecast, type ForecastOptions, type Series, spacing } from '../../analysis/forecast/index.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { type JsonValue, SCHEMA } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import { type MetricForecast, metricForecasts } from '../../monitors/forecasting/metric-forecasts.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said } from '../history/open.ts';
import { confidenceGiven } from '../confidence.ts';
import { configOf } from '../settings.ts';
import { inputName, linesOf } from '../series/lines.ts';
import { seriesRows } from '../series/series-rows.ts';
import { forecastJson, nameOf } from './json.ts';
import { forecastText } from './text.ts';

export interface ForecastRequest {
  readonly figure: string | undefined;
  readonly input: string | undefined;
  readonly days: number | undefined;
  readonly horizon: string | undefined;
  /** 0 to 1. */
  readonly confidence: number;
  readonly all: boolean;
  readonly json: boolean;
  readonly config: string | undefined;
}

const DAY_SECONDS = 86_400;
/** Where one value tells no step. */
const HOUR_SECONDS = 3600;
const DEFAULT_DAYS = 7;
const LATEST_SECONDS = 1e11;

/** `pyprocwatch forecast`: what a figure will be. */
export function runForecast({ folder, now }: Pick<HistoryContext, 'folder' | 'now'>, request: ForecastRequest, standardInput: AsyncIterable<unknown> = process.stdin): Promise<HistoryResult> {
  return reporting(folder, MEND_BY_CHECK, async () => {
    const { figure, input } = request;
    if ((figure === undefined) === (input === undefined)) throw new UserError('one of a figure of the history and --in FILE is to be told', { where: 'forecast', mend: 'pyprocwatch forecast host.cpu, or pyprocwatch forecast --in series.csv', exitCode: EXIT.usage });
    confidenceGiven(request.confidence);
    const { forecast: { holidays } } = (await configOf(request.config)).config;
    const options = { confidence: request.confidence, holidays: new Set(holidays) };
    return input !== undefined ? ofFile(input, request, options, standardInput) : ofHistory(folder, figure ?? '', now, request, options);
  });
}

type Given = Pick<ForecastOptions, 'confidence' | 'holidays'>;

async function ofFile(input: string, request: ForecastRequest, options: Given, standardInput: AsyncIterable<unknown>): Promise<HistoryResult> {
  const name = safeText(inputName(input));
  const series = await seriesIn(input, standardInput);
  const own = spacing(series.times) || HOUR_SECONDS;
  const found = forecast(series, { ...options, ...aheadOf(request, own) });
  if (found.withheld !== undefined) throw new UserError(sentence(found.words), { where: name, mend: 'give a longer series', exitCode: EXIT.data });
  const about = { unit: 'count', from: (series.times[0] ?? Number.NaN) * 1000, to: (series.times.at(-1) ?? Number.NaN) * 1000, values: series.values.length, forecast: found } as const;
  if (request.json) return said(`${JSON.stringify({ schema: SCHEMA, input: name, ...forecastJson(about.forecast) }, undefined, 2)}\n`);
  return said(forecastText(name, about, { confidence: request.confidence, all: request.all, zone: 'UTC' }));
}

async function ofHistory(folder: string, figure: string, now: number, request: ForecastRequest, options: Given): Promise<HistoryResult> {
  const reader = await HistoryReader.open(folder);
  try {
    // Where nothing is recorded now, it goes on from the last that was.
    const until = Math.min(now, reader.bounds()?.to ?? now);
    const { forecasts, others } = found(figure, () => metricForecasts(reader, figure, until, { ...options, ...aheadOf(request, 0), clock: new WallClock() }));
    if (forecasts.length === 0) throw new UserError(`nothing was recorded of ${safeText(figure)}`, { mend: 'pyprocwatch history info tells what there is', exitCode: EXIT.unavailable });
    const told = forecasts.filter((one) => one.forecast.withheld === undefined);
    const [first] = forecasts;
    if (told.length === 0 && first !== undefined) throw new UserError(sentence(first.forecast.words), { where: safeText(figure), mend: 'ask again when more is recorded', exitCode: EXIT.data });
    const faults = reader.faults.map((fault) => `not readable: ${safeText(fault)}\n`).join('');
    const more = forecasts.length - told.length + others;
    const out = request.json
      ? `${JSON.stringify({ schema: SCHEMA, figure: safeText(figure), series: told.map(seriesJson), others: more }, undefined, 2)}\n`
      : `${told.map((one) => forecastText(nameOf(figure, one.labels), one, { confidence: request.confidence, all: request.all, zone: undefined })).join('\n')}${more > 0 ? `\n${more} more of it: name labels to see them\n` : ''}`;
    return said(out, faults === '' ? EXIT.ok : EXIT.data, faults);
  } finally {
    reader.close();
  }
}

const seriesJson = (one: MetricForecast): JsonValue => ({ labels: Object.fromEntries(one.labels.map(([label, value]) => [label, safeText(value)])), ...forecastJson(one.forecast) });

/** What is wrong with an expression, as a line for the user. */
function found<Result>(text: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { line, column } = placeIn(text, error.span.from);
    throw new UserError(error.message, { where: `line ${line}, column ${column}`, mend: error.mend, exitCode: EXIT.usage, cause: error });
  }
}

/** How far ahead, and in which steps, where these are given. `own`: seconds between values of the series, 0 where they have no step of their own. */
function aheadOf({ days, horizon }: ForecastRequest, own: number): Pick<ForecastOptions, 'horizon' | 'step'> {
  if (days !== undefined && horizon !== undefined) throw new UserError('--days and --horizon say the same', { where: '--horizon', mend: 'give one of them', exitCode: EXIT.usage });
  if (horizon === undefined) {
    if (days !== undefined && !(days > 0 && days <= 3650)) throw new UserError(`${days} days cannot be told`, { where: '--days', mend: 'give a number from 0 to 3650', exitCode: EXIT.usage });
    return { horizon: (days ?? DEFAULT_DAYS) * DAY_SECONDS };
  }
  const steps = /^\d+$/.test(horizon) ? Number(horizon) : Number.NaN;
  if (steps > 0 && own > 0) return { horizon: steps * own, step: own };
  const milliseconds = parseDuration(horizon) ?? 0;
  if (milliseconds > 0) return { horizon: milliseconds / 1000 };
  throw new UserError(`"${safeText(horizon)}" says not how far ahead`, { where: '--horizon', mend: own > 0 ? 'write a number of steps (48) or a time (36h)' : 'write a time: 36h, 2w', exitCode: EXIT.usage });
}

async function seriesIn(input: string, standardInput: AsyncIterable<unknown>): Promise<Series> {
  const [times, values]: [number[], number[]] = [[], []];
  for await (const { time, value } of seriesRows(linesOf(input, standardInput), inputName(input))) {
    times.push(time / 1000);
    values.push(value);
  }
  // Seconds of the epoch are that many in the year 5138 first.
  if (times.length > 0 && times.every((time) => time > LATEST_SECONDS)) throw new UserError('times are milliseconds, it seems', { where: safeText(inputName(input)), mend: 'give seconds since 1970, or ISO 8601', exitCode: EXIT.data });
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

/** As a part of a line. */
const sentence = (words: string): string => words.replace(/\.$/, '');
