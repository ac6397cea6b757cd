import { displayWidth } from '../../src/model/text-width.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';

const SIDES = 2;

/** The titles of tabs, the chosen one marked, each whole: of those that have no room the chosen one and what is beside it stay, and marks tell that there are more. Exactly `columns` cells. */
export function tabLine(titles: readonly string[], chosen: number, paint: Painter, columns: number): string {
  let [from, to] = [0, titles.length];
  const width = (): number => titles.slice(from, to).reduce((sum, title) => sum + displayWidth(title) + SIDES, (from > 0 ? 1 : 0) + (to < titles.length ? 1 : 0));
  while (width() > columns && to > chosen + 1) to -= 1;
  while (width() > columns && from < chosen) from += 1;
  const tabs = titles.slice(from, to).map((title, index) => (from + index === chosen ? paint('columnSorted', `[${title}]`) : paint('columnHeader', ` ${title} `)));
  return fitPainted(`${from > 0 ? paint('columnHeader', '‹') : ''}${tabs.join('')}${to < titles.length ? paint('columnHeader', '›') : ''}`, columns);
}
