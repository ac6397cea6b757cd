import { Box } from 'ink';
import { useSampler } from '../hooks/useSampler.ts';
import { useTerminalSize } from '../hooks/useTerminalSize.ts';
import { host } from '../src/model/kinds/host.ts';
import { fit } from '../src/model/text-width.ts';
import type { Dashboard } from './dashboard/dashboard.ts';
import type { Painter } from './theme/tokens.ts';
import { DetailView } from './views/DetailView.tsx';
import { LEAST_COLUMNS, LEAST_ROWS } from './sizes.ts';
import { footerLine } from './widgets/footer.ts';
import { Gap, Lines } from './widgets/Lines.tsx';
import { headerHeight, headerLines } from './widgets/header.ts';
import { panelLines, panelWidth } from './widgets/panel.ts';
import { TooSmall } from './views/TooSmall.tsx';

/** The whole screen: header, the page (its table stands in the gap), a panel at its side when one is open, footer. */
export function App({ dashboard }: { readonly dashboard: Dashboard }): React.ReactNode {
  const snapshot = useSampler(dashboard);
  const { columns, rows } = useTerminalSize();
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return <TooSmall columns={columns} rows={rows} />;
  const { page, panel, paint } = dashboard;
  const { timeline, readonly } = dashboard.options;
  const header = headerLines({
    snapshot,
    paint,
    columns,
    rows,
    history: (field) => timeline.series({ kind: host.name, field, key: '' }).values,
    intervalSeconds: dashboard.intervalSeconds,
    flags: [...(dashboard.paused ? ['PAUSED'] : []), ...(readonly ? ['READ-ONLY'] : [])],
  });
  const height = rows - headerHeight(rows, columns) - 1;
  const side = panel === undefined ? 0 : panelWidth(panel, columns);
  const gapRows = panel === undefined ? 1 : height;
  return (
    <Box flexDirection="column" width={columns}>
      <Lines lines={header} />
      <Box>
        {panel !== undefined && <Box width={side} flexShrink={0} flexDirection="column"><Lines lines={panelLines(panel, paint, side, height)} /></Box>}
        {side < columns && (page.type === 'detail'
          ? <DetailView dashboard={dashboard} page={page} columns={columns - side} rows={height} gapRows={gapRows} />
          : <TableArea trail={trailOf(dashboard)} paint={paint} columns={columns - side} gapRows={gapRows} />)}
      </Box>
      <Lines lines={[footerLine(dashboard, columns)]} />
    </Box>
  );
}

/** The way that led here, when it was not the first page. */
function trailOf({ pages }: Dashboard): string {
  return pages.length < 2 ? '' : pages.map((page) => (page.type === 'table' ? page.title : `${page.pid} ${page.name}`)).join(' › ');
}

function TableArea({ trail, paint, columns, gapRows }: { readonly trail: string; readonly paint: Painter; readonly columns: number; readonly gapRows: number }): React.ReactNode {
  if (trail === '') return <Gap rows={gapRows} />;
  return (
    <Box flexDirection="column" width={columns}>
      <Lines lines={[paint('strong', fit(trail, columns))]} />
      <Gap rows={Math.max(1, gapRows - 1)} />
    </Box>
  );
}
