import { Box } from 'ink';
import { useState } from 'react';
import type { FigureForecast } from '../../src/monitors/forecasting/protocol.ts';
import { unitOf } from '../../src/model/kind.ts';
import type { FanChart } from '../charts/index.ts';
import { useFan } from '../charts/use-fan.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { ForecastPage } from '../dashboard/pages.ts';
import type { Painter } from '../theme/tokens.ts';
import { aheadWords, axisWords, forecastWords, isOfBytes, nothingWords, subjectWords } from '../widgets/forecast-words.ts';
import { Lines } from '../widgets/Lines.tsx';
import { fitPainted } from '../widgets/painted.ts';
import { wrapWords } from '../widgets/wrap.ts';

const LEAST_CHART_ROWS = 6;
const WIDE = 140;
const MIDDLE = 100;
/** A title and a legend. */
const HEAD_ROWS = 2;
/** Its last value is that old, ms: it does not end now. */
const NOW_MILLISECONDS = 15 * 60_000;

/** The last chart, for as long as the same is to be drawn. */
class Drawn {
  #of: readonly unknown[] = [];
  #lines: readonly string[] = [];

  lines(of: readonly unknown[], draw: () => readonly string[]): readonly string[] {
    if (of.length !== this.#of.length || of.some((each, index) => each !== this.#of[index])) {
      this.#lines = draw();
      this.#of = of;
    }
    return this.#lines;
  }
}

/** What will be of one figure: what was and a fan of what may come, and under it in words how well that can be told. */
export function ForecastView({ dashboard, page, columns, rows }: { readonly dashboard: Dashboard; readonly page: ForecastPage; readonly columns: number; readonly rows: number }): React.ReactNode {
  const draw = useFan();
  const [drawn] = useState(() => new Drawn());
  const { paint, past } = dashboard;
  const { kind, told, refused, pending, figures, figure: at } = page;
  const figure = figures[at] ?? '';
  const head = [fitPainted(` ${paint('title', `Forecast${told === undefined ? '' : `, ${aheadWords(page.ahead ?? told.ahead)} ahead`}:`)} ${paint('strong', subjectWords(kind, figure, page.title))}${pending ? paint('dim', '  reading the past ...') : ''}`, columns)];
  const plain = told === undefined ? refused : told.fan.length === 0 ? nothingWords(told, kind) : '';
  if (told === undefined || told.fan.length === 0) {
    const lines = wrapWords(pending && plain === '' ? 'reading the past ...' : plain, columns - 4).map((line) => fitPainted(`  ${paint(refused === '' ? 'dim' : 'warn', line)}`, columns));
    return <Box flexDirection="column" height={rows} width={columns}><Lines lines={[...head, '', ...lines].slice(0, rows)} /></Box>;
  }
  const words = forecastWords(told, kind, figure).flatMap(([token, text]) => wrapWords(text, columns - 2).map((line) => fitPainted(` ${paint(token, line)}`, columns)));
  const wordRows = Math.max(2, Math.min(words.length, rows - HEAD_ROWS - LEAST_CHART_ROWS, Math.floor(rows / 3)));
  const height = Math.max(3, rows - HEAD_ROWS - wordRows);
  const nowWord = past.position !== undefined ? 'then' : dashboard.now() - told.to > NOW_MILLISECONDS ? 'last value' : 'now';
  const chart = drawn.lines([told, columns, height, paint, nowWord, draw], () => draw(chartOf(told, kind, figure, paint, { width: columns, height, nowWord })));
  return (
    <Box flexDirection="column" height={rows} width={columns}>
      <Lines lines={[...head, fitPainted(legendOf(paint), columns), ...chart, ...words.slice(0, wordRows)].slice(0, rows)} />
    </Box>
  );
}

/** Where there is little room the past leaves more of it to what comes. */
function shownPast({ past: { times, values }, to, ahead }: FigureForecast, columns: number): FanChart['past'] {
  const from = to - ahead * (columns >= WIDE ? 3 : columns >= MIDDLE ? 2 : 1);
  const first = Math.max(0, times.findIndex((time) => time >= from));
  return { times: times.slice(first), values: values.slice(first) };
}

function chartOf(told: FigureForecast, kind: ForecastPage['kind'], figure: string, paint: Painter, size: Pick<FanChart, 'width' | 'height' | 'nowWord'>): FanChart {
  const { to } = told;
  const last = told.past.values.findLast((value) => !Number.isNaN(value));
  const [first] = told.fan;
  // It opens from what was there last, unless that is out of the way.
  const opens = last !== undefined && first !== undefined && last >= first.most[0] && last <= first.most[1];
  const fan: FigureForecast['fan'] = !opens ? told.fan : [{ time: to, median: last, half: [last, last], most: [last, last] }, ...told.fan];
  const { looks } = paint.theme;
  const unit = unitOf(kind, figure);
  return {
    ...size, past: shownPast(told, size.width),
    median: { times: fan.map(({ time }) => time), values: fan.map(({ median }) => median) },
    half: { low: fan.map(({ half: [low] }) => low), high: fan.map(({ half: [, high] }) => high) },
    most: { low: fan.map(({ most: [low] }) => low), high: fan.map(({ most: [, high] }) => high) },
    now: to, base: isOfBytes(kind, figure) ? 1024 : 1000,
    formatY: (value) => axisWords(unit, value),
    colors: { past: looks.accent?.fg, median: looks.strong?.fg, half: looks.fanHalf?.fg, most: looks.fanMost?.fg, axis: looks.dim?.fg, now: looks.warn?.fg },
  };
}

/** What lines and bands mean. */
function legendOf(paint: Painter): string {
  const shaded = paint.theme.looks.fanHalf?.fg === undefined;
  return ` ${paint('accent', '──')} was   ${paint('strong', '──')} most likely   ${paint('fanHalf', shaded ? '▒▒' : '██')} half of cases   ${paint('fanMost', shaded ? '░░' : '██')} 95 % of cases`;
}
