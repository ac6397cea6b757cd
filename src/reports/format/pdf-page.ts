import { once } from 'node:events';
import { BODY, FONTS, INK, MARGIN, PAGE, printable, RULE } from './pdf-style.ts';

export type Document = InstanceType<typeof import('pdfkit')>;

/** A document of A4 pages; `finish` numbers them and gives its bytes. `now`: ms since the epoch. The library is loaded only for this. */
export async function newPdf(title: string, now: number): Promise<{ readonly document: Document; readonly finish: () => Promise<Uint8Array> }> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    ...PAGE, margin: MARGIN, bufferPages: true, lang: 'en',
    info: { Title: printable(title), Creator: 'pyprocwatch', Producer: 'pyprocwatch', CreationDate: new Date(now), ModDate: new Date(now) },
  });
  const pieces: Uint8Array[] = [];
  document.on('data', (piece: Uint8Array) => pieces.push(piece));
  const ended = once(document, 'end');
  return {
    document,
    finish: async () => {
      pageNumbers(document);
      document.end();
      await ended;
      return Buffer.concat(pieces);
    },
  };
}

export const widthOf = (document: Document): number => document.page.width - 2 * MARGIN;
export const bottomOf = (document: Document): number => document.page.height - MARGIN - BODY.line;

/** One line of text at a place; what does not fit is cut off. */
export function put(document: Document, text: string, x: number, y: number, width: number, align: 'left' | 'right' = 'left'): void {
  let shown = printable(text);
  if (document.widthOfString(shown) > width) {
    while (shown !== '' && document.widthOfString(`${shown}...`) > width) shown = shown.slice(0, -1);
    shown = `${shown}...`;
  }
  document.text(shown, align === 'right' ? x + width - document.widthOfString(shown) : x, y, { lineBreak: false });
}

export function paragraph(document: Document, text: string): void {
  document.text(printable(text), MARGIN, document.y, { width: widthOf(document) });
}

/** Title, what it is of, and lines below it. */
export function heading(document: Document, title: string, about: string, lines: readonly string[]): void {
  document.font(FONTS.bold).fontSize(20).fillColor(INK.text);
  paragraph(document, title);
  document.font(FONTS.regular).fontSize(11).fillColor(INK.accent);
  paragraph(document, about);
  document.moveDown(0.4).fontSize(9).fillColor(INK.quiet);
  for (const line of lines) paragraph(document, line);
  document.moveDown(1);
}

/** Lines of small text. */
export function remarks(document: Document, lines: readonly string[]): void {
  document.font(FONTS.regular).fontSize(7.5).fillColor(INK.quiet);
  for (const line of lines) paragraph(document, line);
}

/** Rows below their head, which stands again on each page; columns as wide as they need to be. `right` says which are figures. */
export function plainTable(document: Document, title: string, [head = [], ...rows]: readonly (readonly string[])[], right: readonly boolean[]): void {
  document.font(FONTS.bold).fontSize(BODY.size);
  const wanted = right.map((_, column) => 2 * BODY.gap + Math.max(...[head, ...rows].map((row) => document.widthOfString(printable(row[column] ?? '')))));
  const scale = Math.min(1, widthOf(document) / wanted.reduce((sum, width) => sum + width, 0));
  const line = (row: readonly string[], y: number): void => {
    let x = MARGIN;
    row.forEach((text, column) => {
      const width = (wanted[column] ?? 0) * scale;
      put(document, text, x + 2, y, width - BODY.gap, right[column] === true ? 'right' : 'left');
      x += width;
    });
  };
  const begin = (): void => {
    const { y } = document;
    document.font(FONTS.bold).fontSize(BODY.size).fillColor(INK.text);
    line(head, y);
    document.moveTo(MARGIN, y + BODY.line - 3).lineTo(MARGIN + widthOf(document), y + BODY.line - 3).lineWidth(2 * RULE).stroke(INK.text);
    document.y = y + BODY.line + 1;
  };
  if (document.y + 4 * BODY.line > bottomOf(document)) document.addPage();
  document.font(FONTS.bold).fontSize(10).fillColor(INK.text);
  paragraph(document, title);
  document.y += 3;
  begin();
  rows.forEach((row, index) => {
    if (document.y + BODY.line > bottomOf(document)) {
      document.addPage();
      begin();
    }
    const { y } = document;
    if (index % 2 === 1) document.rect(MARGIN, y - 2, widthOf(document), BODY.line).fill(INK.stripe);
    document.font(FONTS.regular).fontSize(BODY.size).fillColor(INK.text);
    line(row, y);
    document.y = y + BODY.line;
  });
  document.moveDown(1);
}

function pageNumbers(document: Document): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    // Below the margin a line would begin another page.
    document.page.margins.bottom = 0;
    document.font(FONTS.regular).fontSize(7).fillColor(INK.quiet);
    const y = document.page.height - MARGIN + 6;
    put(document, 'pyprocwatch', MARGIN, y, 200);
    put(document, `${page + 1} of ${count}`, MARGIN, y, widthOf(document), 'right');
  }
}
