import { Box } from 'ink';
import { useState } from 'react';
import { percentWords } from '../../src/model/words.ts';
import { RESOURCE_WORDS } from '../../src/monitors/capacity/resource-words.ts';
import { amountWords } from '../../src/monitors/capacity/words.ts';
import type { PlanPicture, ResourcePicture } from '../../src/monitors/forecasting/protocol.ts';
import type { FanChart } from '../charts/index.ts';
import { useFan } from '../charts/use-fan.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { CapacityPage } from '../dashboard/pages.ts';
import { capacityTitle, planLines, resourceLines, whatIfWords } from '../widgets/capacity-words.ts';
import { Drawn, fanColors, fanLegend, fanOf, nowWordOf } from '../widgets/fan-parts.ts';
import { trustToken } from '../widgets/forecast-words.ts';
import { Lines } from '../widgets/Lines.tsx';
import { fitPainted } from '../widgets/painted.ts';
import { wrapWords } from '../widgets/wrap.ts';

const LEAST_CHART_ROWS = 7;
/** Of what is left the chart takes so much. */
const CHART_SHARE = 0.6;
const READING = 'reading the past ...';

/** What the next days need: a chart of one resource, the highest of all, and when how many instances. */
export function CapacityView({ dashboard, page, columns, rows }: { readonly dashboard: Dashboard; readonly page: CapacityPage; readonly columns: number; readonly rows: number }): React.ReactNode {
  const draw = useFan();
  const [drawn] = useState(() => new Drawn());
  const { paint, past } = dashboard;
  const { told, refused, pending, wish } = page;
  const changed = whatIfWords(wish);
  const head = [
    fitPainted(` ${paint('title', 'Capacity,')} ${paint('strong', capacityTitle(wish))}${pending ? paint('dim', `  ${READING}`) : ''}`, columns),
    ...(changed === '' ? [] : [fitPainted(` ${paint('title', 'What if:')} ${paint('warn', changed)}`, columns)]),
    ...(told === undefined ? [] : [fitPainted(` ${paint(trustToken(told.trust.usable), told.trust.words)}`, columns)]),
  ];
  const resource = told?.resources[Math.min(page.resource, told.resources.length - 1)];
  if (told === undefined || resource === undefined) {
    const lines = wrapWords(refused === '' ? READING : refused, columns - 4).map((line) => fitPainted(`  ${paint(refused === '' ? 'dim' : 'warn', line)}`, columns));
    return <Box flexDirection="column" height={rows} width={columns}><Lines lines={[...head, '', ...lines].slice(0, rows)} /></Box>;
  }
  const table = resourceLines(told, told.resources.indexOf(resource), paint, columns);
  const room = Math.max(3, rows - head.length - 1 - table.length);
  const height = Math.max(Math.min(room, LEAST_CHART_ROWS), Math.floor(room * CHART_SHARE));
  const nowWord = nowWordOf(told.to, dashboard.now(), past.position !== undefined);
  const chart = drawn.lines([told, resource, columns, height, paint, nowWord, draw], () => draw(chartOf(told, resource, page, { width: columns, height, nowWord, colors: fanColors(paint) })));
  const legend = `${fanLegend(paint, `${percentWords(1 - wish.confidence)} to ${percentWords(wish.confidence)}`, resource.planned.times.length > 0 ? 'planned' : '')}  ${paint('dim', RESOURCE_WORDS[resource.resource])}`;
  const text = planLines(told, paint, columns);
  const shown = Math.max(0, room - height);
  // No further than there is something.
  const offset = Math.min(page.offset, Math.max(0, text.length - shown));
  return (
    <Box flexDirection="column" height={rows} width={columns}>
      <Lines lines={[...head, fitPainted(legend, columns), ...chart, ...table, ...text.slice(offset, offset + shown)].slice(0, rows)} />
    </Box>
  );
}

function chartOf(told: PlanPicture, { resource, past, fan, planned }: ResourcePicture, { wish }: CapacityPage, size: Pick<FanChart, 'width' | 'height' | 'nowWord' | 'colors'>): FanChart {
  return {
    ...size, ...fanOf({ past, fan, to: told.to, ahead: wish.days * 86_400_000 }, size.width), planned: planned.times.length > 0 ? planned : undefined,
    base: resource === 'memoryBytes' ? 1024 : 1000, formatY: (value) => amountWords(resource, value).replace(/\.0+(?!\d)/, ''),
  };
}
