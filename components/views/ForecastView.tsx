import { Box } from 'ink';
import { useState } from 'react';
import type { FigureForecast } from '../../src/monitors/forecasting/protocol.ts';
import { unitOf } from '../../src/model/kind.ts';
import type { FanChart } from '../charts/index.ts';
import { useFan } from '../charts/use-fan.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { ForecastPage } from '../dashboard/pages.ts';
import type { Painter } from '../theme/tokens.ts';
import { Drawn, fanColors, fanLegend, fanOf, nowWordOf } from '../widgets/fan-parts.ts';
import { aheadWords, axisWords, forecastWords, isOfBytes, nothingWords, subjectWords } from '../widgets/forecast-words.ts';
import { Lines } from '../widgets/Lines.tsx';
import { fitPainted } from '../widgets/painted.ts';
import { wrapWords } from '../widgets/wrap.ts';

const LEAST_CHART_ROWS = 6;
/** A title and a legend. */
const HEAD_ROWS = 2;
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
  const nowWord = nowWordOf(told.to, dashboard.now(), past.position !== undefined);
  const chart = drawn.lines([told, columns, height, paint, nowWord, draw], () => draw(chartOf(told, kind, figure, paint, { width: columns, height, nowWord })));
  return (
    <Box flexDirection="column" height={rows} width={columns}>
      <Lines lines={[...head, fitPainted(fanLegend(paint), columns), ...chart, ...words.slice(0, wordRows)].slice(0, rows)} />
    </Box>
  );
}

function chartOf(told: FigureForecast, kind: ForecastPage['kind'], figure: string, paint: Painter, size: Pick<FanChart, 'width' | 'height' | 'nowWord'>): FanChart {
  const unit = unitOf(kind, figure);
  return { ...size, ...fanOf(told, size.width), base: isOfBytes(kind, figure) ? 1024 : 1000, formatY: (value) => axisWords(unit, value), colors: fanColors(paint) };
}
