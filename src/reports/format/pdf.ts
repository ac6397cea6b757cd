import { UNKNOWN } from '../../model/units.ts';
import type { UsageReport } from '../report.ts';
import { barsOf } from './bars.ts';
import { bottomOf, type Document, heading, newPdf, paragraph, put, remarks, widthOf } from './pdf-page.ts';
import { BODY, CHART, FONTS, INK, MARGIN, printable, RULE } from './pdf-style.ts';
import { byTitle, fitting, reportTable, type TableColumn } from './table.ts';
import { legend } from './text.ts';
import { comparisonLine, coverageLines, goneLine, isOfOne, periodLine, titleOf } from './words.ts';

/** A report as a PDF of A4 pages: what it is of, a chart of the largest, and the table. `now`: ms since the epoch. The library is loaded only for this. */
export async function usagePdf(report: UsageReport, now: number): Promise<Uint8Array> {
  const { document, finish } = await newPdf(`${titleOf(report)}, ${periodLine(report)}`, now);
  heading(document, titleOf(report), periodLine(report), [...coverageLines(report), comparisonLine(report)]);
  if (!isOfOne(report)) chart(document, report);
  table(document, report);
  notes(document, report);
  return finish();
}

/** Bars of the largest by what the report is sorted by. */
function chart(document: Document, report: UsageReport): void {
  const { title, bars } = barsOf(report);
  if (bars.length === 0) return;
  document.font(FONTS.bold).fontSize(10).fillColor(INK.text);
  paragraph(document, title);
  document.font(FONTS.regular).fontSize(8);
  let y = document.y + 4;
  const room = widthOf(document) - CHART.names - CHART.values;
  for (const { name, part, before, text } of bars) {
    document.fillColor(INK.text);
    put(document, name, MARGIN, y + 2, CHART.names - 8);
    const left = MARGIN + CHART.names;
    document.rect(left, y, room, CHART.bar).fill(INK.track);
    document.rect(left, y, Math.max(0.5, room * part), CHART.bar).fill(INK.accent);
    if (before !== undefined) document.rect(left + room * before - 0.75, y - 1, 1.5, CHART.bar + 2).fill(INK.mark);
    document.fillColor(INK.text);
    put(document, text, left + room, y + 2, CHART.values, 'right');
    y += CHART.step;
  }
  if (bars.some(({ before }) => before !== undefined)) {
    document.rect(MARGIN + CHART.names, y + 2, 1.5, 7).fill(INK.mark);
    document.fillColor(INK.quiet).fontSize(7);
    put(document, 'the period before', MARGIN + CHART.names + 6, y + 2, 200);
    y += BODY.line;
  }
  document.y = y + 10;
}

interface Placed {
  readonly column: TableColumn;
  readonly width: number;
}

function table(document: Document, report: UsageReport): void {
  const { word, names, columns } = reportTable(report);
  document.font(FONTS.bold).fontSize(BODY.size);
  const alone = new Set(byTitle(columns).flatMap((group) => (group.columns.length === 1 ? group.columns : [])));
  const cell = (column: TableColumn): number => BODY.gap + Math.max(...[column.header, ...column.texts, ...(alone.has(column) ? [column.title] : [])].map((text) => document.widthOfString(printable(text))));
  const wanted = Math.max(...[word, ...names].map((name) => document.widthOfString(printable(name))));
  const kept = fitting(columns, cell, widthOf(document) - Math.min(wanted, widthOf(document) * 0.25)).map((column): Placed => ({ column, width: cell(column) }));
  const nameWidth = widthOf(document) - kept.reduce((sum, { width }) => sum + width, 0);
  const head = (): void => tableHead(document, word, kept, nameWidth);
  if (document.y + 4 * BODY.line > bottomOf(document)) document.addPage();
  head();
  names.forEach((name, row) => {
    if (document.y + BODY.line > bottomOf(document)) {
      document.addPage();
      head();
    }
    const { y } = document;
    if (row % 2 === 1) document.rect(MARGIN, y - 2, widthOf(document), BODY.line).fill(INK.stripe);
    document.font(FONTS.regular).fontSize(BODY.size).fillColor(INK.text);
    put(document, name, MARGIN + 2, y, nameWidth - 2);
    let x = MARGIN + nameWidth;
    for (const { column, width } of kept) {
      put(document, column.texts[row] ?? UNKNOWN, x, y, width - 2, 'right');
      x += width;
    }
    document.y = y + BODY.line;
  });
  document.moveDown(0.8);
}

function tableHead(document: Document, word: string, kept: readonly Placed[], nameWidth: number): void {
  let { y } = document;
  document.font(FONTS.bold).fontSize(BODY.size).fillColor(INK.accent);
  const groups = byTitle(kept.map(({ column, width }) => ({ title: column.title, width })));
  if (groups.some(({ title }) => title !== '')) {
    let x = MARGIN + nameWidth;
    for (const { title, columns } of groups) {
      const width = columns.reduce((sum, column) => sum + column.width, 0);
      put(document, title, x + BODY.gap - 2, y, width - BODY.gap, columns.length === 1 ? 'right' : 'left');
      if (title !== '' && columns.length > 1) document.moveTo(x + BODY.gap - 2, y + BODY.line - 3).lineTo(x + width - 2, y + BODY.line - 3).lineWidth(RULE).stroke(INK.rule);
      x += width;
    }
    y += BODY.line;
  }
  document.fillColor(INK.text);
  put(document, word, MARGIN + 2, y, nameWidth - 2);
  let x = MARGIN + nameWidth;
  for (const { column, width } of kept) {
    put(document, column.header, x, y, width - 2, 'right');
    x += width;
  }
  y += BODY.line;
  document.moveTo(MARGIN, y - 3).lineTo(MARGIN + widthOf(document), y - 3).lineWidth(2 * RULE).stroke(INK.text);
  document.y = y + 1;
}

function notes(document: Document, report: UsageReport): void {
  const more = report.entities - report.rows.length;
  const gone = goneLine(report);
  const lines = [...(more > 0 ? [`${more} more are not shown.`] : []), ...(gone === undefined ? [] : [gone]), ...legend(report), ...report.faults.map((fault) => `Not readable: ${fault}`)];
  remarks(document, lines);
}
