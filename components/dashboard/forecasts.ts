import type { FigureForecast, ForecastRequest, PlanPicture, PlanRequest } from '../../src/monitors/forecasting/protocol.ts';
import { UserError } from '../../src/model/errors.ts';
import type { Frame } from '../../src/model/frame.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { rowKey } from '../../src/model/row-key.ts';
import { pluralWords } from '../table/kind-words.ts';
import type { Dashboard } from './dashboard.ts';
import { entityTitle, rowOfPage } from './details.ts';
import { chartedFields } from './entity-charts.ts';
import { figuresOf, historyKey } from './foretellable.ts';
import { inquire, isOld, newInquiry } from './inquiry.ts';
import { type ForecastPage, programTitle, tableOf } from './pages.ts';

/** Tells what comes of a recorded figure, off the thread of the screen. Rejects with a `UserError`. */
export interface ForecastDesk {
  tell(request: ForecastRequest): Promise<FigureForecast>;
  /** What is needed then, on which instances, for how much. */
  plan(request: PlanRequest): Promise<PlanPicture>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How far ahead it can be told, ms. */
export const AHEAD = [6 * HOUR, DAY, 7 * DAY, 30 * DAY] as const;
/** What the charts of a process show. */
const PROCESS_FIGURES = ['cpuPercent', 'rssBytes', 'readBytesPerSecond', 'writeBytesPerSecond'] as const;

/** f: what will be of the row under the cursor, or of what the page is about. */
export function openForecast(dashboard: Dashboard): void {
  const { page } = dashboard;
  const table = tableOf(page);
  if (table !== undefined) {
    const { frame, choices: { sort, columns } } = table;
    const row = table.currentRow();
    if (frame === undefined || row < 0) dashboard.say('there is no row to tell the future of', true);
    else openOf(dashboard, frame, row, [sort.field, table.kind.sort.field, ...columns]);
  } else if (page.type === 'detail') {
    const frame = dashboard.snapshot?.named(page.kind.name);
    const row = rowOfPage(page, frame);
    if (frame === undefined || row < 0) dashboard.say('it is not there any more: the tables tell of its group', true);
    else openOf(dashboard, frame, row, page.process === undefined ? chartedFields(page.kind) : PROCESS_FIGURES);
  }
}

/** What will be of the whole machine. */
export function openHostForecast(dashboard: Dashboard): void {
  const frame = dashboard.snapshot?.frame(host);
  if (frame === undefined || frame.count === 0) dashboard.say('nothing is known of this machine yet', true);
  else openOf(dashboard, frame, 0, ['cpuPercent', 'memoryUsedBytes', 'load1']);
}

function openOf(dashboard: Dashboard, frame: Frame, row: number, first: readonly string[]): void {
  const { kind } = frame;
  const figures = figuresOf(kind, first);
  if (figures.length === 0) {
    dashboard.say(`${pluralWords(kind)} have no figure that could be told ahead`, true);
    return;
  }
  const title = kind.name === processKind.name ? `${frame.number('pid', row)} ${programTitle(frame, row)}` : kind.numbers.some((name) => kind.key.includes(name)) ? `${kind.name} ${rowKey(frame, row)}` : entityTitle(frame, row);
  const page: ForecastPage = {
    type: 'forecast', kind, key: kind.name === host.name ? '' : historyKey(frame, row), title, figures,
    figure: 0, ahead: undefined, ...newInquiry(),
  };
  // Another one of the whole machine takes the place of one that is on the screen.
  if (dashboard.page.type === 'forecast') dashboard.pages.pop();
  dashboard.open(page);
}

/** Another figure of the same row. */
export function nextFigure(dashboard: Dashboard, by: 1 | -1): void {
  const { page } = dashboard;
  if (page.type !== 'forecast') return;
  page.figure = (page.figure + by + page.figures.length) % page.figures.length;
  page.told = undefined;
  ask(dashboard, page);
}

/** So far ahead, ms. */
export function lookAhead(dashboard: Dashboard, ahead: number): void {
  const { page } = dashboard;
  if (page.type !== 'forecast') return;
  page.ahead = ahead;
  ask(dashboard, page);
}

/** Further ahead, or less far. */
export function lookFurther(dashboard: Dashboard, by: 1 | -1): void {
  const { page } = dashboard;
  if (page.type !== 'forecast') return;
  const now = page.ahead ?? page.told?.ahead ?? DAY;
  const next = by > 0 ? AHEAD.find((each) => each > now) : AHEAD.findLast((each) => each < now);
  if (next === undefined) dashboard.say(by > 0 ? '30 days are the furthest' : '6 hours are the shortest');
  else lookAhead(dashboard, next);
}

/** Asks unless what is there is new enough. */
export function renewForecast(dashboard: Dashboard, page: ForecastPage): void {
  if (isOld(dashboard, page)) ask(dashboard, page);
}

function ask(dashboard: Dashboard, page: ForecastPage): void {
  const { kind, key, figures, figure, ahead } = page;
  inquire(dashboard, page, async (until) => deskOf(dashboard).tell({ selector: { kind: kind.name, field: figures[figure] ?? '', key }, until, ahead }));
}

/** Who tells what comes. Throws a `UserError` where nothing is recorded. */
export function deskOf({ options: { forecasts } }: Dashboard): ForecastDesk {
  if (forecasts === undefined) throw new UserError('nothing is recorded here', { mend: 'start without --no-record' });
  return forecasts;
}
