import { wallMinute, WallClock } from '../../analysis/wall-clock.ts';
import { textTable } from '../../model/text-table.ts';
import { NONE_HOLDS, type PlanWords } from '../../monitors/capacity/words.ts';
import { heading, newPdf, plainTable, remarks } from '../../reports/format/pdf-page.ts';

const MOST_LINES = 40;

export function planText({ title, about, told, resources, on, lines, notes }: PlanWords): string {
  const shown = lines.rows.slice(0, 1 + MOST_LINES);
  const more = lines.rows.length - shown.length;
  const out = [`${title}, ${about}`, ...told, '', ...textTable(resources.rows, resources.right), '', ...(on === undefined ? [NONE_HOLDS] : [`On ${on}`, '', ...textTable(shown, lines.right), ...(more > 0 ? [`and ${more} more; --format csv has all`] : []), '', ...notes])];
  return `${out.join('\n')}\n`;
}

/** The same as a PDF of A4 pages. `now`: ms since the epoch. */
export async function planPdf({ title, about, told, resources, on, lines, notes }: PlanWords, now: number): Promise<Uint8Array> {
  const { document, finish } = await newPdf(`${title}, ${about}`, now);
  heading(document, title, `${about}, made ${wallMinute(new WallClock().show(now)) ?? 'at an unknown time'}`, told);
  plainTable(document, 'What will be needed', resources.rows, resources.right);
  if (on !== undefined) plainTable(document, `On ${on}`, lines.rows, lines.right);
  remarks(document, on === undefined ? [NONE_HOLDS] : notes);
  return finish();
}
