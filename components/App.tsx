import { Box } from 'ink';
import { useSampler } from '../hooks/useSampler.ts';
import { useTerminalSize } from '../hooks/useTerminalSize.ts';
import { host } from '../src/model/kinds/host.ts';
import { fit } from '../src/model/text-width.ts';
import { callingAlerts } from './dashboard/held-alerts.ts';
import type { Dashboard } from './dashboard/dashboard.ts';
import { findingsOf } from './dashboard/findings.ts';
import { agoWords, momentWords } from './dashboard/moments.ts';
import { CapacityView } from './views/CapacityView.tsx';
import { DetailView } from './views/DetailView.tsx';
import { ForecastView } from './views/ForecastView.tsx';
import { LEAST_COLUMNS, LEAST_ROWS } from './sizes.ts';
import { findingLines } from './widgets/finding-lines.ts';
import { footerLine } from './widgets/footer.ts';
import { Gap, Lines } from './widgets/Lines.tsx';
import { headerHeight, headerLines } from './widgets/header.ts';
import { panelLines, panelWidth } from './widgets/panel.ts';
import { timeLine } from './widgets/time-line.ts';
import { TooSmall } from './views/TooSmall.tsx';
import { WorldView } from './views/WorldView.tsx';

/** The whole screen: header, the page (its table stands in the gap), a panel at its side when one is open, footer. */
export function App({ dashboard }: { readonly dashboard: Dashboard }): React.ReactNode {
  const snapshot = useSampler(dashboard);
  const { columns, rows } = useTerminalSize();
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return <TooSmall columns={columns} rows={rows} />;
  const { page, panel, paint } = dashboard;
  const { timeline, readonly } = dashboard.options;
  const calling = callingAlerts(snapshot);
  const follows = timeline.follows?.();
  const header = headerLines({
    snapshot,
    paint,
    columns,
    rows,
    history: (field) => timeline.series({ kind: host.name, field, key: '' }).values,
    // A service decides how often there is something new.
    intervalSeconds: Math.max(dashboard.intervalSeconds, (follows ?? 0) / 1000),
    flags: [...(calling === 0 ? [] : [`${calling} ${calling === 1 ? 'ALERT' : 'ALERTS'}`]), ...(dashboard.paused ? ['PAUSED'] : []), ...(readonly ? ['READ-ONLY'] : [])],
    past: pastWords(dashboard),
    recording: timeline.recording?.() ?? 'off',
    follows: follows !== undefined,
  });
  const line = timeLineOf(dashboard, columns);
  const height = rows - headerHeight(rows, columns) - line.length - 1;
  const side = panel === undefined ? 0 : panelWidth(panel, columns);
  const gapRows = panel === undefined ? 1 : height;
  return (
    <Box flexDirection="column" width={columns}>
      <Lines lines={[...header, ...line]} />
      <Box>
        {panel !== undefined && <Box width={side} flexShrink={0} flexDirection="column"><Lines lines={panelLines(panel, paint, side, height)} /></Box>}
        {side < columns && (page.type === 'forecast'
          ? <ForecastView dashboard={dashboard} page={page} columns={columns - side} rows={height} />
          : page.type === 'capacity'
          ? <CapacityView dashboard={dashboard} page={page} columns={columns - side} rows={height} />
          : page.type === 'detail'
          ? <DetailView dashboard={dashboard} page={page} columns={columns - side} rows={height} gapRows={gapRows} />
          : <TableArea dashboard={dashboard} columns={columns - side} rows={height} alone={panel === undefined} screen={{ columns, rows }} />)}
      </Box>
      <Lines lines={[footerLine(dashboard, columns)]} />
    </Box>
  );
}

/** Which past is shown, '' for the present. */
function pastWords({ past: { position }, options }: Dashboard): string {
  if (position === undefined) return '';
  return `PAST ${momentWords(position.time)}, ${agoWords(position.time, options.now())}${position.minute ? ', each minute' : ''}`;
}

/** The line of time under the header, where there is one. */
function timeLineOf({ past, brush, paint }: Dashboard, columns: number): string[] {
  const { span, coverage, position } = past;
  return span === undefined ? [] : [timeLine({ paint, columns, span, coverage, brush, time: position?.time ?? Number.NaN, speed: position?.speed ?? 0 })];
}

/** The way that led here, when it was not the first page. */
function trailOf({ pages }: Dashboard): string {
  return pages.length < 2 ? '' : pages.map((page) => (page.title)).join(' › ');
}

/** The way that led to a table, and what was found unusual of the one thing whose rows they are. */
function aboveTable(dashboard: Dashboard, columns: number, rows: number): string[] {
  const { page, paint, snapshot } = dashboard;
  const trail = trailOf(dashboard);
  if (trail === '') return [];
  const found = page.type === 'table' && page.only !== undefined ? (findingsOf(snapshot)?.of(page.only.field, page.only.value) ?? []) : [];
  // Some rows are left to the table, however much there is to say.
  return [paint('strong', fit(trail, columns)), ...findingLines(found, paint, columns)].slice(0, Math.max(1, rows - LEAST_TABLE_ROWS));
}

const LEAST_TABLE_ROWS = 4;

interface TableAreaInput {
  readonly dashboard: Dashboard;
  readonly columns: number;
  readonly rows: number;
  /** Nothing stands beside it. */
  readonly alone: boolean;
  readonly screen: { readonly columns: number; readonly rows: number };
}

/** A table, under the way that led to it and the map of what it shows. */
function TableArea({ dashboard, columns, rows, alone, screen }: TableAreaInput): React.ReactNode {
  const above = aboveTable(dashboard, columns, rows);
  const { table } = dashboard;
  const mapRows = dashboard.map.rows(dashboard, screen, columns, rows - above.length);
  const height = Math.max(1, rows - above.length - mapRows);
  if (above.length === 0 && mapRows === 0) return <Gap rows={alone ? 1 : rows} />;
  return (
    <Box flexDirection="column" width={columns}>
      {above.length > 0 && <Lines lines={above} />}
      {mapRows > 0 && table !== undefined && <WorldView dashboard={dashboard} table={table} columns={columns} rows={mapRows} />}
      <Gap rows={alone ? 1 : height} />
    </Box>
  );
}
