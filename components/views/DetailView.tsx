import { Box } from 'ink';
import { Gap, Lines } from '../widgets/Lines.tsx';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { DetailPage } from '../dashboard/pages.ts';
import { fitPainted } from '../widgets/painted.ts';
import { tabLine } from '../widgets/tab-line.ts';
import { EntityOverview, goneMark } from './EntityOverview.tsx';
import { Overview } from './Overview.tsx';

/** Everything about one process, endpoint, country ...: the overview, or one of its tables. */
export function DetailView({ dashboard, page, columns, rows, gapRows }: { readonly dashboard: Dashboard; readonly page: DetailPage; readonly columns: number; readonly rows: number; readonly gapRows: number }): React.ReactNode {
  const { paint } = dashboard;
  const titles = ['Overview', ...page.tabs.map(({ link }) => link.title)];
  const name = `${page.gone ? `${paint('error', goneMark(dashboard, page))} ` : ''}${paint('strong', page.title)}`;
  const overview = page.process === undefined
    ? <EntityOverview dashboard={dashboard} page={page} columns={columns} rows={rows - 2} />
    : <Overview dashboard={dashboard} page={page} process={page.process} columns={columns} rows={rows - 2} />;
  return (
    <Box flexDirection="column" width={columns} {...(page.tab === 0 ? { height: rows } : {})}>
      <Lines lines={[fitPainted(name, columns), tabLine(titles, page.tab, paint, columns)]} />
      {page.tab === 0 ? overview : <Gap rows={Math.max(1, gapRows - 2)} />}
    </Box>
  );
}
