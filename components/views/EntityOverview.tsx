import { Box } from 'ink';
import type { Series } from '../../src/model/timeline.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { rowOfPage } from '../dashboard/details.ts';
import { isOfRequests } from '../../src/model/request-kinds.ts';
import { chartsOf } from '../dashboard/entity-charts.ts';
import { findingsOf } from '../dashboard/findings.ts';
import type { DetailPage } from '../dashboard/pages.ts';
import { singularWords } from '../table/kind-words.ts';
import { costWords } from '../widgets/cost-words.ts';
import { entityFacts } from '../widgets/entity-facts.ts';
import { findingLines } from '../widgets/finding-lines.ts';
import { Lines } from '../widgets/Lines.tsx';
import { fitPainted } from '../widgets/painted.ts';
import { wrapWords } from '../widgets/wrap.ts';
import { ChartRow, LEAST_CHART_ROWS } from './ChartRow.tsx';

/** Rows from which on some are kept for charts, and how many of them at most. */
const ROWS_FOR_CHARTS = 19;
const CHART_PART = 0.45;

/** What is known of one thing that is no process: what a request costs in a sentence, then figure by figure, over the charts of its last minutes. */
export function EntityOverview({ dashboard, page, columns, rows }: { readonly dashboard: Dashboard; readonly page: DetailPage; readonly columns: number; readonly rows: number }): React.ReactNode {
  const { paint, snapshot, options } = dashboard;
  const frame = snapshot?.named(page.kind.name);
  const row = rowOfPage(page, frame);
  if (frame === undefined || row < 0) return <Lines lines={['', ...wrapWords(goneWords(dashboard, page), columns - 4).map((line) => fitPainted(paint('dim', `  ${line}`), columns))]} />;
  const found = findingsOf(snapshot)?.of(page.kind.name, page.key) ?? [];
  const head = [
    ...findingLines(found, paint, columns),
    ...costWords(frame, row).flatMap((words, index) => wrapWords(words, columns - 2).map((line) => fitPainted(` ${paint(index === 0 ? 'strong' : 'warn', line)}`, columns))),
  ];
  const charts = chartsOf(page.kind);
  const chartRows = charts.length > 0 && rows >= ROWS_FOR_CHARTS ? Math.max(LEAST_CHART_ROWS, Math.floor(rows * CHART_PART)) : 0;
  const gap = head.length === 0 ? 0 : 1;
  const facts = entityFacts(frame, row, page.title, paint, options.thresholds, columns, Math.max(1, rows - head.length - gap - chartRows - 1), (snapshot?.time ?? 0) / 1000);
  const lines = [...head, ...(gap === 0 ? [] : [' ']), ...facts].slice(0, rows - 1);
  const series = (field: string): Series => {
    const known = options.timeline.series({ kind: page.kind.name, field, key: page.key });
    return known.values.length >= 2 ? known : page.trail.series(field);
  };
  return (
    <Box flexDirection="column">
      <Lines lines={[...lines, ' ']} />
      <ChartRow charts={charts} series={series} paint={paint} columns={columns} rows={rows - lines.length - 1} nothing="drawn as soon as more is known" />
    </Box>
  );
}

function goneWords(dashboard: Dashboard, { kind }: DetailPage): string {
  const what = singularWords(kind);
  if (dashboard.past.position !== undefined) return `This ${what} was not there then; [ and ] go to other times.`;
  return isOfRequests(kind) ? `No request in the last minutes concerned this ${what}: with the next one it is here again. Esc goes back.` : `This ${what} is not there any more. Esc goes back.`;
}

/** What stands before the title of a page whose row is not there. */
export function goneMark(dashboard: Dashboard, { kind, process }: DetailPage): string {
  if (dashboard.past.position !== undefined) return ' was not there ';
  return process !== undefined ? ' has ended ' : isOfRequests(kind) ? ' no requests ' : ' is not there ';
}
