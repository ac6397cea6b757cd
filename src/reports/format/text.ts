import { clip, displayWidth, fit } from '../../model/text-width.ts';
import { UNKNOWN } from '../../model/units.ts';
import { comparison, type UsageReport } from '../report.ts';
import { byTitle, cellsOf, fitting, reportTable, type TableColumn } from './table.ts';
import { comparisonLine, coverageLines, goneLine, periodLine, titleOf } from './words.ts';

export const NARROWEST = 80;
export const WIDEST = 200;

/** Names may be so wide before columns of figures are given up for them: a part of the width. */
const LEAST_NAMES = 0.2;
const MOST_NAMES = 0.4;
const GAP = 2;

/** A report for a terminal or a mail, at most `width` cells wide where that is 80 to 200. Ends with a line break. */
export function usageText(report: UsageReport, width: number): string {
  const cells = Math.min(WIDEST, Math.max(NARROWEST, width));
  const more = report.entities - report.rows.length;
  const gone = goneLine(report);
  const lines = [
    titleOf(report),
    ...[periodLine(report), ...coverageLines(report), comparisonLine(report)].flatMap((line) => wrapped(line, cells)),
    '',
    ...table(report, cells),
    ...(more > 0 ? [`${more} more: --top ${report.entities}`] : []),
    '',
    ...[...(gone === undefined ? [] : [gone]), ...legend(report)].flatMap((line) => wrapped(line, cells)),
    ...report.faults.flatMap((fault) => wrapped(`Not readable: ${fault}`, cells)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What the figures mean, a line each. */
export function legend(report: UsageReport): string[] {
  const ofMinutes = report.coverage.restsOn.minutes >= 60 ? ' Where only means of a minute are left, the peak is that of the means.' : '';
  return [
    `Mean, percentiles and peak are of the time in which it was there; p95: for 95 % of that time it was at most this.${ofMinutes}`,
    ...(report.rolled.counted === undefined ? [] : ['The total of the CPU is the CPU time used (hours h minutes m, or minutes:seconds).']),
    ...(comparison(report) === 'none' ? [] : ['The change is that of the total, or of the mean of what adds up to nothing, such as memory.']),
  ];
}

/** Lines of at most `width` cells, broken between words. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? clip(word, width) : `${line} ${word}`;
  }
  return [...lines, line];
}

function table(report: UsageReport, width: number): string[] {
  const { word, names, columns } = reportTable(report);
  const wanted = Math.min(Math.floor(width * MOST_NAMES), Math.max(displayWidth(word), ...names.map(displayWidth)));
  const groups = byTitle(columns);
  // A title stands in full over a column that has it alone.
  const alone = new Set(groups.flatMap((group) => (group.columns.length === 1 ? group.columns : [])));
  const widthOf = (column: TableColumn): number => Math.max(cellsOf(column), alone.has(column) ? displayWidth(column.title) : 0);
  const kept = fitting(columns, (column) => widthOf(column) + GAP, width - Math.min(wanted, Math.floor(width * LEAST_NAMES)));
  const nameWidth = Math.min(wanted, width - kept.reduce((sum, column) => sum + widthOf(column) + GAP, 0));
  const line = (name: string, cell: (column: TableColumn) => string): string => [fit(name, nameWidth), ...kept.map((column) => fit(cell(column), widthOf(column), 'right'))].join(' '.repeat(GAP)).trimEnd();
  const titles = byTitle(kept).map((group) => {
    const room = group.columns.reduce((sum, column) => sum + widthOf(column) + GAP, 0);
    return ' '.repeat(GAP) + fit(group.title, room - GAP, group.columns.length === 1 ? 'right' : 'left');
  });
  return [
    ...(columns.some(({ title }) => title !== '') ? [(' '.repeat(nameWidth) + titles.join('')).trimEnd()] : []),
    line(word, ({ header }) => header),
    ...names.map((name, row) => line(name, ({ texts }) => texts[row] ?? UNKNOWN)),
  ];
}
