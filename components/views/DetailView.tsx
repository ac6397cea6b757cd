import { Box } from 'ink';
import { Gap, Lines } from '../widgets/Lines.tsx';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { DetailPage } from '../dashboard/pages.ts';
import { fitPainted } from '../widgets/painted.ts';
import { Overview } from './Overview.tsx';

/** Everything about one process: the overview, or one of its tables. */
export function DetailView({ dashboard, page, columns, rows, gapRows }: { readonly dashboard: Dashboard; readonly page: DetailPage; readonly columns: number; readonly rows: number; readonly gapRows: number }): React.ReactNode {
  const { paint } = dashboard;
  const titles = ['Overview', ...page.tabs.map(({ link }) => link.title)];
  const tab = (title: string, index: number): string => paint(index === page.tab ? 'columnSorted' : 'columnHeader', index === page.tab ? `[${title}]` : ` ${title} `);
  const name = `${page.gone ? `${paint('error', dashboard.past.position === undefined ? ' has ended ' : ' was not there ')} ` : ''}${paint('strong', `${page.pid} ${page.name}`)}`;
  return (
    <Box flexDirection="column" width={columns} {...(page.tab === 0 ? { height: rows } : {})}>
      <Lines lines={[fitPainted(name, columns), fitPainted(titles.map(tab).join(''), columns)]} />
      {page.tab === 0 ? <Overview dashboard={dashboard} page={page} columns={columns} rows={rows - 2} /> : <Gap rows={Math.max(1, gapRows - 2)} />}
    </Box>
  );
}
